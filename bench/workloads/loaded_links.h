// What workloads on loaded objects of the relations beside one-to-many share: both sides in memory, the answer with its
// flush.
#pragma once

#include <algorithm>
#include <vector>

#include "bench/answers/links.h"
#include "bench/answers/snapshot.h"
#include "bench/cells/workload.h"
#include "bench/workloads/working_order.h"

namespace bench {

// F: a fixture of bench/fixtures. The objects are loaded once a row, and again after each answer (which flushes, and
// rolls back); between iterations the workload undoes its own work, so that an iteration costs no reload. Where a
// strategy's caller has to read a stale side again after the flush, they are loaded for every iteration.
template <class F>
class LoadedLinks {
 public:
  using Left = typename F::Left;
  static constexpr Database::Rows rows = Database::Rows::filled;
  static constexpr strategies::Stale stale = strategies::stale_of<typename F::Relation>;
  static constexpr bool is_stale = stale != strategies::Stale::never;

  explicit LoadedLinks(Database& database) : database_(database), fixture_(database) {}

  orm::Counts counts() const { return fixture_.counts(); }

  // Memory first, for the flush might mend it, unless it is meant to; then the rows that a flush makes of it; then the
  // start again.
  Links answer() {
    Links links;
    links.relation = database_.dataset().relation();
    if (is_stale) fixture_.flush();
    read_memory(fixture_, links);
    if (!is_stale) fixture_.flush();
    read_rows(database_.backend(), links);
    fixture_.rollback();
    is_loaded_ = false;
    return links;
  }

 protected:
  void load() {
    fixture_.open();
    fixture_.load_selectin();
    read_memory(fixture_, scratch_);  // both sides are resolved before anything is timed
    is_loaded_ = stale != strategies::Stale::read_again;
  }
  // What a stale side, which is the right one, holds once it is loaded again: by key.
  static void sort_if_read_again(Links& expected) {
    if (stale != strategies::Stale::read_again) return;
    for (Links::Object& object : expected.right) std::sort(object.others.begin(), object.others.end());
  }
  Left& left(std::int64_t id) { return *fixture_.left()[static_cast<std::size_t>(id - 1)]; }

  Database& database_;
  F fixture_;
  bool is_loaded_ = false;

 private:
  Links scratch_;
};

}  // namespace bench
