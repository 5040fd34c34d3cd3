// A workload as the timed loop sees it, whatever its type: the loop is compiled once, and a cell only what it does.
#pragma once

#include <benchmark/benchmark.h>

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "bench/cells/cell.h"
#include "bench/cells/needs.h"
#include "bench/cells/workload.h"

namespace bench {

// A call of the work, without a virtual function inside of what is timed.
struct TimedCall {
  void (*run)(void*);
  void* work;
};

class Work {
 public:
  virtual ~Work() = default;
  virtual void setup() = 0;
  virtual TimedCall call() = 0;  // lives as long as this
  virtual std::int64_t items() const = 0;
  virtual orm::Counts counts() const = 0;
  virtual std::optional<std::string> wrong() = 0;  // what of the answer is not as expected
  // The same without the rows in the database, where the workload tells memory alone (`memory_answer()`).
  virtual std::optional<std::string> wrong_in_memory() = 0;
  virtual void add_counters(benchmark::UserCounters& counters) const = 0;
};

// What is known of a workload on a strategy before anything is made.
struct WorkType {
  Database::Rows rows;
  std::string_view item;
  std::string (*lack_of)(const Database& start, const Cell& cell);  // why the dataset is not enough; empty where it is
  std::unique_ptr<Work> (*make)(Database& start, const Cell& cell);
};

template <Workload W>
decltype(auto) expected_of(const W& work, const Database& start) {
  if constexpr (requires { work.expected(); })
    return work.expected();
  else if constexpr (requires { W::expected(start); })
    return W::expected(start);
  else
    return W::expected(start.template state<decltype(std::declval<W&>().answer())>());
}

template <Workload W>
W made(Database& start, const Cell& cell) {
  if constexpr (std::constructible_from<W, Database&, const Cell&>)
    return W(start, cell);
  else
    return W(start);
}

// What workloads with the same kind of answer share, compiled once for all of them.
template <class Answer>
class WorkWithAnswer : public Work {
 public:
  [[gnu::noinline]] ~WorkWithAnswer() override = default;
  std::optional<std::string> wrong() final { return difference(expected_, answer()); }
  std::optional<std::string> wrong_in_memory() final { return difference(expected_, memory_answer()); }

 protected:
  virtual Answer answer() = 0;
  virtual Answer memory_answer() { return answer(); }
  [[gnu::noinline]] void expect(Answer expected) { expected_ = std::move(expected); }

 private:
  Answer expected_;
};

template <class W>
using AnswerOf = std::remove_cvref_t<decltype(std::declval<W&>().answer())>;

template <Workload W>
class WorkOf final : public WorkWithAnswer<AnswerOf<W>> {
 public:
  WorkOf(Database& start, const Cell& cell) : work_(made<W>(start, cell)) { this->expect(expected_of(work_, start)); }

  void setup() override { work_.setup(); }
  TimedCall call() override {
    return {[](void* work) { static_cast<W*>(work)->run(); }, &work_};
  }
  std::int64_t items() const override { return work_.items(); }
  orm::Counts counts() const override { return work_.counts(); }
  void add_counters(benchmark::UserCounters& counters) const override {
    if constexpr (requires { work_.add_counters(counters); }) work_.add_counters(counters);
  }

 private:
  AnswerOf<W> answer() override { return work_.answer(); }
  AnswerOf<W> memory_answer() override {
    if constexpr (requires { work_.memory_answer(); })
      return work_.memory_answer();
    else
      return work_.answer();
  }

  W work_;
};

template <Workload W>
std::string lack_of(const Database& start, const Cell& cell) {
  if constexpr (requires { W::lack_of(start, cell); })
    return W::lack_of(start, cell);
  else
    return lack_of(needs_of<W>(), start);
}

template <Workload W>
std::unique_ptr<Work> make_work(Database& start, const Cell& cell) {
  return std::unique_ptr<Work>(new WorkOf<W>(start, cell));  // make_unique would be 40 functions more in each cell
}

template <Workload W>
inline constexpr WorkType kWorkType{W::rows, W::words.item, &lack_of<W>, &make_work<W>};

}  // namespace bench
