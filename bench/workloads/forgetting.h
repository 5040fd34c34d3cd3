// What forget_* share: every post moves, callers forget a side of some moves, a careful caller builds on the result.
// bench/answers/forgotten.h has the story and its model.
#pragma once

#include <benchmark/benchmark.h>

#include <vector>

#include "bench/answers/forgotten.h"
#include "bench/workloads/loaded_graph.h"

namespace bench {

// kOneIn: one change in so many is forgetful.
template <class S, std::int64_t kOneIn>
class Forgetting : public LoadedGraph<S> {
 public:
  static constexpr Needs needs = Needs::other_users;
  static constexpr bool sends_statements = true;
  using Base = LoadedGraph<S>;
  using Post = typename Base::Post;

  explicit Forgetting(Database& database)
      : Base(database),
        changes_(forgotten_changes(database.graph(), kOneIn)),
        expected_(forgotten_end(database.graph(), changes_, keeper())) {}

  void setup() { this->load(); }
  void run() {
    change();
    this->fixture_.flush();
    release();
    this->fixture_.flush();
  }
  std::int64_t items() const { return static_cast<std::int64_t>(changes_.size()); }
  // Of what was found, not of what was expected.
  void add_counters(benchmark::UserCounters& counters) const {
    counters["stale_reads"] = static_cast<double>(stale_reads_);
    counters["lost_writes"] = static_cast<double>(lost_writes_);
  }

  // The rows as the run left them; then the same again, stopped where both sides can be read.
  ForgottenState answer() {
    ForgottenState state;
    read_rows(this->database_.backend(), state.rows);
    setup();
    change();
    this->fixture_.flush();
    state.after_changes = read_memory(this->fixture_, this->posts_);
    this->fixture_.rollback();
    const ForgottenState meant = forgotten_end(this->database_.graph(), changes_, Keeper::runtime);
    stale_reads_ = stale_reads(meant.after_changes, state.after_changes);
    lost_writes_ = lost_writes(meant.rows, state.rows);
    return state;
  }
  const ForgottenState& expected() const { return expected_; }

 private:
  // Of hand_written it is the runtime, for one function writes both sides.
  static constexpr Keeper keeper() { return strategies::keeper_of<typename Fixture<S>::Relation>; }
  void change() {
    for (const ForgottenChange& one : changes_) {
      Post& post = *this->posts_[static_cast<std::size_t>(one.post - 1)];
      auto& to = *this->user(one.to);
      if (one.forgets == Forgets::lists)
        this->fixture_.set_author_alone(post, to);
      else if (one.forgets == Forgets::author)
        this->fixture_.append_alone(to, post);
      else
        this->fixture_.set_author(post, &to);
    }
  }
  void release() {
    for (auto* user : this->fixture_.users()) {
      if (!is_released(user->id())) continue;
      std::vector<Post*> posts;
      for (Post* post : this->fixture_.posts(*user)) posts.push_back(post);
      for (Post* post : posts) this->fixture_.remove(*user, *post);
    }
  }

  std::vector<ForgottenChange> changes_;
  ForgottenState expected_;
  std::int64_t stale_reads_ = 0;
  std::int64_t lost_writes_ = 0;
};

}  // namespace bench
