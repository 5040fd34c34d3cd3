// What of a row is timed and counted, shown on a clock that only the measured code moves.
#include "bench/cells/run_cell.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

namespace bench {
namespace {

using std::chrono::nanoseconds;
using ::testing::DoubleNear;
using ::testing::HasSubstr;

struct MovedClock {
  using duration = nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<MovedClock>;
  static constexpr bool is_steady = true;

  static time_point now() noexcept { return time_point(passed); }
  static inline nanoseconds passed{0};
};

constexpr nanoseconds kWork{7'000};
nanoseconds setup_takes{0};
nanoseconds run_takes_longer{0};  // each run by so much less than the one before

// One SELECT of work after three of set-up.
class Timed {
 public:
  static constexpr WorkloadWords words{"timed", Phase::load, "be timed", "run", "Is the set-up timed?"};
  static constexpr Database::Rows rows = Database::Rows::filled;
  static constexpr bool sends_statements = true;

  explicit Timed(Database& database) : database_(database) {}
  void setup() {
    MovedClock::passed += setup_takes;
    for (int i = 0; i < 3; ++i) select();
  }
  void run() {
    MovedClock::passed += kWork + run_takes_longer;
    run_takes_longer = std::max(nanoseconds(0), run_takes_longer - nanoseconds(1'000));
    select();
  }
  std::int64_t items() const { return 1; }
  orm::Counts counts() const { return database_.backend().counts(); }
  Graph answer() {
    MovedClock::passed += std::chrono::hours(1);  // nor is the check
    return database_.graph();
  }
  static Graph expected(const Graph& start) { return start; }

 private:
  void select() {
    auto cursor = database_.backend().select("SELECT id FROM users LIMIT 1");
    cursor.next();
  }
  Database& database_;
};

// Says which of its answers was asked for.
class Asked : public Timed {
 public:
  using Timed::Timed;
  Graph answer() {
    asked += "all ";
    return Timed::answer();
  }
  Graph memory_answer() {
    asked += "memory ";
    return Timed::answer();
  }
  static inline std::string asked;
};

class Capturing : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& /*context*/) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override { rows.insert(rows.end(), runs.begin(), runs.end()); }
  std::vector<Run> rows;
};

template <class W = Timed>
benchmark::BenchmarkReporter::Run measured(nanoseconds setup, std::int64_t iterations,
                                           const Cell& cell = {"timed", "one_to_many", "nobody", "sqlite_memory",
                                                               "zipf_tiny"}) {
  setup_takes = setup;
  benchmark::ClearRegisteredBenchmarks();
  benchmark::RegisterBenchmark(cell.name().c_str(),
                               [&](benchmark::State& state) { run_cell<MovedClock>(state, cell, kWorkType<W>); })
      ->UseManualTime()
      ->Iterations(iterations);
  Capturing reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  EXPECT_EQ(reporter.rows.size(), 1U);
  return reporter.rows.at(0);
}

// Google Benchmark 1.8 has renamed its members.
template <class Run>
std::string failure_of(const Run& row) {
  if constexpr (requires { row.error_message; })
    return row.error_occurred ? row.error_message : "";
  else
    return row.skipped ? row.skip_message : "";
}

class RunCell : public testing::Test {
 protected:
  void TearDown() override {
    set_minimum_seconds(0.5);
    run_takes_longer = nanoseconds(0);
  }
};

TEST_F(RunCell, TimesAndCountsTheWorkAloneHoweverLongTheSetUp) {
  for (const nanoseconds setup : {nanoseconds(0), nanoseconds(kWork), nanoseconds(std::chrono::seconds(1))}) {
    const auto row = measured(setup, 5);
    SCOPED_TRACE(setup.count());
    EXPECT_EQ(failure_of(row), "");
    EXPECT_EQ(row.iterations, 5);
    EXPECT_THAT(row.real_accumulated_time, DoubleNear(5 * 7e-6, 1e-12));
    EXPECT_EQ(row.counters.at("selects").value, 1);
    EXPECT_EQ(row.counters.at("rows_read").value, 1);
    EXPECT_THAT(row.counters.at("setup_ms").value, DoubleNear(static_cast<double>(setup.count()) / 1e6, 1e-9));
  }
}

TEST_F(RunCell, StopsWhenSetUpAndWorkPassTwentyTimesTheMinimumTimeAndSaysSo) {
  testing::internal::CaptureStderr();
  const auto row = measured(std::chrono::seconds(4), 10);
  EXPECT_THAT(
      testing::internal::GetCapturedStderr(),
      HasSubstr("timed/one_to_many/nobody/sqlite_memory/zipf_tiny: stopped after 3 of 10 iterations: set-up (12 "
                "s) and work (2.1e-05 s) together passed 20 times the minimum time of 0.5 s"));
  ASSERT_EQ(failure_of(row), "");
  EXPECT_EQ(row.counters.at("stopped_after").value, 3);
  EXPECT_THAT(row.real_accumulated_time / static_cast<double>(row.iterations), DoubleNear(7e-6, 1e-12));
  EXPECT_EQ(row.counters.at("selects").value, 1);
  EXPECT_THAT(row.counters.at("setup_ms").value, DoubleNear(4000, 1e-6));
}

TEST_F(RunCell, TellsTheTimeOfTheFastestIterationBesideTheMean) {
  run_takes_longer = nanoseconds(4'000);  // and the check before takes the first of these
  const auto row = measured(nanoseconds(0), 3);
  ASSERT_EQ(failure_of(row), "");
  const double longer = row.real_accumulated_time * 1e9 - 3 * 7'000;
  EXPECT_THAT(row.counters.at("fastest_ns").value, DoubleNear(7'000 + longer / 3 - 1'000, 1e-3));
  EXPECT_GT(longer, 0);
}

TEST_F(RunCell, AsksForTheRowsBeforeTheFirstRowOfACellAndAfterItsLast) {
  const Cell cell{"asked", "one_to_many", "nobody", "sqlite_memory", "zipf_tiny"};
  for (int row = 0; row < 3; ++row) expect_row(cell);
  for (int row = 0; row < 3; ++row) EXPECT_EQ(failure_of(measured<Asked>(nanoseconds(0), 2, cell)), "");
  EXPECT_EQ(Asked::asked, "all memory memory all ");
  EXPECT_EQ(failure_of(measured<Asked>(nanoseconds(0), 2, cell)), "");  // of no plan
  EXPECT_EQ(Asked::asked, "all memory memory all all ");
}

bool stops(nanoseconds setup, std::int64_t iterations) {
  return measured(setup, iterations).counters.contains("stopped_after");
}

TEST_F(RunCell, TakesLongerWhenTheMinimumTimeIsLonger) {
  set_minimum_seconds(2);
  EXPECT_FALSE(stops(std::chrono::seconds(4), 10));
  EXPECT_TRUE(stops(std::chrono::seconds(4), 12));
}

TEST_F(RunCell, EndsWhatHasNoIterationLeft) {
  EXPECT_FALSE(stops(std::chrono::hours(1), 1));
  EXPECT_FALSE(stops(std::chrono::seconds(4), 3));
}

TEST_F(RunCell, IsNotStoppedByABusyMomentWhereTheMinimumTimeIsTiny) {
  set_minimum_seconds(1e-6);
  EXPECT_FALSE(stops(std::chrono::milliseconds(90), 10));
  EXPECT_TRUE(stops(std::chrono::milliseconds(110), 12));
}

}  // namespace
}  // namespace bench
