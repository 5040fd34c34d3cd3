// bench_load, bench_sync and the others of a phase: a Google Benchmark program over the cells of one phase, with flags
// of its own.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bench/build_info.h"
#include "bench/cells/matrix.h"
#include "bench/cells/outcome.h"
#include "bench/cells/plan.h"
#include "bench/cells/run_cell.h"
#include "bench/databases/database.h"
#include "bench/databases/postgres_server.h"
#include "bench/databases/scratch_folder.h"
#include "bench/mix/mixes.h"
#include "bench/reporters.h"
#include "bench/result_file.h"
#include "datasets/part.h"
#include "datasets/printable.h"
#include "datasets/sources/debian.h"
#include "datasets/sources/shape_dataset.h"
#include "orm/backend/all.h"

namespace {

constexpr int kFailedCell = 1;
constexpr int kBadUsage = 2;

constexpr std::string_view kHelp =
    R"(Cells are named workload/relation/strategy/backend/dataset. Without --benchmark_filter the cells of the preset
'quick' are run; --benchmark_list_tests lists all. Flags besides Google Benchmark's:
  --plan=FILE    run exactly the rows of a CSV file with the header round,cell,iterations, in their order
  --shape=FILE   there is one dataset more, shape_<name of the file>, of the shape that 'dataset profile' wrote there
  --scale=N      so many times as large as that data was (default: 1)
  --mix=FILE     bench_mix alone: there is one mix more, mix_<its name>; docs/mixes.md says what a mix may be
  --all-counters show every counter of a row, not only those that matter to most; a file always has all of them
  --version      say which version this is
  --part=NAME:N  there is one dataset more, NAME_first_N: the first N users of a dataset too large to be loaded
Cells on PostgreSQL run on the server that BOTHSIDES_DSN names ("host=... dbname=..." or postgresql://...):
  --check-server         say what server that is, or why it cannot be used
  --drop-schemas=TOKEN   drop what an interrupted run left there; its schemas are named bothsides_TOKEN_...
Exit code: 0 all cells right, 1 a cell gave a wrong answer or an error, or all were skipped, 2 bad usage.

)";

struct Flags {
  std::optional<std::string> plan;
  std::optional<std::string> shape;
  std::optional<std::string> scale;
  std::optional<std::string> part;
  std::optional<std::string> mix;
  bool has_filter = false;
  bool lists = false;
  bool checks_server = false;
  bool shows_all_counters = false;
  std::optional<std::string> dropped_token;
  std::unique_ptr<bench::ResultFile> out;
  bool has_out = false;
  std::string out_format = "json";
};

// Takes our own flags out of the arguments and looks at those of Google Benchmark's that change what is registered.
Flags take_flags(int& argc, char** argv) {
  Flags flags;
  flags.has_filter = std::getenv("BENCHMARK_FILTER") != nullptr;
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
    if (argument == "--check-server") {
      flags.checks_server = true;
      continue;
    }
    if (argument == "--all-counters") {
      flags.shows_all_counters = true;
      continue;
    }
    if (argument == "--version") {
      fmt::print("{}\n", bench::kVersion);
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
      bench::set_minimum_seconds(std::atof(std::string(argument.substr(21)).c_str()));
    if (argument == "--help") std::fwrite(kHelp.data(), 1, kHelp.size(), stdout);
    flags.has_filter = flags.has_filter || argument.substr(0, 18) == "--benchmark_filter";
    flags.lists = flags.lists || (argument.substr(0, 22) == "--benchmark_list_tests" &&
                                  argument.find("false") == std::string_view::npos);
    if (bench::ResultFile::is_named_by(argv[i])) flags.out = std::make_unique<bench::ResultFile>(argv[i]);
    if (argument.substr(0, 23) == "--benchmark_out_format=") flags.out_format = argument.substr(23);
    argv[kept++] = argv[i];
  }
  for (int i = 1; i < kept; ++i)
    if (flags.out && bench::ResultFile::is_named_by(argv[i]))
      argv[i] = const_cast<char*>(flags.out->argument().c_str());
  flags.has_out = flags.out != nullptr || std::getenv("BENCHMARK_OUT") != nullptr;
  argc = kept;
  argv[argc] = nullptr;
  return flags;
}

bool lacks_server(const bench::Cell& cell) {
  return orm::backend_named(cell.backend).needs_server && !bench::server_conninfo();
}

void run_candidate(benchmark::State& state, const bench::Candidate& candidate) {
  if (candidate.rule.status == bench::Status::skipped)
    bench::skip(state, candidate.rule.reason);
  else if (lacks_server(candidate.cell))
    bench::skip(state, bench::kNoServer);
  else
    candidate.entry.run(state, candidate.cell);
}

void register_cell(const bench::Candidate& candidate) {
  benchmark::RegisterBenchmark(candidate.cell.name().c_str(), [candidate](benchmark::State& state) {
    run_candidate(state, candidate);
  })->UseManualTime();
}

// All cells that can be measured; without a filter those of `quick`, and a word on stderr about the others.
void register_matrix(const std::vector<bench::Candidate>& product, const Flags& flags) {
  std::size_t registered = 0;
  std::size_t others = 0;
  for (const bench::Candidate& candidate : product) {
    if (candidate.rule.status == bench::Status::skipped) continue;
    const bool is_default = bench::is_in_preset(candidate.cell, "quick") && !lacks_server(candidate.cell);
    if (!flags.has_filter && !flags.lists && !is_default) {
      ++others;
      continue;
    }
    ++registered;
    register_cell(candidate);
  }
  if (others > 0)
    fmt::print(
        stderr,
        "Running the {} cells of the preset 'quick'; {} others run by --benchmark_filter=REGEX and are listed by "
        "--benchmark_list_tests.\n",
        registered, others);
  if (others > 0 && !bench::server_conninfo()) fmt::print(stderr, "Those on a server: {}.\n", bench::kNoServer);
}

// The context says how large a planned dataset is, where it has rows.
void add_sizes(const std::string& dataset) {
  const datasets::NamedDataset* row = datasets::find(dataset);
  if (row == nullptr) return;
  benchmark::AddCustomContext("dataset." + dataset + ".users", std::to_string(row->sizes.users));
  benchmark::AddCustomContext("dataset." + dataset + ".words", std::string(row->description));
  benchmark::AddCustomContext("dataset." + dataset + ".posts", std::to_string(row->sizes.posts));
}

void register_plan(const std::vector<bench::Candidate>& product, const std::string& file) {
  std::set<std::string> planned;
  std::map<std::string, const bench::Candidate*> by_name;
  for (const bench::Candidate& candidate : product) by_name[candidate.cell.name()] = &candidate;
  for (const bench::PlanRow& row : bench::read_plan(file)) {
    const auto found = by_name.find(row.cell.name());
    if (found == by_name.end())
      throw bench::PlanError(fmt::format("{}: this program has no cell {}; --benchmark_list_tests lists its cells",
                                         file, row.cell.name()));
    const bench::Candidate& candidate = *found->second;
    if (planned.insert(candidate.cell.dataset).second) add_sizes(candidate.cell.dataset);
    benchmark::RegisterBenchmark(candidate.cell.name().c_str(),
                                 [&candidate = *found->second, round = row.round](benchmark::State& state) {
                                   run_candidate(state, candidate);
                                   state.SetLabel(bench::take_statements(candidate.cell));
                                   state.counters["round"] = static_cast<double>(round);
                                 })
        ->UseManualTime()
        ->Iterations(row.iterations);
  }
}

void add_context(const std::vector<bench::Entry>& entries) {
  std::set<std::string> known;
  const auto add = [&](const std::string& key, std::string_view value) {
    if (known.insert(key).second) benchmark::AddCustomContext(key, std::string(value));
  };
  for (const bench::Entry& entry : entries) {
    const std::string workload = fmt::format("workload.{}.", entry.workload.name);
    add(workload + "words", entry.workload.words);
    add(workload + "item", entry.workload.item);
    add(workload + "question", entry.workload.question);
    add(workload + "phase", bench::phase());
    if (!entry.skipped.empty()) add(fmt::format("{}skipped.{}", workload, entry.strategy), entry.skipped);
    if (!entry.consists_of.empty()) add(workload + "consists_of", entry.consists_of);
    const std::string strategy = fmt::format("strategy.{}.", entry.strategy);
    add(strategy + "declares", entry.strategy_words.declares);
    add(strategy + "in_step", entry.strategy_words.in_step);
    add(strategy + "caller_writes", entry.strategy_words.caller_writes);
    add(strategy + "predicts", entry.strategy_words.predicts);
    if (!entry.list.empty()) add(strategy + "list", entry.list);
  }
  add("build_type", bench::kBuildType);
  add("compiler", bench::kCompiler);
  add("compiler_flags", bench::kCompilerFlags);
  for (const orm::BackendRow& backend : orm::kBackends) {
    add(fmt::format("backend.{}.words", backend.name), backend.words);
    if (backend.needs_server) continue;
    try {
      const auto opened = backend.open({bench::scratch_folder() / fmt::format("settings_{}", backend.name), ""});
      const std::string engine = fmt::format("{}.", name_of(backend.engine));
      for (const auto& [key, value] : opened->settings())
        add(key.starts_with(engine) ? fmt::format("{}.{}", backend.name, key.substr(engine.size())) : key, value);
    } catch (const orm::BackendError& error) {
      throw orm::CannotOpen({error.code(), error.details().message, "", bench::place_of(backend.name)});
    }
  }
  if (!bench::server_conninfo()) return;
  try {
    for (const auto& [key, value] : bench::server_settings()) add(key, value);
  } catch (const orm::BackendError&) {  // the cells that need the server will say it
  }
}

int check_server() {
  if (!bench::server_conninfo()) throw std::runtime_error(bench::kNoServer);
  const auto settings = bench::server_settings();
  for (const orm::BackendRow& backend : orm::kBackends)  // what a role that may only read cannot do
    if (backend.needs_server) bench::open_in_new_schema(backend);
  fmt::print("PostgreSQL {} on cores {}\n", settings.at("postgres.server_version"),
             settings.at("postgres.server_cores"));
  return 0;
}

// Empty unless the whole text is a number.
template <class T>
std::optional<T> number_in(const std::string& text) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// Datasets beside the generated ones: of this machine's packages, and of the shape that the flags name.
void add_datasets(const Flags& flags) {
  for (datasets::NamedDataset& row : datasets::debian_datasets()) datasets::add(std::move(row));
  if (flags.part) {
    const auto colon = flags.part->find(':');
    const auto users = number_in<std::int64_t>(colon == std::string::npos ? "" : flags.part->substr(colon + 1));
    if (!users) throw std::runtime_error(fmt::format("--part={}: is not NAME:N, N a number of users", *flags.part));
    datasets::add(datasets::part_of(flags.part->substr(0, colon), *users));
  }
  if (flags.scale && !flags.shape)
    throw std::runtime_error(fmt::format("--scale={}: is of a --shape: give both", *flags.scale));
  if (!flags.shape) return;
  const auto scale = number_in<double>(flags.scale.value_or("1"));
  if (!scale) throw std::runtime_error(fmt::format("--scale={}: is not a number above 0", *flags.scale));
  datasets::add(datasets::shape_dataset(*flags.shape, *scale, datasets::Orphans::left_out));
}

void add_mix(const std::string& file) {
  if (bench::phase() != "mix") throw std::runtime_error(fmt::format("--mix={}: mixes are measured by bench_mix", file));
  bench::add_mix(file);
}

int run(int argc, char** argv) {
  const Flags flags = take_flags(argc, argv);
  if (flags.checks_server) return check_server();
  if (flags.dropped_token) {
    fmt::print("{} schemas dropped\n", bench::drop_schemas(*flags.dropped_token));
    return 0;
  }
  add_datasets(flags);
  if (flags.mix) add_mix(*flags.mix);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return kBadUsage;
  const std::vector<bench::Entry> entries = bench::entries();
  const std::vector<bench::Candidate> product = bench::product(entries);
  if (flags.plan)
    register_plan(product, *flags.plan);
  else
    register_matrix(product, flags);
  if (!flags.lists) add_context(entries);
  if (bench::kIsPartial && !flags.plan)
    fmt::print(stderr, "Built with the cells that scripts/run needed so far; `scripts/build release` builds all.\n");
  if (bench::run_and_report(flags.has_out ? flags.out_format : "", flags.shows_all_counters) == 0)
    return kBadUsage;  // Google Benchmark has said which filter matched nothing
  benchmark::Shutdown();
  if (!std::cout.flush() || std::fflush(stdout) != 0)
    throw bench::ResultFileError("the output could not be written to its end: is the disk full?");
  if (flags.out) flags.out->keep(flags.out_format == "json");
  const bench::Outcome& outcome = bench::outcome();
  if (!flags.lists && !outcome.any_failed && !outcome.any_measured) {
    fmt::print(stderr, "{}: every cell was skipped, nothing was measured: {}\n", argv[0], outcome.why_skipped);
    return kFailedCell;
  }
  return outcome.any_failed ? kFailedCell : 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", argc > 0 ? argv[0] : "bench", datasets::printable(error.what()));
    return kBadUsage;
  }
}
