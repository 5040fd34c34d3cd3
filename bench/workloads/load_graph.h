// What loading workloads share: all users with their posts, and one walk over both sides.
#pragma once

#include <benchmark/benchmark.h>

#include <vector>

#include "bench/answers/snapshot.h"
#include "bench/cells/workload.h"
#include "bench/fixtures/fixture.h"

namespace bench {

template <class S>
class LoadGraph {
 public:
  static constexpr Database::Rows rows = Database::Rows::filled;
  static constexpr bool sends_statements = true;

  explicit LoadGraph(Database& database) : database_(database), fixture_(database) {}

  void setup() { fixture_.open(); }
  std::int64_t items() const { return database_.dataset().sizes().posts; }
  orm::Counts counts() const { return fixture_.counts(); }
  const Fixture<S>& fixture() const noexcept { return fixture_; }

  Graph answer() {
    Graph graph = read_memory(fixture_, fixture_.posts_by_id());
    read_rows(database_.backend(), graph);
    return graph;
  }
  static Graph expected(const Graph& start) { return start; }

 protected:
  // Of workloads that load the scalar side alone.
  Graph answer_without_users(const std::vector<typename Fixture<S>::Post*>& posts) {
    Graph graph = read_memory(fixture_, posts);
    read_rows(database_.backend(), graph);
    graph.users.clear();
    return graph;
  }
  // Each post from its user and its author from the post; a strategy that has not resolved a side does so here.
  void walk_both_sides() {
    std::int64_t agreeing = 0;
    for (auto* user : fixture_.users())
      for (auto* post : fixture_.posts(*user)) agreeing += fixture_.author(*post) == user ? 1 : 0;
    benchmark::DoNotOptimize(agreeing);
  }

  Database& database_;
  Fixture<S> fixture_;
};

}  // namespace bench
