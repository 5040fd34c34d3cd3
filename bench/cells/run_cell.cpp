#include "bench/cells/run_cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "bench/cells/outcome.h"

namespace bench {
namespace {

constexpr double kUsualMinimum = 0.5;  // Google Benchmark's
constexpr double kLeastMinimum = 0.05;
double minimum_seconds = kUsualMinimum;

// What is right, with the statements that nobody has taken yet.
std::map<std::string, std::string>& checked_cells() {
  static std::map<std::string, std::string> cells;
  return cells;
}

std::map<std::string, int>& expected_rows() {
  static std::map<std::string, int> rows;
  return rows;
}

}  // namespace

void expect_row(const Cell& cell) { ++expected_rows()[cell.name()]; }
bool is_followed(const Cell& cell) {
  const auto found = expected_rows().find(cell.name());
  return found != expected_rows().end() && --found->second > 0;
}

bool is_unchecked(const Cell& cell) { return !checked_cells().contains(cell.name()); }

void set_checked(const Cell& cell, const orm::StatementLog& sent) {
  std::string& lines = checked_cells()[cell.name()];
  for (const auto& [sql, times] : sent.entries())
    lines += fmt::format("{}{} {}", lines.empty() ? "" : "\n", times, sql);
}

std::string take_statements(const Cell& cell) {
  const auto found = checked_cells().find(cell.name());
  return found == checked_cells().end() ? std::string() : std::exchange(found->second, std::string());
}

orm::StatementLog statements_of(const TimedCall& call, orm::Backend& backend) {
  struct Listening {
    explicit Listening(orm::Backend& listened) : backend(listened) { backend.listen(&log); }
    ~Listening() { backend.listen(nullptr); }
    orm::Backend& backend;
    orm::StatementLog log;
  } listening(backend);
  call.run(call.work);
  return std::move(listening.log);
}

void fail(benchmark::State& state, const Cell& cell, const std::string& message) {
  outcome().any_failed = true;
  state.SkipWithError(("failed: " + cell.name() + ": " + message).c_str());
}

void skip(benchmark::State& state, const std::string& reason) {
  outcome().why_skipped = reason;
  state.SkipWithError(("skipped: " + reason).c_str());
}

void set_minimum_seconds(double seconds) noexcept { minimum_seconds = std::max(seconds, kLeastMinimum); }

bool is_too_long(double setup_and_work_seconds) noexcept {
  return setup_and_work_seconds > kLongestRow * minimum_seconds;
}

void say_stopped(const benchmark::State& state, const Cell& cell, std::int64_t iterations, double setup_seconds,
                 double work_seconds) {
  fmt::print(
      stderr,
      "{}: stopped after {} of {} iterations: set-up ({:.3g} s) and work ({:.3g} s) together passed {} times the "
      "minimum time of {:.3g} s\n",
      cell.name(), iterations, state.max_iterations, setup_seconds, work_seconds, kLongestRow, minimum_seconds);
}

void timed_region(void (*run)(void*), void* work) {
  run(work);
  benchmark::ClobberMemory();  // and no tail call, whose end callgrind would not see
}

void report(benchmark::State& state, std::int64_t items, const WorkTime& timed, const orm::Counts& spent,
            const Allocations& allocated, const Untimed& untimed) {
  const auto measured = static_cast<double>(timed.iterations);
  outcome().any_measured = true;
  state.counters["items"] = static_cast<double>(items);
  orm::Counts::for_each(
      [&](const char* name, auto member) { state.counters[name] = static_cast<double>(spent.*member) / measured; });
  state.counters["allocations"] = static_cast<double>(allocated.count) / measured;
  state.counters["allocated_bytes"] = static_cast<double>(allocated.bytes) / measured;
  state.counters["fastest_ns"] = timed.fastest_seconds * 1e9;
  state.counters["setup_ms"] = untimed.setup_ms / measured;
  state.counters["check_ms"] = untimed.check_ms;
  state.counters["fixture_ms"] = untimed.fixture_ms;
}

Outcome& outcome() noexcept {
  static Outcome outcome;
  return outcome;
}

}  // namespace bench
