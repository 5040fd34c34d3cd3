#include "tests/conformance/replay/database.h"

#include <fmt/format.h>

#include "tests/conformance/replay/values.h"

namespace replay {
namespace {

std::string create_sql(const Table& table, const Options& options) {
  std::string sql = fmt::format("CREATE TABLE {} (", table.name);
  for (const Column& column : table.columns)
    sql += fmt::format("{} {}{}, ", column.name, column.constraint,
                       column.is_owner_key && !options.fk_nullable ? " NOT NULL" : "");
  return sql + fmt::format("PRIMARY KEY ({}))", table.key);
}

void insert(orm::Backend& backend, const Rows& rows) {
  std::string sql = fmt::format("INSERT INTO {} VALUES (?", rows.table->name);
  for (std::size_t i = 1; i < rows.table->columns.size(); ++i) sql += ", ?";
  sql += ")";
  for (const Node& row : rows.rows) {
    std::vector<orm::Cell> values;
    for (const Json& value : row.value()) values.push_back(to_cell(value));
    try {
      backend.execute(sql, values);
    } catch (const orm::IntegrityError& error) {
      row.fault("a row that the database takes", error.details().message);
    }
  }
}

}  // namespace

Database::Database(const Scenario& scenario) : backend_(orm::Sqlite::in_memory({.foreign_keys = false})) {
  for (const Table* table : scenario.model->tables) backend_->execute(create_sql(*table, scenario.options));
  for (const Rows& rows : scenario.rows) insert(*backend_, rows);
}

Json Database::rows(const Table& table) {
  Json found = Json::array();
  auto cursor = backend_->select(fmt::format("SELECT * FROM {} ORDER BY {}", table.name, table.key));
  for (orm::Row row = cursor.next(); !row.empty(); row = cursor.next()) {
    Json values = Json::array();
    for (const orm::Cell& cell : row) values.push_back(to_json(cell));
    found.push_back(std::move(values));
  }
  return found;
}

}  // namespace replay
