#include "datasets/tables/read_back.h"

#include "datasets/digest.h"

namespace datasets {
namespace {

struct At {
  const char* table;
  std::int64_t id;
};

[[noreturn]] void wrong_type(const At& at, const char* column, const char* type) {
  throw WrongType(std::string(at.table) + " " + std::to_string(at.id) + ": " + column + " is not " + type);
}

std::string text(const orm::Cell& cell, const At& at, const char* column) {
  if (cell.kind() != orm::Cell::Kind::text) wrong_type(at, column, "a text");
  return std::string(cell.text());
}

std::int64_t author(const orm::Cell& cell, const At& at) {
  if (cell.is_null()) return 0;
  if (cell.kind() != orm::Cell::Kind::integer) wrong_type(at, "author_id", "an integer");
  return cell.integer();
}

std::int64_t count(orm::Backend& backend, std::string_view sql) {
  auto cursor = backend.select(sql);
  return cursor.next()[0].integer();
}

}  // namespace

Sizes count_rows(orm::Backend& backend) {
  return {count(backend, "SELECT COUNT(*) FROM users"), count(backend, "SELECT COUNT(*) FROM posts")};
}

void read_rows(orm::Backend& backend, const std::function<void(const User&)>& on_user,
               const std::function<void(const Post&)>& on_post) {
  {
    auto users = backend.select("SELECT id, name, email FROM users ORDER BY id");
    for (orm::Row row = users.next(); !row.empty(); row = users.next()) {
      const At at{"users", row[0].integer()};  // INTEGER PRIMARY KEY: SQLite stores nothing else there
      on_user({at.id, text(row[1], at, "name"), text(row[2], at, "email")});
    }
  }
  auto posts = backend.select("SELECT id, author_id, title, body FROM posts ORDER BY id");
  for (orm::Row row = posts.next(); !row.empty(); row = posts.next()) {
    const At at{"posts", row[0].integer()};
    on_post({at.id, author(row[1], at), text(row[2], at, "title"), text(row[3], at, "body")});
  }
}

std::uint64_t digest(orm::Backend& backend) {
  Digest digest;
  read_rows(
      backend, [&](const User& user) { digest.add(user); }, [&](const Post& post) { digest.add(post); });
  return digest.value();
}

}  // namespace datasets
