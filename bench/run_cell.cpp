#include "bench/run_cell.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "bench/outcome.h"

namespace bench {
namespace {

// What is right, with the statements that nobody has taken yet.
std::map<std::string, std::string>& checked_cells() {
  static std::map<std::string, std::string> cells;
  return cells;
}

}  // namespace

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

void fail(benchmark::State& state, const Cell& cell, const std::string& message) {
  outcome().any_failed = true;
  state.SkipWithError(("failed: " + cell.name() + ": " + message).c_str());
}

void report(benchmark::State& state, std::int64_t items, const orm::Counts& spent, const Untimed& untimed) {
  const auto per_iteration = benchmark::Counter::kAvgIterations;
  state.counters["items"] = static_cast<double>(items);
  orm::Counts::for_each([&](const char* name, auto member) {
    state.counters[name] = benchmark::Counter(static_cast<double>(spent.*member), per_iteration);
  });
  state.counters["setup_ms"] = benchmark::Counter(untimed.setup_ms, per_iteration);
  state.counters["check_ms"] = untimed.check_ms;
  state.counters["fixture_ms"] = untimed.fixture_ms;
}

Outcome& outcome() noexcept {
  static Outcome outcome;
  return outcome;
}

}  // namespace bench
