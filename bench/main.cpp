// bench_load, bench_sync and the others of a phase: a Google Benchmark program over the cells of one phase, with flags
// of its own.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bench/build_info.h"
#include "bench/cells/matrix.h"
#include "bench/cells/outcome.h"
#include "bench/cells/registration.h"
#include "bench/databases/database.h"
#include "bench/databases/postgres_server.h"
#include "bench/databases/scratch_folder.h"
#include "bench/flags.h"
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

void add_context(const std::vector<bench::Entry>& entries) {
  std::set<std::string> known;
  std::map<std::string_view, std::string> consists_of;  // by the mix: of its first strategy
  const auto add = [&](const std::string& key, std::string_view value) {
    if (known.insert(key).second) benchmark::AddCustomContext(key, std::string(value));
  };
  for (const bench::Entry& entry : entries) {
    const std::string workload = fmt::format("workload.{}.", entry.workload.name);
    add(workload + "words", entry.workload.words);
    add(workload + "item", entry.workload.item);
    add(workload + "question", entry.workload.question);
    add(workload + "phase", bench::program().phase);
    if (!entry.skipped.empty()) add(fmt::format("{}skipped.{}", workload, entry.strategy), entry.skipped);
    if (!entry.consists_of.empty()) {
      const std::string& usual = consists_of.emplace(entry.workload.name, entry.consists_of).first->second;
      const bool differs = entry.consists_of != usual;
      add(workload + "consists_of" + (differs ? fmt::format(".{}", entry.strategy) : ""), entry.consists_of);
    }
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

// Empty unless the whole text is a number.
template <class T>
std::optional<T> number_in(const std::string& text) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// Datasets beside the generated ones: of this machine's packages, and of the shape that the flags name.
void add_datasets(const bench::Flags& flags) {
  for (datasets::NamedDataset& row : datasets::debian_datasets()) datasets::add(std::move(row));
  if (flags.part) {
    const auto colon = flags.part->find(':');
    const auto users = number_in<std::int64_t>(colon == std::string::npos ? "" : flags.part->substr(colon + 1));
    if (!users) throw std::runtime_error(fmt::format("--part={}: is not NAME:N, N a number of users", *flags.part));
    datasets::add(datasets::part_of(flags.part->substr(0, colon), *users));
  }
  if (flags.scale && !flags.shape)
    throw std::runtime_error(fmt::format("--scale={}: needs --shape: give both", *flags.scale));
  if (!flags.shape) return;
  const auto scale = number_in<double>(flags.scale.value_or("1"));
  if (!scale) throw std::runtime_error(fmt::format("--scale={}: is not a number above 0", *flags.scale));
  datasets::add(datasets::shape_dataset(*flags.shape, *scale, datasets::Orphans::left_out));
}

void add_mix(const std::string& file) {
  if (bench::program().phase != "mix")
    throw std::runtime_error(fmt::format("--mix={}: mixes are measured by bench_mix", file));
  bench::add_mix(file);
}

void require_written_output() {
  if (!std::cout.flush() || std::fflush(stdout) != 0)
    throw bench::ResultFileError("the output could not be written completely: is the disk full?");
}

int run(int argc, char** argv) {
  const bench::Flags flags = bench::take_flags(argc, argv);
  if (flags.checked_backend) {
    fmt::print("{}\n", bench::described_server(orm::backend_named(*flags.checked_backend)));
    return 0;
  }
  if (flags.dropped_token) {
    fmt::print("{} schemas dropped\n", bench::drop_schemas(*flags.dropped_token));
    return 0;
  }
  add_datasets(flags);
  if (flags.mix) add_mix(*flags.mix);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return kBadUsage;
  const std::vector<bench::Entry> entries = bench::entries();
  const std::vector<bench::Candidate> product = flags.plan ? std::vector<bench::Candidate>{} : bench::product(entries);
  if (bench::kIsPartial && !flags.plan)
    fmt::print(stderr,
               "Built with the cells that scripts/run has needed so far; `scripts/build release` builds all.\n");
  if (flags.lists && !flags.plan && !flags.filter && !flags.has_out) {
    bench::print_names(product);
    require_written_output();
    return 0;
  }
  if (flags.plan)
    bench::register_plan(entries, *flags.plan);
  else
    bench::register_matrix(product, flags.lists ? flags.filter.value_or("") : flags.filter);
  if (!flags.lists) add_context(entries);
  if (bench::run_and_report(flags.has_out ? flags.out_format : "", flags.shows_all_counters) == 0)
    return kBadUsage;  // Google Benchmark has said which filter matched nothing
  benchmark::Shutdown();
  require_written_output();
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
