// move_posts: one post in ten has a new author in memory; the flush writes the moved ones.
// Timed: the flush, with finding what changed among all that is loaded. Untimed: loading, moving, rolling back.
// Item: one moved post. Start: the graph loaded, the moves made. End: an UPDATE a moved post, no other row touched.
// Answers: What does a strategy add to the UPDATEs of a move?
#pragma once

#include "bench/workloads/loaded_graph.h"

namespace bench {

template <class S>
class MovePosts : public LoadedGraph<S> {
 public:
  static constexpr WorkloadWords words{"move_posts", Phase::flush, "flush moved posts, one in ten of those loaded",
                                       "moved post", "What does a strategy add to the UPDATEs of a move?"};
  static constexpr bool works_without_lists = true;
  static constexpr Needs needs = Needs::other_users;
  static constexpr bool sends_statements = true;
  using LoadedGraph<S>::LoadedGraph;

  void setup() {
    this->load();
    const auto n_users = this->database_.dataset().sizes().users;
    for (auto* post : this->posts_)
      if (moves(post->id()))
        this->fixture_.set_author(*post, this->user(this->next_author(this->author_id(*post), n_users)));
  }
  void run() { this->fixture_.flush(); }
  std::int64_t items() const { return this->database_.dataset().sizes().posts / 10; }

  static Graph expected(const Graph& start) {
    Graph graph = start;
    const auto n_users = static_cast<std::int64_t>(graph.users.size());
    for (UserState& user : graph.users) std::erase_if(user.posts, moves);
    for (const PostState& post : start.posts)
      if (moves(post.id))
        graph.users[static_cast<std::size_t>(LoadedGraph<S>::next_author(post.author, n_users) - 1)].posts.push_back(
            post.id);
    set_authors_from_lists(graph);
    set_rows_from_objects(graph);
    return graph;
  }

 private:
  static bool moves(std::int64_t post) { return post % 10 == 0; }
};

}  // namespace bench
