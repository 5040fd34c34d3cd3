#include "datasets/tables/schema.h"

#include <string_view>
#include <vector>

#include "datasets/tables/layout.h"
#include "datasets/tables/mark.h"

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

}  // namespace

void create_schema(orm::Backend& backend, Relation relation) {
  claim(backend);
  create_tables(backend, relation);
}

void create_tables(orm::Backend& backend, Relation relation) {
  for (const Object& object : objects_of(relation, backend.dialect())) backend.execute(object.sql);
}

void drop_schema(orm::Backend& backend) {
  if (!is_ours(backend)) throw NotOurs("the database was not made by this suite: nothing was dropped");
  for (const char* table : {"post_tags", "tags", "profiles", "posts", "users", "bothsides_dataset"})
    backend.execute(std::string("DROP TABLE IF EXISTS ") + table);
}

std::string schema_difference(orm::Backend& backend, Relation relation) {
  for (const Object& object : objects_of(relation, backend.dialect())) {
    const orm::Cell parameters[] = {object.type, std::string_view(object.name)};
    auto cursor = backend.select("SELECT sql FROM sqlite_schema WHERE type = ?1 AND name = ?2", parameters);
    const orm::Row row = cursor.next();
    const std::string what = std::string(object.type) + " " + object.name;
    if (row.empty()) return what + " is missing";
    if (row[0].is_null() || row[0].text() != object.sql) return what + " is declared in another way";
  }
  return {};
}

}  // namespace datasets
