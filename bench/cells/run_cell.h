// The only timed loop. It checks the answer of a cell before the process times anything of it, and again after the last
// iteration of every row: both sides in memory, and the rows in the database, which of several rows of a plan the last
// one of the cell answers for.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "bench/cells/cell.h"
#include "bench/cells/work.h"
#include "bench/heap/allocations.h"
#include "orm/backend/retry.h"

namespace bench {

// The work of a row. Its iterations do the same from the same start: the first of them find cold caches and fresh
// memory, and what else runs on the machine only ever slows one down, so that the fastest tells most of the work (Chen
// & Revels 2016, "Robust benchmarking in noisy environments").
struct WorkTime {
  double seconds = 0;  // of all iterations
  double fastest_seconds = std::numeric_limits<double>::infinity();
  std::int64_t iterations = 0;

  double mean_seconds() const { return seconds / static_cast<double>(iterations); }
  void add(double one) {
    seconds += one;
    fastest_seconds = std::min(fastest_seconds, one);
    ++iterations;
  }
};

// What a row spent on what is not timed, in milliseconds.
struct Untimed {
  double fixture_ms = 0;  // once a process: making the dataset's database, the first check; only the row that did it
  double check_ms = 0;    // the check after the last iteration, and making the workload
  double setup_ms = 0;    // all set-ups
};

// Whether this process has yet to see a right answer of the cell. A plan comes back to a cell once a round.
bool is_unchecked(const Cell& cell);
void set_checked(const Cell& cell, const orm::StatementLog& sent);
// A plan's rows are told before the first of them is run; whether there are more of the cell after this one, which says
// so once.
void expect_row(const Cell& cell);
bool is_followed(const Cell& cell);
// What one iteration of the cell sent, as the first check of it saw: a line "TIMES SQL" for each text. Once; then
// empty.
std::string take_statements(const Cell& cell);

// Marks the row as failed, names the cell, and makes the program exit with 1.
void fail(benchmark::State& state, const Cell& cell, const std::string& message);
// Marks the row as skipped, which is no failure.
void skip(benchmark::State& state, const std::string& reason);
// Adds the counters of the results' JSON: counts are means over the iterations that were measured, `fastest_ns` the
// time of the fastest.
void report(benchmark::State& state, std::int64_t items, const WorkTime& timed, const orm::Counts& spent,
            const Allocations& allocated, const Untimed& untimed);

// Calls run(work). A function of its own, never inlined, so that callgrind can count the instructions of the work alone
// (--toggle-collect=bench::timed_region*).
void timed_region(void (*run)(void*), void* work);

// A row stops when its set-ups and work together pass 20 times the minimum time (--benchmark_min_time, 0.5 s unless
// told): its numbers are those of the iterations until then, which the counter `stopped_after` and stderr tell.
inline constexpr double kLongestRow = 20;
void set_minimum_seconds(double seconds) noexcept;  // less than 0.05 counts as 0.05: a busy moment stops no row
bool is_too_long(double setup_and_work_seconds) noexcept;
void say_stopped(const benchmark::State& state, const Cell& cell, std::int64_t iterations, double setup_seconds,
                 double work_seconds);

template <class Clock>
class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
  double milliseconds() const { return seconds() * 1e3; }

 private:
  typename Clock::time_point start_ = Clock::now();
};

// The work alone: the clock is read directly around it, so nothing of Google Benchmark's own code is inside.
template <class Clock>
double timed_run(const TimedCall& call) {
  const Stopwatch<Clock> watch;
  timed_region(call.run, call.work);
  return watch.seconds();
}

// The work, not timed; tells what it sent. hand_written sends past the backend's count, so its log is empty.
orm::StatementLog statements_of(const TimedCall& call, orm::Backend& backend);

// Set-up and work, and the check of its answer, are a unit of work of which nothing is committed: what the database
// gave up for another session's sake (40001, 40P01) is set up and done anew, and counted in `retries`. A sample is the
// time of the attempt that came to its end.
//
// A test's clock is moved by what it measures.
template <class Clock = std::chrono::steady_clock>
void run_cell(benchmark::State& state, const Cell& cell, const WorkType& type) {
  try {
    Untimed untimed;
    Database& start = database(cell.backend, cell.dataset, type.rows, untimed.fixture_ms);
    if (const std::string lack = type.lack_of(start, cell); !lack.empty()) return skip(state, lack);
    const std::uint64_t retries = untimed.fixture_ms > 0 ? 0 : start.backend().counts().retries;
    const Stopwatch<Clock> before;
    const std::unique_ptr<Work> work = type.make(start, cell);
    const TimedCall call = work->call();
    const bool is_first = is_unchecked(cell), more_follow = is_followed(cell);
    if (is_first) {
      orm::StatementLog sent;
      const auto wrong = orm::retried(start.backend(), [&]() -> std::optional<std::string> {
        work->setup();
        if (work->items() == 0) return std::nullopt;
        sent = statements_of(call, start.backend());
        return work->wrong();
      });
      if (work->items() == 0)
        return skip(state, cell.dataset + " gives this work nothing to do: it has no " + std::string(type.item));
      if (wrong) return fail(state, cell, *wrong);
      set_checked(cell, sent);
    }
    (is_first ? untimed.fixture_ms : untimed.check_ms) += before.milliseconds();

    orm::Counts spent;
    Allocations allocated;
    WorkTime timed;
    bool is_stopped = false;
    for (auto _ : state) {
      if (is_stopped) {  // Google Benchmark has no other end: what it counts on takes the mean of what was measured
        state.SetIterationTime(timed.mean_seconds());
        continue;
      }
      orm::retried(start.backend(), [&] {
        const Stopwatch<Clock> setup;
        work->setup();
        untimed.setup_ms += setup.milliseconds();
        const orm::Counts counted = work->counts();
        const Allocations taken = allocations();
        const double seconds = timed_run<Clock>(call);
        state.SetIterationTime(seconds);
        allocated += allocations() - taken;
        spent += work->counts() - counted;
        timed.add(seconds);
      });
      is_stopped = timed.iterations < state.max_iterations && is_too_long(untimed.setup_ms / 1e3 + timed.seconds);
    }
    if (is_stopped) say_stopped(state, cell, timed.iterations, untimed.setup_ms / 1e3, timed.seconds);

    const Stopwatch<Clock> after;
    if (const auto wrong = more_follow ? work->wrong_in_memory() : work->wrong()) return fail(state, cell, *wrong);
    untimed.check_ms += after.milliseconds();
    spent.retries = start.backend().counts().retries - retries;
    report(state, work->items(), timed, spent, allocated, untimed);
    if (is_stopped) state.counters["stopped_after"] = static_cast<double>(timed.iterations);
    work->add_counters(state.counters);
  } catch (const orm::DiskFull& full) {  // says nothing of the cell: the program ends
    throw orm::DiskFull({full.code(), full.details().message, full.statement(), place_of(cell.backend)});
  } catch (const orm::CannotOpen&) {
    throw;
  } catch (const std::exception& error) {
    fail(state, cell, error.what());
  }
}

}  // namespace bench
