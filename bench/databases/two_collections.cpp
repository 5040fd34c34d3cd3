#include "bench/databases/two_collections.h"

namespace bench {

std::optional<std::string> difference(const TwoCollections& expected, const TwoCollections& answer) {
  if (const auto wrong = difference(expected.posts, answer.posts)) return wrong;
  if (const auto wrong = difference(expected.comments, answer.comments)) return "of the comments: " + *wrong;
  return std::nullopt;
}

void make_comments(orm::Backend& backend) {
  backend.execute(
      "CREATE TABLE IF NOT EXISTS comments (id BIGINT PRIMARY KEY, title TEXT, body TEXT, author_id BIGINT)");
  if (backend.select_integer("SELECT count(*) FROM comments") > 0) return;
  backend.execute("INSERT INTO comments SELECT id, title, body, author_id FROM posts ORDER BY id");
  backend.execute("CREATE INDEX comments_author_id ON comments(author_id)");
}

void read_rows(orm::Backend& backend, TwoCollections& state) {
  read_rows(backend, state.posts);
  read_rows(backend, state.comments);
  auto comments = backend.select("SELECT id, title, body, author_id FROM comments ORDER BY id");
  state.comments.post_rows.clear();
  for (orm::Row row = comments.next(); !row.empty(); row = comments.next())
    state.comments.post_rows.push_back(
        {row[0].integer(), text_hash(row[1].text(), row[2].text()), row[3].is_null() ? 0 : row[3].integer()});
}

}  // namespace bench
