#include "bench/reporters.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace bench {
namespace {

using benchmark::BenchmarkReporter;

class Finite final : public BenchmarkReporter {
 public:
  explicit Finite(BenchmarkReporter& inner) : inner_(inner) {}

  bool ReportContext(const Context& context) override {
    inner_.SetOutputStream(&GetOutputStream());
    inner_.SetErrorStream(&GetErrorStream());
    return inner_.ReportContext(context);
  }
  void ReportRuns(const std::vector<Run>& runs) override {
    std::vector<Run> finite = runs;
    for (Run& run : finite)
      for (auto counter = run.counters.begin(); counter != run.counters.end();)
        counter = std::isfinite(counter->second.value) ? std::next(counter) : run.counters.erase(counter);
    inner_.ReportRuns(finite);
  }
  void Finalize() override { inner_.Finalize(); }

 private:
  BenchmarkReporter& inner_;
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

std::size_t run_and_report(const std::string& file_format) {
  const std::unique_ptr<BenchmarkReporter> shown(benchmark::CreateDefaultDisplayReporter());
  Finite display(*shown);
  if (file_format.empty()) return benchmark::RunSpecifiedBenchmarks(&display);
  const std::unique_ptr<BenchmarkReporter> written = reporter_of(file_format);
  Finite file(*written);
  return benchmark::RunSpecifiedBenchmarks(&display, &file);
}

}  // namespace bench
