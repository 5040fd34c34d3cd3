#include "datasets/tables/schema.h"

#include <exception>
#include <string_view>
#include <vector>

#include "datasets/tables/layout.h"
#include "datasets/tables/mark.h"
#include "orm/backend/pattern.h"

namespace datasets {
namespace {

struct Object {
  std::string_view type;
  std::string name, sql;
};

std::string create_table(const Table& table, std::string_view integer) {
  std::string columns;
  for (const Column& column : table.columns) {
    columns.append(columns.empty() ? "" : ", ").append(column.name);
    columns.append(" ").append(column.kind == orm::Cell::Kind::integer ? integer : "TEXT");
    columns.append(" ").append(column.constraint);
  }
  if (!table.constraint.empty()) columns.append(", ").append(table.constraint);
  return "CREATE TABLE " + std::string(table.name) + "(" + columns + ")";
}

// What a server says of a foreign key that it cannot have, as one whose target is spread over servers.
constexpr std::string_view kNoSuchKey = "42830", kNotSupported = "0A000";

std::string without_foreign_keys(std::string sql) {
  static const orm::Pattern foreign_key(" REFERENCES [[:alnum:]_]+\\([[:alnum:]_]+\\)");
  for (auto found = foreign_key.first_in(sql); !found.empty(); found = foreign_key.first_in(sql))
    sql.erase(sql.find(found[0]), found[0].size());
  return sql;
}

std::vector<Object> objects_of(Relation relation, const orm::Dialect& dialect) {
  std::vector<Object> objects;
  for (const Table& table : tables_of(relation)) {
    const std::string name(table.name);
    objects.push_back({"table", name, create_table(table, dialect.integer_type())});
    if (table.indexed.empty()) continue;
    const std::string column(table.indexed);
    objects.push_back(
        {"index", name + "_" + column, "CREATE INDEX " + name + "_" + column + " ON " + name + "(" + column + ")"});
  }
  return objects;
}

// The types of the columns in their order, and whether the index is there; the search path finds the tables.
std::string postgres_difference(orm::Backend& backend, Relation relation) {
  for (const Table& table : tables_of(relation)) {
    const std::string name(table.name);
    std::string wanted;
    for (const Column& column : table.columns)
      wanted += std::string(column.name) + (column.kind == orm::Cell::Kind::integer ? " bigint " : " text ");
    std::string found;
    const orm::Cell parameters[] = {std::string_view(name)};
    {
      auto columns = backend.select(
          "SELECT (attname || ' ' || atttypid::regtype)::text FROM pg_catalog.pg_attribute WHERE attrelid = "
          "to_regclass($1::text) AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
          parameters);
      for (orm::Row row = columns.next(); !row.empty(); row = columns.next()) found.append(row[0].text()).append(" ");
    }
    if (found.empty()) return "table " + name + " is missing";
    if (found != wanted) return "table " + name + " is declared differently";
    if (table.indexed.empty()) continue;
    const std::string index = name + "_" + std::string(table.indexed);
    const orm::Cell named[] = {std::string_view(index)};
    auto there = backend.select("SELECT 1::bigint WHERE to_regclass($1::text) IS NOT NULL", named);
    if (there.next().empty()) return "index " + index + " is missing";
  }
  return {};
}

}  // namespace

void create_schema(orm::Backend& backend, Relation relation) {
  claim(backend);
  create_tables(backend, relation);
}

std::size_t create_tables(orm::Backend& backend, Relation relation) {
  std::size_t without = 0;
  for (const Object& object : objects_of(relation, backend.dialect())) {
    try {
      backend.execute(object.sql);
    } catch (const orm::BackendError& error) {
      if (error.code() != kNoSuchKey && error.code() != kNotSupported) throw;
      const std::string sql = without_foreign_keys(object.sql);
      if (sql == object.sql) throw;
      const std::exception_ptr refused = std::current_exception();
      try {
        backend.execute(sql);
      } catch (const orm::BackendError&) {
        std::rethrow_exception(refused);  // which says more: in a transaction nothing works after it
      }
      ++without;
    }
  }
  return without;
}

void drop_schema(orm::Backend& backend) {
  if (!is_ours(backend)) throw NotOurs("the database was not made by this suite: nothing was dropped");
  for (const char* table : {"post_tags", "tags", "profiles", "posts", "users", "bothsides_dataset"})
    backend.execute(std::string("DROP TABLE IF EXISTS ") + table);
}

std::string schema_difference(orm::Backend& backend, Relation relation) {
  if (backend.engine() == orm::Engine::postgres) return postgres_difference(backend, relation);
  for (const Object& object : objects_of(relation, backend.dialect())) {
    const orm::Cell parameters[] = {object.type, std::string_view(object.name)};
    auto cursor = backend.select("SELECT sql FROM sqlite_schema WHERE type = ?1 AND name = ?2", parameters);
    const orm::Row row = cursor.next();
    const std::string what = std::string(object.type) + " " + object.name;
    if (row.empty()) return what + " is missing";
    if (row[0].is_null() || row[0].text() != object.sql) return what + " is declared differently";
  }
  return {};
}

}  // namespace datasets
