#include "orm/backend/postgres/table.h"

#include <algorithm>

namespace orm::postgres {
namespace {

// A unique index on an expression or with a condition may depend on any column.
constexpr const char* kSql = R"(SELECT a.attname,
  CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END::bigint,
  EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND (i.indisunique OR i.indisexclusion)
          AND (a.attnum = ANY (i.indkey) OR 0 = ANY (i.indkey) OR i.indpred IS NOT NULL)),
  c.relkind IN ('r', 'p') AND NOT pg_catalog.row_security_active(c.oid)
    AND (NOT spread.is_so OR pg_catalog.current_setting('server_version_num')::int >= 160000),
  spread.is_so
FROM pg_catalog.pg_class c
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM pg_catalog.pg_inherits i
  JOIN pg_catalog.pg_foreign_table f ON f.ftrelid = i.inhrelid WHERE i.inhparent = c.oid) AS is_so) spread
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
WHERE c.oid = pg_catalog.to_regclass($1))";

bool is_true(const PGresult* result, int row, int column) { return *PQgetvalue(result, row, column) == 't'; }

}  // namespace

const Column* Table::find(std::string_view column) const {
  const auto found = columns.find(column);
  return found != columns.end() ? &found->second : nullptr;
}

bool Catalogue::knows_spread_tables() const {
  return std::any_of(tables_.begin(), tables_.end(), [](const auto& each) { return each.second.is_spread; });
}

const Table* Catalogue::find(Connection& connection, const Dialect& dialect, std::string_view name, Counts& counts) {
  PGconn* handle = connection.ready();
  if (generation_ != connection.generation()) forget();
  generation_ = connection.generation();
  const auto known = tables_.find(name);
  if (known != tables_.end()) return &known->second;

  const std::string quoted = dialect.quoted(name);
  const char* values[] = {quoted.c_str()};
  if (PQsendQueryParams(handle, kSql, 1, nullptr, values, nullptr, nullptr, 0) == 0) connection.fail(kSql);
  const Result rows = connection.finish(kSql);
  ++counts.other_statements;
  if (PQntuples(rows.get()) == 0) return nullptr;
  Table table;
  for (int i = 0; i < PQntuples(rows.get()); ++i) {
    const auto type = static_cast<Oid>(std::stoul(PQgetvalue(rows.get(), i, 1)));
    table.columns[PQgetvalue(rows.get(), i, 0)] = {type, is_true(rows.get(), i, 2)};
    table.takes_copy = is_true(rows.get(), i, 3);
    table.is_spread = is_true(rows.get(), i, 4);
  }
  return &tables_.emplace(std::string(name), std::move(table)).first->second;
}

}  // namespace orm::postgres
