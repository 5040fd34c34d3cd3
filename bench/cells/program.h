// What the program of a phase consists of. Each has a generated file that says it, and includes nothing but this.
#pragma once

#include <string_view>
#include <vector>

namespace bench {

struct Entry;

struct Program {
  std::string_view phase;
  std::vector<void (*)(std::vector<Entry>& entries)> adds;  // a workload's entries each
};
// Generated from bench/workloads/all.h and strategies/all.h.
const Program& program();

}  // namespace bench
