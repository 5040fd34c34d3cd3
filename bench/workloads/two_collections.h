// What loads of two collections share: users with their posts and their comments, and one walk over both sides.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <string_view>

#include "bench/cells/workload.h"
#include "bench/databases/two_collections.h"
#include "bench/fixtures/two_collections.h"
#include "bench/workloads/collection_loads.h"

namespace bench {

template <class S>
class LoadTwoCollections {
 public:
  static constexpr Database::Rows rows = Database::Rows::filled;
  static constexpr bool sends_statements = true;
  static constexpr bool multiplies_rows = true;  // joined; loaded apart on the same data
  static constexpr std::string_view skipped = why_no_collection_loads<S>();

  explicit LoadTwoCollections(Database& database) : database_(database), fixture_(database) {}

  void setup() { fixture_.open(); }
  std::int64_t items() const { return 2 * database_.dataset().sizes().posts; }
  orm::Counts counts() const { return fixture_.counts(); }

  TwoCollections answer() {
    TwoCollections state;
    state.posts = read_side([&](auto& user) -> decltype(auto) { return fixture_.posts(user); });
    state.comments = read_side([&](auto& user) -> decltype(auto) { return fixture_.comments(user); });
    read_rows(database_.backend(), state);
    return state;
  }
  static TwoCollections expected(const Database& start) { return {start.graph(), start.graph()}; }

 protected:
  void walk_both_sides() {
    std::int64_t agreeing = 0;
    for (auto* user : fixture_.users()) {
      for (auto* post : fixture_.posts(*user)) agreeing += fixture_.author(*post) == user ? 1 : 0;
      for (auto* comment : fixture_.comments(*user)) agreeing += fixture_.author(*comment) == user ? 1 : 0;
    }
    benchmark::DoNotOptimize(agreeing);
  }

  Database& database_;
  TwoCollectionsFixture<S> fixture_;

 private:
  template <class F>
  Graph read_side(F&& elements) {
    Graph graph;
    for (auto* user : fixture_.users()) {
      UserState state{user->id(), fixture_.texts(*user), {}};
      for (auto* post : elements(*user)) {
        state.posts.push_back(post->id());
        auto* author = fixture_.author(*post);
        graph.posts.push_back({post->id(), fixture_.texts(*post), author == nullptr ? 0 : author->id()});
      }
      graph.users.push_back(std::move(state));
    }
    std::sort(graph.posts.begin(), graph.posts.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return graph;
  }
};

// Nothing to load where no collection is mapped.
template <class S>
requires(!why_no_collection_loads<S>().empty()) class LoadTwoCollections<S> {
 public:
  static constexpr bool sends_statements = true;
  static constexpr std::string_view skipped = why_no_collection_loads<S>();
};

}  // namespace bench
