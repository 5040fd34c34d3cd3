// list_operations OPERATION ELEMENTS: performs a few operations on loaded lists of that length in
// measured_operations(), for a tool that counts the instructions of that function; or adds as many new objects again,
// after all have left the session. Prints how many operations there were.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "orm/backend/sqlite.h"
#include "strategies/back_populates.h"

namespace {

using Relation = strategies::BackPopulates::OneToMany;
using User = Relation::User;
using Post = Relation::Post;

constexpr int kOperations = 4;

struct Lists {
  User& from;
  User& to;
  std::vector<Post*> chosen;  // spread over the list
};

[[gnu::noinline]] void measured_operations(Lists& lists, const std::string& operation) {
  for (Post* post : lists.chosen) {
    if (operation == "move_by_append") lists.to.posts.append(post);
    if (operation == "move_by_set") post->author = &lists.to;
    if (operation == "remove") lists.from.posts.remove(post);
    if (operation == "contains" && !lists.from.posts.contains(post)) std::abort();
  }
}

[[gnu::noinline]] void measured_operations(orm::Session& session, const std::vector<Post*>& posts) {
  for (Post* post : posts) session.add(*post);
}

std::size_t add_again(orm::Session& session, std::int64_t elements) {
  std::vector<Post*> posts;
  for (std::int64_t i = 0; i < elements; ++i) posts.push_back(&session.make<Post>(2 * elements + 1 + i));
  for (Post* post : posts) session.add(*post);
  for (Post* post : posts) session.expunge(*post);
  measured_operations(session, posts);
  return posts.size();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "list_operations: OPERATION ELEMENTS\n";
    return 2;
  }
  const std::int64_t elements = std::atoll(argv[2]);
  const auto backend = orm::Sqlite::in_memory({.foreign_keys = false});
  backend->execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT)");
  backend->execute("CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, body TEXT, author_id INTEGER)");
  backend->execute("INSERT INTO users VALUES (1, 'ann', ''), (2, 'bob', '')");
  backend->execute("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
                   std::to_string(2 * elements) + ") INSERT INTO posts SELECT i, '', '', 1 + i % 2 FROM n");
  orm::Registry registry;
  Relation::declare(registry);
  registry.configure();
  orm::Session session(*backend, registry);
  if (std::string_view(argv[1]) == "add_again") {
    std::cout << add_again(session, elements) << '\n';
    return 0;
  }
  for (User* user : session.query<User>().all()) user->posts.size();
  User& from = *session.get<User>(1);
  User& to = *session.get<User>(2);
  Lists lists{from, to, {}};
  std::vector<Post*> posts;
  for (Post* post : from.posts) posts.push_back(post->author != nullptr ? post : nullptr);
  const std::size_t step = posts.size() / (kOperations + 1);
  to.posts.append(posts[0]);  // makes room in the list, and in the history
  for (int i = 1; i <= kOperations; ++i) lists.chosen.push_back(posts[step * static_cast<std::size_t>(i)]);
  measured_operations(lists, argv[1]);
  std::cout << kOperations << '\n';
  return 0;
}
