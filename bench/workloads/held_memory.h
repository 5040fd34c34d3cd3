// What memory workloads share: another workload's work, done by a fixture of its own, and what that takes and keeps.
#pragma once

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <memory>
#include <stdexcept>

#include "bench/cells/needs.h"
#include "bench/databases/database.h"
#include "bench/heap/heap.h"

namespace bench {

// Of one step; see heap.h for what a byte is.
struct HeldBytes {
  std::int64_t bytes = 0;        // more than before
  std::int64_t allocations = 0;  // calls of operator new, and blocks that an arena took
  std::int64_t peak_bytes = 0;   // the most at one time, above what was held before
  bool operator==(const HeldBytes&) const = default;
};

// Inner is made anew for each iteration, so that nothing is left from the one before. REQUIRES of it: fixture().
template <class Inner>
class HeldMemory {
 public:
  static constexpr Database::Rows rows = Inner::rows;
  static constexpr bool sends_statements = Inner::sends_statements;
  static constexpr Needs needs = needs_of<Inner>();

  explicit HeldMemory(Database& database) : database_(database) {}

  void setup() {
    inner_.reset();
    inner_ = std::make_unique<Inner>(database_);
    inner_->setup();
  }
  void run() {
    const auto& fixture = inner_->fixture();
    using Fixture = std::remove_cvref_t<decltype(fixture)>;
    heap::Watch watch({[](const void* owner) { return static_cast<const Fixture*>(owner)->arena_bytes(); }, &fixture});
    const HeldBytes before = held(fixture);
    inner_->run();
    const HeldBytes after = held(fixture);
    note({after.bytes - before.bytes, after.allocations - before.allocations, watch.peak() - before.bytes});
  }
  std::int64_t items() const { return inner_->items(); }
  orm::Counts counts() const { return inner_->counts(); }
  void add_counters(benchmark::UserCounters& counters) const {
    const auto n_items = static_cast<double>(items());
    counters["heap_bytes"] = static_cast<double>(held_.bytes);
    counters["heap_allocations"] = static_cast<double>(held_.allocations);
    counters["peak_bytes"] = static_cast<double>(held_.peak_bytes);
    counters["bytes_per_item"] = static_cast<double>(held_.bytes) / n_items;
    counters["allocations_per_item"] = static_cast<double>(held_.allocations) / n_items;
  }

  auto answer() { return inner_->answer(); }
  static Graph expected(const Graph& start) { return Inner::expected(start); }

 private:
  template <class Fixture>
  static HeldBytes held(const Fixture& fixture) {
    const heap::Taken taken = heap::taken();
    return {taken.bytes + fixture.arena_bytes(), taken.allocations + fixture.arena_blocks(), 0};
  }
  // The first iteration of a process prepares statements, whose memory is the connection's.
  void note(const HeldBytes& step) {
    if (++n_steps_ > 2 && step != held_)
      throw std::runtime_error(fmt::format(
          "held {} bytes in {} allocations with a peak of {} in one iteration, and {} in {} with {} in the next",
          held_.bytes, held_.allocations, held_.peak_bytes, step.bytes, step.allocations, step.peak_bytes));
    held_ = step;
  }

  Database& database_;
  std::unique_ptr<Inner> inner_;
  HeldBytes held_;
  std::int64_t n_steps_ = 0;
};

}  // namespace bench
