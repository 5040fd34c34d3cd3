// append_unloaded: new posts are appended to collections that are not loaded, one after the other over all users.
// Timed: the appends; they put each post into the session and give it its author. A mapped list is loaded by the first
// one, after a flush of what was appended elsewhere; the caller's own container and hand_written load nothing.
// Untimed: loading the users, making posts. Item: one append. Start: the users loaded, their posts not; as many new
// posts as there are posts. End: once flushed and loaded, each list ends with its new posts.
// Answers: What does an append cost when the collection was not loaded before?
#pragma once

#include <vector>

#include "bench/answers/snapshot.h"
#include "bench/cells/workload.h"
#include "bench/fixtures/fixture.h"
#include "bench/workloads/new_posts.h"

namespace bench {

template <class S>
class AppendUnloaded {
 public:
  static constexpr WorkloadWords words{"append_unloaded", Phase::sync,
                                       "append a new post to a user's posts that are not loaded", "append",
                                       "What does an append cost when the collection was not loaded before?"};
  static constexpr Database::Rows rows = Database::Rows::filled;
  static constexpr bool sends_statements = true;

  explicit AppendUnloaded(Database& database, const strategies::PostsOptions& posts = {})
      : database_(database), fixture_(database, posts) {}

  void setup() {
    fixture_.open();
    fixture_.load_users();
    new_.clear();
    const auto n_posts = database_.dataset().sizes().posts;
    for (std::int64_t id = 1; id <= n_posts; ++id)
      new_.push_back(&fixture_.make_post(n_posts + id, database_.dataset().post(id)));
  }
  void run() {
    for_each_new_post(fixture_.users(), new_, [&](auto& user, auto& post) {
      fixture_.append(user, post);
      fixture_.add(post);
    });
  }
  std::int64_t items() const { return database_.dataset().sizes().posts; }
  orm::Counts counts() const { return fixture_.counts(); }

  Graph answer() {
    fixture_.flush();
    fixture_.reload();
    Graph graph = read_memory(fixture_, fixture_.posts_by_id());
    read_rows(database_.backend(), graph);
    return graph;
  }
  static Graph expected(const Graph& start) { return with_new_posts(start); }

 protected:
  Database& database_;
  Fixture<S> fixture_;
  std::vector<typename Fixture<S>::Post*> new_;
};

}  // namespace bench
