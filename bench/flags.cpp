#include "bench/flags.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "bench/build_info.h"
#include "bench/cells/run_cell.h"

namespace bench {
namespace {

constexpr std::string_view kHelp =
    R"(Cells are named workload/relation/strategy/backend/dataset. Without --benchmark_filter the cells of the preset
'quick' are run; --benchmark_list_tests lists all. Flags in addition to Google Benchmark's:
  --plan=FILE    run exactly the rows of a CSV file with the header round,cell,iterations, in their order
  --shape=FILE   one more dataset, shape_<name of the file>, in the shape that 'dataset profile' wrote to FILE
  --scale=N      multiply the size of that data by N (default: 1)
  --mix=FILE     bench_mix only: one more mix, mix_<its name>; docs/mixes.md describes the format
  --all-counters show every counter of a row and the whole context, not only what is common; a file always has all
  --version      print the version
  --part=NAME:N  one more dataset, NAME_first_N: the first N users of a dataset that is too large to be loaded
Cells on PostgreSQL run on the server that BOTHSIDES_DSN names ("host=... dbname=..." or postgresql://...):
  --check-server=BACKEND describe that server, or say why it cannot be used (default: for postgres)
  --drop-schemas=TOKEN   drop what an interrupted run left there; its schemas are named bothsides_TOKEN_...
Exit code: 0 all cells correct, 1 a cell gave a wrong answer or an error, or all were skipped, 2 bad usage.

)";

}  // namespace

Flags take_flags(int& argc, char** argv) {
  Flags flags;
  if (const char* filter = std::getenv("BENCHMARK_FILTER")) flags.filter = filter;
  if (const char* format = std::getenv("BENCHMARK_OUT_FORMAT")) flags.out_format = format;
  int kept = 1;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    constexpr std::string_view kPlan = "--plan=";
    if (argument.substr(0, kPlan.size()) == kPlan) {
      flags.plan = std::string(argument.substr(kPlan.size()));
      continue;
    }
    constexpr std::string_view kDrop = "--drop-schemas=";
    if (argument.substr(0, kDrop.size()) == kDrop) {
      flags.dropped_token = std::string(argument.substr(kDrop.size()));
      continue;
    }
    constexpr std::string_view kCheck = "--check-server";
    if (argument == kCheck || argument.starts_with(std::string(kCheck) + "=")) {
      flags.checked_backend = argument == kCheck ? "postgres" : std::string(argument.substr(kCheck.size() + 1));
      continue;
    }
    if (argument == "--all-counters") {
      flags.shows_all_counters = true;
      continue;
    }
    if (argument == "--version") {
      fmt::print("{}\n", kVersion);
      std::exit(0);
    }
    if (argument.starts_with("--shape=")) {
      flags.shape = std::string(argument.substr(8));
      continue;
    }
    if (argument.starts_with("--part=")) {
      flags.part = std::string(argument.substr(7));
      continue;
    }
    if (argument.starts_with("--mix=")) {
      flags.mix = std::string(argument.substr(6));
      continue;
    }
    if (argument.starts_with("--scale=")) {
      flags.scale = std::string(argument.substr(8));
      continue;
    }
    if (argument.starts_with("--benchmark_min_time="))
      set_minimum_seconds(std::atof(std::string(argument.substr(21)).c_str()));
    if (argument == "--help") std::fwrite(kHelp.data(), 1, kHelp.size(), stdout);
    if (argument.starts_with("--benchmark_filter=")) flags.filter = std::string(argument.substr(19));
    flags.lists = flags.lists || (argument.substr(0, 22) == "--benchmark_list_tests" &&
                                  argument.find("false") == std::string_view::npos);
    if (ResultFile::is_named_by(argv[i])) flags.out = std::make_unique<ResultFile>(argv[i]);
    if (argument.substr(0, 23) == "--benchmark_out_format=") flags.out_format = argument.substr(23);
    argv[kept++] = argv[i];
  }
  for (int i = 1; i < kept; ++i)
    if (flags.out && ResultFile::is_named_by(argv[i])) argv[i] = const_cast<char*>(flags.out->argument().c_str());
  flags.has_out = flags.out != nullptr || std::getenv("BENCHMARK_OUT") != nullptr;
  argc = kept;
  argv[argc] = nullptr;
  return flags;
}

}  // namespace bench
