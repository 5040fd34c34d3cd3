#include "bench/reporters.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace bench {
namespace {

using benchmark::BenchmarkReporter;

// What tells strategies apart: how much was done, and by how many statements, rows and bytes of memory.
constexpr std::array<std::string_view, 12> kThatMatter{"items",      "selects",    "inserts",      "updates",
                                                       "deletes",    "rows_read",  "rows_written", "allocations",
                                                       "heap_bytes", "peak_bytes", "stale_reads",  "lost_writes"};

// Of the context, what a page says of each strategy and workload: a hundred lines that nobody reads on a console.
constexpr std::array<std::string_view, 4> kWords{"backend.", "dataset.", "strategy.", "workload."};

class Finite final : public BenchmarkReporter {
 public:
  Finite(BenchmarkReporter& inner, bool is_brief) : inner_(inner), is_brief_(is_brief) {}

  bool ReportContext(const Context& context) override {
    inner_.SetOutputStream(&GetOutputStream());
    std::stringstream said;
    inner_.SetErrorStream(&said);
    const bool goes_on = inner_.ReportContext(context);
    inner_.SetErrorStream(&GetErrorStream());
    for (std::string line; std::getline(said, line);)
      if (!is_brief_ || std::none_of(kWords.begin(), kWords.end(), [&](auto word) { return line.starts_with(word); }))
        GetErrorStream() << line << '\n';
    GetErrorStream().flush();
    return goes_on;
  }
  void ReportRuns(const std::vector<Run>& runs) override {
    std::vector<Run> finite = runs;
    for (Run& run : finite)
      for (auto counter = run.counters.begin(); counter != run.counters.end();)
        counter = is_shown(*counter) ? std::next(counter) : run.counters.erase(counter);
    inner_.ReportRuns(finite);
  }
  void Finalize() override { inner_.Finalize(); }

 private:
  template <class Counter>
  bool is_shown(const Counter& counter) const {
    if (!std::isfinite(counter.second.value)) return false;
    if (!is_brief_) return true;
    const auto matters = std::find(kThatMatter.begin(), kThatMatter.end(), counter.first);
    return matters != kThatMatter.end() && (counter.second.value != 0 || counter.first == kThatMatter.front());
  }

  BenchmarkReporter& inner_;
  bool is_brief_;
};

// As Google Benchmark makes them for a file.
std::unique_ptr<BenchmarkReporter> reporter_of(const std::string& format) {
  if (format == "console") return std::make_unique<benchmark::ConsoleReporter>(benchmark::ConsoleReporter::OO_None);
  if (format == "json") return std::make_unique<benchmark::JSONReporter>();
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  return std::make_unique<benchmark::CSVReporter>();
#pragma GCC diagnostic pop
}

}  // namespace

std::size_t run_and_report(const std::string& file_format, bool shows_all) {
  const std::unique_ptr<BenchmarkReporter> shown(benchmark::CreateDefaultDisplayReporter());
  const bool is_console = dynamic_cast<benchmark::ConsoleReporter*>(shown.get()) != nullptr;
  Finite display(*shown, is_console && !shows_all);
  if (file_format.empty()) return benchmark::RunSpecifiedBenchmarks(&display);
  const std::unique_ptr<BenchmarkReporter> written = reporter_of(file_format);
  Finite file(*written, /*is_brief=*/false);
  return benchmark::RunSpecifiedBenchmarks(&display, &file);
}

}  // namespace bench
