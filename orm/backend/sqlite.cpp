#include "orm/backend/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <cctype>
#include <cstdlib>

#include "orm/backend/sqlite_errors.h"
#include "orm/backend/write_sql.h"

namespace orm {
namespace {

class SqliteDialect final : public Dialect {
 public:
  std::string placeholder(std::size_t index) const override { return fmt::format("?{}", index); }
  std::string_view integer_type() const noexcept override { return "INTEGER"; }
};

class SqliteStatement final : public Statement {
 public:
  SqliteStatement(std::string sql, sqlite3_stmt* prepared)
      : Statement(std::move(sql)), handle(prepared), row(static_cast<std::size_t>(sqlite3_column_count(prepared))) {}
  ~SqliteStatement() override { sqlite3_finalize(handle); }
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  sqlite3_stmt* const handle;
  std::vector<Cell> row;  // the current row, columns as cells
};

SqliteStatement& sqlite_statement(Statement& statement) { return static_cast<SqliteStatement&>(statement); }

// Texts are bound without a copy: they stay valid until the statement is reset, which every caller here does.
int bind_all(sqlite3_stmt* handle, Row parameters) {
  int index = 0;
  for (const Cell& value : parameters) {
    ++index;
    int status = SQLITE_OK;
    switch (value.kind()) {
      case Cell::Kind::null:
        status = sqlite3_bind_null(handle, index);
        break;
      case Cell::Kind::integer:
        status = sqlite3_bind_int64(handle, index, value.integer());
        break;
      case Cell::Kind::text:
        status =
            sqlite3_bind_text(handle, index, value.text().data(), static_cast<int>(value.text().size()), SQLITE_STATIC);
        break;
      case Cell::Kind::integers:
        status = SQLITE_MISMATCH;  // the dialect has no array parameters
        break;
    }
    if (status != SQLITE_OK) return status;
  }
  return SQLITE_OK;
}

// sqlite3_column_value once a column and sqlite3_value_* on it is 4 % faster for a whole row than sqlite3_column_*.
Cell cell_of(sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      return Cell(sqlite3_value_int64(value));
    case SQLITE_NULL:
      return {};
    default: {
      const auto* data = reinterpret_cast<const char*>(sqlite3_value_text(value));
      return Cell(data, static_cast<std::uint32_t>(sqlite3_value_bytes(value)));
    }
  }
}

int flags_of(SqliteOptions::Open open) {
  switch (open) {
    case SqliteOptions::Open::create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case SqliteOptions::Open::existing:
      return SQLITE_OPEN_READWRITE;
    case SqliteOptions::Open::read_only:
      return SQLITE_OPEN_READONLY;
    case SqliteOptions::Open::immutable:
      return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  }
  std::abort();
}

// A URI that takes the file as one that cannot change.
std::string immutable(const std::string& file) {
  std::string uri = "file:";
  for (const char c : file) {
    const bool is_plain =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '.' || c == '_' || c == '-';
    uri += is_plain ? std::string(1, c) : fmt::format("%{:02x}", static_cast<unsigned char>(c));
  }
  return uri + "?immutable=1";
}

sqlite3* open(const std::string& file, const SqliteOptions& options) {
  sqlite3* connection = nullptr;
  const std::string name = options.open == SqliteOptions::Open::immutable ? immutable(file) : file;
  const int status = sqlite3_open_v2(name.c_str(), &connection, flags_of(options.open) | SQLITE_OPEN_NOMUTEX, nullptr);
  if (status == SQLITE_OK) return connection;
  const std::string message = connection != nullptr ? sqlite3_errmsg(connection) : "out of memory";
  sqlite3_close(connection);
  throw CannotOpen({std::string(sqlite_code_name(status)), "cannot open the database: " + message, "", file});
}

}  // namespace

void Sqlite::Close::operator()(sqlite3* connection) const noexcept { sqlite3_close(connection); }

Sqlite::Sqlite(const std::filesystem::path& file, const SqliteOptions& options)
    : file_(file.string()), in_memory_(file_ == ":memory:"), connection_(open(file_, options)) {
  configure(options);
}

std::unique_ptr<Sqlite> Sqlite::in_memory(const SqliteOptions& options) {
  return std::make_unique<Sqlite>(":memory:", options);
}

Sqlite::~Sqlite() { forget_statements(); }

void Sqlite::configure(const SqliteOptions& options) {
  sqlite3_extended_result_codes(connection_.get(), 1);
  sqlite3_busy_timeout(connection_.get(), static_cast<int>(options.busy_timeout.count()));
  try {
    pragma(
        "schema_version");  // the first read of the file: tells a database from any other file before a byte is written
    const bool is_written =
        options.open == SqliteOptions::Open::create || options.open == SqliteOptions::Open::existing;
    if (is_written && !in_memory_) pragma("journal_mode = WAL");
    pragma("synchronous = NORMAL");
    pragma(fmt::format("cache_size = -{}", options.cache_kib));
    pragma(fmt::format("foreign_keys = {}", options.foreign_keys ? "ON" : "OFF"));
  } catch (const CorruptDatabase& error) {
    throw CannotOpen({error.code(), "cannot open the database: " + error.details().message, "", file_});
  }
}

std::string Sqlite::pragma(std::string_view text) {
  const std::string sql = fmt::format("PRAGMA {}", text);
  const auto statement = do_prepare(sql);
  sqlite3_stmt* handle = sqlite_statement(*statement).handle;
  const int status = sqlite3_step(handle);
  if (status != SQLITE_ROW && status != SQLITE_DONE) raise_sqlite(connection_.get(), sql, file_);
  const auto* value = status == SQLITE_ROW ? sqlite3_column_text(handle, 0) : nullptr;
  return value != nullptr ? reinterpret_cast<const char*>(value) : "";
}

std::map<std::string, std::string> Sqlite::settings() {
  std::map<std::string, std::string> settings{{"sqlite_version", sqlite3_libversion()}};
  for (const char* name : {"journal_mode", "synchronous", "cache_size", "page_size", "foreign_keys", "mmap_size"})
    settings[std::string("sqlite.") + name] = pragma(name);
  return settings;
}

const Dialect& Sqlite::dialect() const noexcept {
  static const SqliteDialect dialect;
  return dialect;
}

std::unique_ptr<Statement> Sqlite::do_prepare(std::string sql) {
  sqlite3_stmt* handle = nullptr;
  const int status = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  if (status != SQLITE_OK) raise_sqlite(connection_.get(), sql, "");
  return std::make_unique<SqliteStatement>(std::move(sql), handle);
}

std::uint64_t Sqlite::do_execute(Statement& statement, Row parameters) {
  sqlite3_stmt* handle = sqlite_statement(statement).handle;
  int status = bind_all(handle, parameters);
  if (status == SQLITE_OK) {
    do status = sqlite3_step(handle);
    while (status == SQLITE_ROW);
  }
  if (status != SQLITE_DONE) {
    const SqliteFailure failure(connection_.get());  // taken before the reset, which may overwrite it
    sqlite3_reset(handle);
    failure.raise(statement.sql(), "");
  }
  const auto changed = static_cast<std::uint64_t>(sqlite3_changes(connection_.get()));
  sqlite3_reset(handle);
  return changed;
}

void Sqlite::do_select(Statement& statement, Row parameters) {
  if (bind_all(sqlite_statement(statement).handle, parameters) != SQLITE_OK) {
    const SqliteFailure failure(connection_.get());
    end(statement);
    failure.raise(statement.sql(), "");
  }
}

Row Sqlite::fetch(Statement& statement) {
  SqliteStatement& select = sqlite_statement(statement);
  const int status = sqlite3_step(select.handle);
  if (status == SQLITE_ROW) {
    std::uint64_t bytes = 0;
    int column = 0;
    for (Cell& cell : select.row) {
      cell = cell_of(sqlite3_column_value(select.handle, column++));
      bytes += cell.kind() == Cell::Kind::text ? cell.text().size() : cell.is_null() ? 0 : 8;
    }
    ++counts_.rows_read;
    counts_.bytes_read += bytes;
    return select.row;
  }
  if (status != SQLITE_DONE) raise_sqlite(connection_.get(), statement.sql(), "");
  return {};
}

void Sqlite::end(Statement& statement) noexcept {
  sqlite3_reset(sqlite_statement(statement).handle);  // what is bound is not read before the next values are
}

std::uint64_t Sqlite::do_write(const WriteGroup& group, const RowSource& rows) {
  Statement& statement = prepare(group);
  sqlite3_stmt* handle = sqlite_statement(statement).handle;
  std::vector<Cell> values(group.columns.size() + group.key.size());
  std::uint64_t matched = 0;
  std::uint64_t bytes = 0;
  for (std::size_t index = 0; index < group.rows; ++index) {
    rows.fill(index, values.data());
    int status = bind_all(handle, values);
    if (status == SQLITE_OK) status = sqlite3_step(handle);
    if (status != SQLITE_DONE) {
      const SqliteFailure failure(connection_.get());
      sqlite3_reset(handle);
      failure.raise(statement.sql(), about_row(group, values));
    }
    matched += static_cast<std::uint64_t>(sqlite3_changes(connection_.get()));
    bytes += bytes_of(values);
    sqlite3_reset(handle);
  }
  sent(statement.sql(), group.kind, group.rows);
  counts_.rows_written += matched;
  counts_.bytes_written += bytes;
  return matched;
}

}  // namespace orm
