// delete_orphans: one post in ten is taken from its user's posts, where delete-orphan says that it goes with it.
// Timed: the removals, and the flush. Untimed: loading, rolling back. Item: one deleted post. Start: the graph loaded.
// End: a DELETE a post, no other row touched; the lists without them.
// Answers: What does it cost when the mapper finds the orphans?
#pragma once

#include "bench/workloads/loaded_graph.h"

namespace bench {

template <class S>
class DeleteOrphans : public LoadedGraph<S> {
 public:
  static constexpr WorkloadWords words{"delete_orphans", Phase::flush,
                                       "take one post in ten from its user's posts, and delete it as an orphan",
                                       "deleted post", "What does it cost when the mapper finds the orphans?"};
  static constexpr bool sends_statements = true;
  using Base = LoadedGraph<S>;

  explicit DeleteOrphans(Database& database) : Base(database, {.cascade = "all, delete-orphan"}) {}

  void setup() {
    this->load();
    leaving_.clear();
    for (const std::size_t i : working_order(this->posts_.size()))
      if (goes(this->posts_[i]->id()))
        leaving_.push_back({this->posts_[i], this->user(this->author_id(*this->posts_[i]))});
  }
  void run() {
    for (const auto& [post, user] : leaving_) this->fixture_.delete_orphan(*user, *post);
    this->fixture_.flush();
  }
  std::int64_t items() const { return this->database_.dataset().sizes().posts / 10; }

  // Of the objects, those that stay are compared.
  Graph answer() {
    Graph graph = Base::answer();
    std::erase_if(graph.posts, [](const PostState& post) { return goes(post.id); });
    return graph;
  }
  static Graph expected(const Graph& start) {
    Graph graph = start;
    for (UserState& user : graph.users) std::erase_if(user.posts, goes);
    std::erase_if(graph.posts, [](const PostState& post) { return goes(post.id); });
    set_rows_from_objects(graph);
    return graph;
  }

 private:
  struct Leaving {
    typename Base::Post* post;
    typename Base::User* user;
  };
  static bool goes(std::int64_t post) { return post % 10 == 0; }

  std::vector<Leaving> leaving_;  // in the working order
};

}  // namespace bench
