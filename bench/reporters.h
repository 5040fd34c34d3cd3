// Google Benchmark's own reporters, without the values that are no numbers.
#pragma once

#include <cstddef>
#include <string>

namespace bench {

// Runs what was registered; `file_format`, of --benchmark_out_format, is empty where no file is written. Where rows are
// repeated, the coefficient of variation of a counter that is 0 is 0/0, which JSON cannot hold: it is left out. Returns
// how many benchmarks the filter matched.
// On a console only the counters that matter to most are shown, and the context without the words of strategies and
// workloads, unless `shows_all`; JSON, CSV and files have everything.
std::size_t run_and_report(const std::string& file_format, bool shows_all);

}  // namespace bench
