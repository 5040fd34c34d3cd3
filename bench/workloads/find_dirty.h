// find_dirty: one post in a hundred has a new title in memory; the flush finds and writes it among all that is loaded.
// Timed: the flush. Untimed: loading, setting the titles, rolling back. Item: one dirty post. Start: the graph loaded,
// the titles set. End: an UPDATE a dirty post, no other row touched.
// Answers: Does a flush cost what is dirty, or what is loaded?
#pragma once

#include <string>

#include "bench/workloads/loaded_graph.h"

namespace bench {

template <class S>
class FindDirty : public LoadedGraph<S> {
 public:
  static constexpr WorkloadWords words{"find_dirty", Phase::flush, "flush one dirty post in a hundred of those loaded",
                                       "dirty post", "Does a flush cost what is dirty, or what is loaded?"};
  static constexpr bool works_without_lists = true;
  static constexpr bool sends_statements = true;
  using LoadedGraph<S>::LoadedGraph;

  void setup() {
    this->load();
    for (auto* post : this->posts_)
      if (is_dirty(post->id())) this->fixture_.set_title(*post, kTitle);
  }
  void run() { this->fixture_.flush(); }
  std::int64_t items() const { return (this->database_.dataset().sizes().posts + kStep - 1) / kStep; }

  static Graph expected(const Database& database) {
    Graph graph = database.graph();
    for (PostState& post : graph.posts)
      if (is_dirty(post.id)) post.texts = text_hash(kTitle, database.dataset().post(post.id).body);
    set_rows_from_objects(graph);
    return graph;
  }

 private:
  static constexpr std::int64_t kStep = 100;
  static constexpr std::string_view kTitle = "a title that no post had";
  static bool is_dirty(std::int64_t post) { return post % kStep == 1; }
};

}  // namespace bench
