#include "datasets/tables/schema.h"

#include <string_view>

#include "datasets/tables/mark.h"

namespace datasets {
namespace {

struct Object {
  std::string_view type, name, sql;
};

constexpr Object kObjects[] = {
    {"table", "users", "CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL)"},
    {"table", "posts",
     "CREATE TABLE posts(id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL, "
     "author_id INTEGER REFERENCES users(id))"},
    {"index", "posts_author_id", "CREATE INDEX posts_author_id ON posts(author_id)"},
};

}  // namespace

void create_schema(orm::Backend& backend) {
  claim(backend);
  for (const Object& object : kObjects) backend.execute(object.sql);
}

void drop_schema(orm::Backend& backend) {
  if (!is_ours(backend)) throw NotOurs("the database was not made by this suite: nothing was dropped");
  for (const char* table : {"posts", "users", "bothsides_dataset"})
    backend.execute(std::string("DROP TABLE IF EXISTS ") + table);
}

std::string schema_difference(orm::Backend& backend) {
  for (const Object& object : kObjects) {
    const orm::Cell parameters[] = {object.type, object.name};
    auto cursor = backend.select("SELECT sql FROM sqlite_schema WHERE type = ?1 AND name = ?2", parameters);
    const orm::Row row = cursor.next();
    const std::string what = std::string(object.type) + " " + std::string(object.name);
    if (row.empty()) return what + " is missing";
    if (row[0].is_null() || row[0].text() != object.sql) return what + " is declared in another way";
  }
  return {};
}

}  // namespace datasets
