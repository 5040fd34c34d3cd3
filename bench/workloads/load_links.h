// What the loading workloads of the relations beside one-to-many share: all objects, and one walk over both sides.
#pragma once

#include <benchmark/benchmark.h>

#include "bench/answers/links.h"
#include "bench/answers/snapshot.h"
#include "bench/cells/workload.h"

namespace bench {

// F: a fixture of bench/fixtures.
template <class F>
class LoadLinks {
 public:
  static constexpr Database::Rows rows = Database::Rows::filled;
  static constexpr bool sends_statements = true;

  explicit LoadLinks(Database& database) : database_(database), fixture_(database) {}

  void setup() { fixture_.open(); }
  void run() {
    fixture_.load_selectin();
    fixture_.walk_both_sides();
  }
  orm::Counts counts() const { return fixture_.counts(); }

  Links answer() {
    Links links;
    links.relation = database_.dataset().relation();
    read_memory(fixture_, links);
    read_rows(database_.backend(), links);
    return links;
  }
  static Links expected(const Links& start) { return start; }

 protected:
  Database& database_;
  F fixture_;
};

}  // namespace bench
