#include "datasets/tables/read_back.h"

#include "datasets/digest.h"

namespace datasets {
namespace {

// SQLite keeps the type that was stored, whatever the column says: a value of another type counts as empty, so that
// a damaged row is reported as a difference.
std::int64_t integer(const orm::Cell& cell) { return cell.kind() == orm::Cell::Kind::integer ? cell.integer() : 0; }
std::string text(const orm::Cell& cell) {
  return cell.kind() == orm::Cell::Kind::text ? std::string(cell.text()) : std::string();
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
    for (orm::Row row = users.next(); !row.empty(); row = users.next())
      on_user({integer(row[0]), text(row[1]), text(row[2])});
  }
  auto posts = backend.select("SELECT id, author_id, title, body FROM posts ORDER BY id");
  for (orm::Row row = posts.next(); !row.empty(); row = posts.next())
    on_post({integer(row[0]), integer(row[1]), text(row[2]), text(row[3])});
}

std::uint64_t digest(orm::Backend& backend) {
  Digest digest;
  read_rows(
      backend, [&](const User& user) { digest.add(user); }, [&](const Post& post) { digest.add(post); });
  return digest.value();
}

}  // namespace datasets
