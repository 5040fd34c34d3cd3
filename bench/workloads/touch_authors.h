// touch_authors: all posts are loaded, then the author of each is touched.
// Timed: the SELECT of the posts, a SELECT for each author that is not there yet. Untimed: opening the session, closing
// the one before. Item: one post. Start: a session without objects. End: every post with its author.
// Answers: What does the scalar side cost when the list side is never used?
#pragma once

#include <benchmark/benchmark.h>

#include "bench/workloads/load_graph.h"

namespace bench {

template <class S>
class TouchAuthors : public LoadGraph<S> {
 public:
  static constexpr WorkloadWords words{"touch_authors", Phase::load, "load all posts, then touch the author of each",
                                       "post", "What does the scalar side cost when the list side is never used?"};
  static constexpr bool works_without_lists = true;
  using LoadGraph<S>::LoadGraph;

  void run() {
    posts_ = this->fixture_.load_posts();
    std::int64_t authors = 0;
    for (auto* post : posts_) authors += this->fixture_.author(*post) != nullptr ? 1 : 0;
    benchmark::DoNotOptimize(authors);
  }

  Graph answer() { return this->answer_without_users(posts_); }
  static Graph expected(const Graph& start) {
    Graph graph = start;
    graph.users.clear();
    return graph;
  }

 private:
  std::vector<typename Fixture<S>::Post*> posts_;
};

}  // namespace bench
