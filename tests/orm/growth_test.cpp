// The cost of a change does not grow with the list. Times are compared as a ratio with a wide bound: what is linear in
// the list would take a thousand times as long.
#include <algorithm>
#include <chrono>

#include "fixture.h"
#include "models.h"

namespace {

using Relation = models::Declared<models::kDefaultCascade>;

struct Times {
  double removal;  // seconds for a fixed number of changes, the best of several rounds
  double move;
};

template <class F>
double seconds(F&& step) {
  const auto start = std::chrono::steady_clock::now();
  step();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Times times_at(std::size_t length) {
  fixture::Database database;
  database.sql("WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < " +
               std::to_string(length + 99) + ") INSERT INTO posts (id, title, author_id) SELECT i, 't', 3 FROM n");
  orm::Registry registry;
  Relation::declare(registry);
  registry.configure();
  orm::Session session(database.backend(), registry);
  auto& from = *session.get<Relation::User>(3);
  auto& to = *session.get<Relation::User>(2);
  to.posts.size();
  std::vector<Relation::Post*> posts;
  for (Relation::Post* post : from.posts)
    if (posts.size() < 200) posts.push_back(post);
  Times best{1e9, 1e9};
  for (int round = 0; round < 20; ++round) {
    best.removal = std::min(best.removal, seconds([&] {
                              for (Relation::Post* post : posts) {
                                from.posts.remove(post);  // from the front
                                from.posts.append(post);
                              }
                            }));
    best.move = std::min(best.move, seconds([&] {
                           for (Relation::Post* post : posts) {
                             post->author = &to;
                             post->author = &from;
                           }
                         }));
  }
  EXPECT_EQ(from.posts.size(), length);
  return best;
}

TEST(Growth, RemovingAndMovingDoNotGrowWithTheList) {
  const Times few = times_at(300);
  const Times many = times_at(300000);
  EXPECT_LT(many.removal, 30 * few.removal);
  EXPECT_LT(many.move, 30 * few.move);
}

}  // namespace
