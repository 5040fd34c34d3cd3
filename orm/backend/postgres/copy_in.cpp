// Rows by COPY … FROM STDIN (FORMAT binary): one statement, streamed.
#include <algorithm>
#include <vector>

#include "orm/backend/postgres/error.h"
#include "orm/backend/postgres/write.h"
#include "orm/backend/write_sql.h"

namespace orm::postgres {
namespace {

constexpr std::size_t kChunk = std::size_t{256} * 1024;  // handed to libpq at once, which copies it

std::string copy_sql(const WriteGroup& group, const Dialect& dialect) {
  std::string columns;
  for (const std::string& column : group.columns) columns += (columns.empty() ? "" : ", ") + dialect.quoted(column);
  return "COPY " + dialect.quoted(group.table) + " (" + columns + ") FROM STDIN (FORMAT binary)";
}

// A COPY that was begun. Left without end(), it is given up, and the server keeps none of its rows.
class Copy {
 public:
  Copy(Connection& connection, const std::string& sql) : connection_(connection) {
    if (PQsendQuery(connection.ready(), sql.c_str()) == 0) connection.fail(sql);
    connection.count_round_trip();
    const Result begun(PQgetResult(connection.handle()));
    if (PQresultStatus(begun.get()) == PGRES_COPY_IN) return;
    connection.drain();
    connection.raise(begun.get(), sql);
  }
  ~Copy() {
    if (is_over_) return;
    PQputCopyEnd(connection_.handle(), "given up by the client");
    connection_.drain();
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  bool send(const std::string& bytes) {
    return PQputCopyData(connection_.handle(), bytes.data(), static_cast<int>(bytes.size())) == 1;
  }
  // The result of the whole, also after a send that failed: it tells why.
  Result end() {
    PQputCopyEnd(connection_.handle(), nullptr);
    is_over_ = true;
    return connection_.take();
  }

 private:
  Connection& connection_;
  bool is_over_ = false;
};

}  // namespace

std::uint64_t write_by_copy(const Writing& to, const WriteGroup& group, const RowSource& rows, const Table& table) {
  std::vector<Form> forms;
  for (const std::string& column : group.columns) forms.push_back(form_of(table.find(column)->type));
  std::vector<Cell> values(group.columns.size());
  const std::string sql = copy_sql(group, to.dialect);
  std::string bytes("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
  bytes.reserve(kChunk + kChunk / 8);
  std::uint64_t values_bytes = 0;

  Copy copy(to.connection, sql);
  for (std::size_t index = 0; index < group.rows; ++index) {
    rows.fill(index, values.data());
    append_integer(bytes, static_cast<std::int16_t>(values.size()));
    try {
      for (std::size_t i = 0; i < values.size(); ++i) append_field(bytes, forms[i], values[i]);
    } catch (const DataError& error) {
      throw DataError({error.code(), error.details().message, sql, about_row(group, values)});
    }
    values_bytes += bytes_of(values);
    if (bytes.size() < kChunk) continue;
    if (!copy.send(bytes)) break;
    bytes.clear();
  }
  append_integer(bytes, std::int16_t{-1});
  copy.send(bytes);
  const Result result = copy.end();
  if (!is_success(result.get())) raise_about(to, result.get(), sql, {group, rows, 0, group.rows});
  const std::uint64_t written = changed_rows(result.get());
  to.backend.sent(sql, group.kind);
  ++to.counts.copies;
  to.counts.rows_written += written;
  to.counts.bytes_written += values_bytes;
  return written;
}

}  // namespace orm::postgres
