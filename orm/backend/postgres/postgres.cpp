#include "orm/backend/postgres.h"

#include <fmt/format.h>

#include <utility>

#include "orm/backend/postgres/error.h"
#include "orm/backend/postgres/write.h"

namespace orm {

using postgres::Connection;
using postgres::Delivery;
using postgres::PreparedStatement;
using postgres::Result;

namespace {

// A COPY pays for itself from this many rows on, and arrays from that many; measured on a local socket.
constexpr std::size_t kCopyRows = 16;
constexpr std::size_t kArrayRows = 8;

// Of a coordinator that was made by scripts/postgres_shards.sql, or that somebody else gave one.
constexpr std::string_view kHasTidy = "SELECT (to_regprocedure('sharding.tidy(regclass)') IS NOT NULL)::int::bigint";
constexpr std::string_view kTidy = "SELECT sharding.tidy($1::text::regclass)::bigint";

class PostgresDialect final : public Dialect {
 public:
  explicit PostgresDialect(bool has_arrays) : has_arrays_(has_arrays) {}
  std::string placeholder(std::size_t index) const override { return fmt::format("${}", index); }
  std::string_view integer_type() const noexcept override { return "BIGINT"; }
  bool has_array_parameters() const noexcept override { return has_arrays_; }

 private:
  bool has_arrays_;
};

const PostgresDialect& dialect_with(bool arrays) noexcept {
  static const PostgresDialect with(true), without(false);
  return arrays ? with : without;
}

PreparedStatement& own(Statement& statement) { return static_cast<PreparedStatement&>(statement); }

WritePath forced_path(const PostgresOptions& options, StatementKind kind) {
  return kind == StatementKind::insert   ? options.insert
         : kind == StatementKind::update ? options.update
                                         : options.remove;
}

bool is_open(WritePath path, const WriteGroup& group, const postgres::Table* table) {
  return path == WritePath::copy     ? postgres::may_copy(group, table)
         : path == WritePath::arrays ? postgres::may_use_arrays(group, table)
                                     : true;
}

// What a group of this size and kind would take in any table.
WritePath wanted_path(const WriteGroup& group) {
  if (group.rows == 1) return WritePath::single;
  if (group.rows >= kCopyRows && group.kind == StatementKind::insert) return WritePath::copy;
  return group.rows >= kArrayRows ? WritePath::arrays : WritePath::pipeline;
}

WritePath open_path(const WriteGroup& group, const postgres::Table* table) {
  const WritePath wanted = wanted_path(group);
  if (is_open(wanted, group, table)) return wanted;
  return is_open(WritePath::arrays, group, table) ? WritePath::arrays : WritePath::pipeline;
}

std::string_view verb_of(StatementKind kind) {
  return kind == StatementKind::insert ? "insert" : kind == StatementKind::update ? "update" : "delete";
}

bool has_list(Row parameters) {
  for (const Cell& value : parameters)
    if (value.kind() == Cell::Kind::integers) return true;
  return false;
}

Delivery delivery_of(LoadPath path, const PreparedStatement& select, Row parameters) {
  const bool may_copy = parameters.empty() && select.is_binary() && select.kind() == StatementKind::select;
  switch (path) {
    case LoadPath::copy:
      return may_copy ? Delivery::copy : Delivery::stream;
    case LoadPath::stream:
      return Delivery::stream;
    case LoadPath::whole:
      return Delivery::whole;
    case LoadPath::automatic:
      break;
  }
  if (may_copy) return Delivery::copy;
  return has_list(parameters) ? Delivery::stream : Delivery::whole;
}

}  // namespace

bool Postgres::is_built() noexcept { return true; }

Postgres::Postgres(const std::string& conninfo, PostgresOptions options)
    : options_(std::move(options)),
      connection_(std::make_unique<Connection>(conninfo, options_.settings, options_.is_shared,
                                               options_.connect_timeout, counts_)),
      catalogue_(std::make_unique<postgres::Catalogue>()) {}

Postgres::~Postgres() {
  if (options_.is_shared && connection_->is_in_transaction()) {
    try {
      execute_directly("ROLLBACK");  // a proxy gives up a connection whose client leaves it in a transaction
    } catch (const BackendError&) {  // the server rolls back what nobody ends
    }
  }
  forget_statements();
}

const Dialect& Postgres::dialect() const noexcept { return dialect_with(options_.array_keys); }

int Postgres::server_process() const noexcept { return PQbackendPID(connection_->handle()); }

pg_conn* Postgres::native() { return connection_->ready(); }

std::map<std::string, std::string> Postgres::settings() {
  std::map<std::string, std::string> settings{{"libpq_version", fmt::format("{}", PQlibVersion())}};
  {
    auto rows = select(
        "SELECT name, setting || COALESCE(' × ' || unit, '') FROM pg_catalog.pg_settings WHERE name IN ("
        "'server_version', 'server_encoding', 'synchronous_commit', 'fsync', 'full_page_writes', 'wal_level', "
        "'max_wal_size', 'shared_buffers', 'work_mem', 'default_transaction_isolation', 'jit', 'autovacuum', "
        "'statement_timeout', 'plan_cache_mode', 'huge_pages', 'max_connections') ORDER BY name");
    for (Row row = rows.next(); !row.empty(); row = rows.next())
      settings["postgres." + std::string(row[0].text())] = row[1].text();
  }
  settings["postgres.insert_path"] = name_of(options_.insert);
  settings["postgres.update_path"] = name_of(options_.update);
  settings["postgres.remove_path"] = name_of(options_.remove);
  settings["postgres.load_path"] = name_of(options_.load);
  settings["postgres.keys"] = options_.array_keys ? "= ANY(array)" : "IN (list)";
  std::string fallbacks;
  for (const std::string& fallback : fallbacks_) fallbacks += (fallbacks.empty() ? "" : "; ") + fallback;
  settings["postgres.fallbacks"] = fallbacks.empty() ? "none" : fallbacks;
  return settings;
}

void Postgres::tidy(std::span<const std::string_view> tables) {
  std::string here;
  for (const std::string_view table : tables) {
    const postgres::Table* known = catalogue_->find(*connection_, dialect(), table, counts_);
    if (known != nullptr && known->is_spread)
      tidy_elsewhere(table);
    else
      here += (here.empty() ? "" : ", ") + dialect().quoted(table);
  }
  if (!here.empty()) execute("VACUUM (ANALYZE) " + here);
}

// VACUUM goes to no other server by itself, and ANALYZE fetches all of its rows: once.
void Postgres::tidy_elsewhere(std::string_view table) {
  const std::string quoted = dialect().quoted(table);
  const Cell parameters[] = {std::string_view(quoted)};
  bool has_means = false;
  {
    auto found = select(kHasTidy);
    has_means = found.next()[0].integer() != 0;
  }
  if (has_means) select(kTidy, parameters).next();
  if (analyzed_.insert(std::string(table)).second) execute("ANALYZE " + quoted);
}

std::unique_ptr<Statement> Postgres::do_prepare(std::string sql) {
  auto statement =
      std::make_unique<PreparedStatement>(std::move(sql), options_.is_shared ? "" : fmt::format("s{}", ++prepared_));
  if (statement->kind() != StatementKind::other) statement->prepare(*connection_);
  return statement;
}

// A statement of no kind that has values: it is sent as it stands, and once.
std::uint64_t Postgres::execute_directly(const std::string& sql) {
  const bool is_rollback = sql == "ROLLBACK";
  const bool is_commit = sql == "COMMIT";
  if (is_rollback) connection_->settle();
  if (is_rollback && connection_->is_lost()) {
    connection_->forget_transaction();
    return 0;
  }
  if (PQsendQueryParams(connection_->ready(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1) == 0)
    connection_->fail(sql);
  const Result result = connection_->take();
  const ExecStatusType status = PQresultStatus(result.get());
  connection_->note_transaction();
  if (!postgres::is_success(result.get())) {
    if (is_rollback && connection_->is_lost()) {
      connection_->forget_transaction();
      return 0;
    }
    if (is_commit && (options_.is_sharded || catalogue_->knows_spread_tables())) {
      BackendError::Details details = postgres::details_of(result.get(), connection_->handle(), sql);
      details.message += ": the servers over which tables are spread may have committed a part";
      throw CommitInDoubt(std::move(details));
    }
    connection_->raise(result.get(), sql);
  }
  if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
    throw StatementError({"0A000", "COPY is not a statement to execute: write a group of rows, or select", sql, ""});
  const bool is_transaction = is_rollback || is_commit || sql == "BEGIN";
  if (!is_transaction && !sql.starts_with("VACUUM") && !sql.starts_with("ANALYZE")) {
    catalogue_->forget();  // it may have changed a table, or which table a name means
    has_changed_schema_ = connection_->is_in_transaction();
  } else if ((is_commit || is_rollback) && std::exchange(has_changed_schema_, false)) {
    catalogue_->forget();
  }
  if (is_commit && std::string_view(PQcmdStatus(result.get())) == "ROLLBACK")
    throw TransactionAborted(
        {"25P02", "nothing was committed: an earlier statement of the transaction failed", sql, ""});
  if (sql == "BEGIN" && options_.is_shared) connection_->set_for_transaction();
  return postgres::changed_rows(result.get());
}

std::uint64_t Postgres::do_execute(Statement& statement, Row parameters) {
  PreparedStatement& prepared = own(statement);
  if (statement.kind() == StatementKind::other && parameters.empty()) return execute_directly(statement.sql());
  prepared.prepare(*connection_);
  const auto& bound = prepared.bind(parameters);
  if (PQsendQueryPrepared(connection_->handle(), prepared.name().c_str(), bound.size(), bound.values(), bound.lengths(),
                          bound.formats(), 1) == 0)
    connection_->fail(statement.sql());
  const Result result = connection_->finish(statement.sql());
  if (statement.kind() == StatementKind::other) connection_->note_transaction();
  return postgres::changed_rows(result.get());
}

void Postgres::do_select(Statement& statement, Row parameters) {
  PreparedStatement& select = own(statement);
  select.end();
  select.prepare(*connection_);
  const auto& bound = select.bind(parameters);
  const Delivery delivery = delivery_of(options_.load, select, parameters);
  PGconn* handle = connection_->handle();
  const int sent = delivery == Delivery::copy
                       ? PQsendQuery(handle, fmt::format("COPY ({}) TO STDOUT (FORMAT binary)", select.sql()).c_str())
                       : PQsendQueryPrepared(handle, select.name().c_str(), bound.size(), bound.values(),
                                             bound.lengths(), bound.formats(), select.is_binary() ? 1 : 0);
  if (sent == 0) connection_->fail(select.sql());
  if (delivery == Delivery::stream) PQsetSingleRowMode(handle);
  select.deliver(*connection_, delivery, counts_);
  counts_.copies += delivery == Delivery::copy ? 1 : 0;
  counts_.streamed_selects += delivery == Delivery::stream ? 1 : 0;
  counts_.array_statements += has_list(parameters) ? 1 : 0;
}

Row Postgres::fetch(Statement& statement) { return own(statement).next(); }

void Postgres::end(Statement& statement) noexcept { own(statement).end(); }

std::uint64_t Postgres::do_write(const WriteGroup& group, const RowSource& rows) {
  const WritePath forced = forced_path(options_, group.kind);
  const bool needs_table = group.rows > 1 || forced == WritePath::copy || forced == WritePath::arrays;
  const postgres::Table* table =
      needs_table ? catalogue_->find(*connection_, dialect(), group.table, counts_) : nullptr;
  const WritePath wanted = forced == WritePath::automatic ? wanted_path(group) : forced;
  const WritePath path = is_open(wanted, group, table) ? wanted : open_path(group, table);
  if (path != wanted) {
    ++counts_.fallbacks;
    fallbacks_.insert(
        fmt::format("{} {}: {} for {}", verb_of(group.kind), group.table, name_of(path), name_of(wanted)));
  }
  const postgres::Writing to{*this, *connection_, dialect(), counts_};
  switch (path) {
    case WritePath::copy:
      return postgres::write_by_copy(to, group, rows, *table);
    case WritePath::arrays:
      return postgres::write_by_arrays(to, group, rows, *table);
    case WritePath::pipeline:
      return postgres::write_by_pipeline(to, group, rows);
    default:
      return postgres::write_one_by_one(to, group, rows);
  }
}

}  // namespace orm
