// flush_nothing: a flush with nothing to do, over all that is loaded, a thousand times.
// Timed: the flushes. Untimed: loading. Item: one flush. Start: the graph loaded, nothing changed. End: the same, no
// statement sent.
// Answers: What does a flush that finds nothing, before every query, cost?
#pragma once

#include "bench/workloads/loaded_graph.h"

namespace bench {

template <class S>
class FlushNothing : public LoadedGraph<S> {
 public:
  static constexpr WorkloadWords words{"flush_nothing", Phase::flush, "flush with nothing to do", "flush",
                                       "What does a flush that finds nothing, before every query, cost?"};
  static constexpr bool works_without_lists = true;
  static constexpr Needs needs = Needs::users;
  static constexpr bool sends_statements = false;
  using LoadedGraph<S>::LoadedGraph;

  void setup() {
    if (!this->is_loaded_) this->load();
  }
  void run() {
    for (std::int64_t i = 0; i < kFlushes; ++i) this->fixture_.flush();
  }
  std::int64_t items() const { return kFlushes; }

  static Graph expected(const Graph& start) { return start; }

 private:
  static constexpr std::int64_t kFlushes = 1000;
};

}  // namespace bench
