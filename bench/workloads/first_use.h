// first_use: a program with N pairs of mapped classes starts, and shows its first user with the user's posts.
// Timed: declaring and configuring all pairs, opening a session, preparing and running two SELECTs, making the objects,
// walking both sides. hand_written has no mapping: its statements and objects alone. Untimed: connecting, which is the
// same for all. Item: one start. Start: a connection without prepared statements, no registry. End: the user with its
// posts in order, every post with its author.
// Answers: What does a mapping add to the first answer after start-up?
#pragma once

#include <benchmark/benchmark.h>

#include <optional>
#include <vector>

#include "bench/answers/snapshot.h"
#include "bench/cells/workload.h"
#include "bench/fixtures/declared_pairs.h"
#include "bench/fixtures/fixture.h"

namespace bench {

template <class S>
class FirstUse {
 public:
  static constexpr WorkloadWords words{"first_use", Phase::configure, "start, and show the first user with its posts",
                                       "start", "What does a mapping add to the first answer after start-up?"};
  static constexpr Database::Rows rows = Database::Rows::filled;
  static constexpr Needs needs = Needs::users;
  static constexpr bool sends_statements = true;

  explicit FirstUse(Database& database) : database_(database) {
    if constexpr (kIsMapped) others_ = declared_pairs<S>(2, database.class_pairs());
  }

  void setup() {
    fixture_.reset();
    database_.backend().prepare_anew();
  }
  void run() {
    fixture_.emplace(database_, strategies::PostsOptions{}, others_);
    fixture_->open();
    fixture_->load_user(kUser);
    std::int64_t agreeing = 0;
    for (auto* user : fixture_->users())
      for (auto* post : fixture_->posts(*user)) agreeing += fixture_->author(*post) == user ? 1 : 0;
    benchmark::DoNotOptimize(agreeing);
  }
  std::int64_t items() const { return 1; }
  orm::Counts counts() const {
    if constexpr (kIsMapped) return database_.backend().counts();
    return fixture_ ? fixture_->counts() : orm::Counts();
  }

  Graph answer() {
    Graph graph = read_memory(*fixture_, fixture_->posts_by_id());
    read_rows(database_.backend(), graph);
    return graph;
  }
  static Graph expected(const Graph& start) {
    Graph graph = start;
    std::erase_if(graph.users, [](const UserState& user) { return user.id != kUser; });
    std::erase_if(graph.posts, [](const PostState& post) { return post.author != kUser; });
    return graph;
  }

 private:
  static constexpr bool kIsMapped = strategies::Strategy<S>;
  static constexpr std::int64_t kUser = 1;

  Database& database_;
  std::vector<orm::Declaration> others_;
  std::optional<Fixture<S>> fixture_;
};

}  // namespace bench
