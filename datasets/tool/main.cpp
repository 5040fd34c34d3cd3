// dataset: makes, checks and describes the users/posts datasets.
// Exit: 0 done; 1 `verify` found a difference; 2 bad input or surroundings; a signal's own status after Ctrl-C.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "datasets/all.h"
#include "datasets/nearest.h"
#include "datasets/printable.h"
#include "datasets/sources/debian.h"
#include "datasets/tool/commands.h"
#include "datasets/tool/errors.h"
#include "datasets/tool/interrupt.h"

namespace {

using namespace dataset_tool;

struct Options {
  Generate generate;
  Verify verify;
  Describe describe;
  Profile profile;
  List list;
};

constexpr const char* kGenerateExamples = R"(Examples:
  dataset generate zipf_small --out zipf.sqlite
  dataset generate uniform_tiny --out tiny --format csv --seed 7
  dataset generate --shape orders.toml --scale 0.1 --out orders.sqlite
  dataset generate zipf_small --format postgres --dsn dbname=test --out zipf_schema)";

constexpr const char* kVerifyExamples = R"(Examples:
  dataset verify zipf.sqlite
  dataset verify tiny
  dataset verify zipf_schema --dsn dbname=test)";

constexpr const char* kDescribeExamples = R"(Examples:
  dataset describe zipf_small
  dataset describe zipf_medium --json
  dataset describe orders.toml --plot orders.svg)";

constexpr const char* kProfileExamples = R"(Examples:
  dataset profile --from shop.sqlite --child orders.customer_id --out orders.toml
  dataset profile --from orders.csv --child orders.customer_id --parent customers.id --out orders.toml
  dataset profile --from postgresql:///shop --child orders.customer_id --out orders.toml)";

constexpr const char* kListExamples = R"(Examples:
  dataset list
  dataset list --json)";

constexpr const char* kExamples = R"(Examples:
  dataset list
  dataset generate zipf_small --out zipf.sqlite
  dataset generate uniform_tiny --out tiny --format csv --seed 7
  dataset verify zipf.sqlite
  dataset describe zipf_medium --json
  dataset profile --from shop.sqlite --child orders.customer_id --out orders.toml
  dataset generate --shape orders.toml --scale 0.1 --out orders.sqlite

Exit status: 0 done; 1 verify found a difference; 2 bad input, nothing was changed.)";

constexpr const char* kDsn = "A PostgreSQL connection string for libpq; PG* variables complete it";

// CLI11 wraps negative and very large numbers around.
const CLI::Validator kSeed(
    [](const std::string& text) {
      std::uint64_t value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      const bool is_seed = error == std::errc{} && end == text.data() + text.size();
      return is_seed ? std::string() : "'" + text + "' is not a whole number from 0 to 18446744073709551615";
    },
    "");

const CLI::Validator kScale(
    [](const std::string& text) {
      double value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      const bool is_scale =
          error == std::errc{} && end == text.data() + text.size() && value > 0 && std::isfinite(value);
      return is_scale ? std::string() : "'" + text + "' is not a number above 0";
    },
    "");

// A dataset by name or by shape.
void add_which(CLI::App& command, Which& which) {
  CLI::Option* name = command.add_option("NAME", which.name, "Which dataset; see 'dataset list'");
  CLI::Option* shape = command.add_option("--shape", which.shape, "Instead of a NAME: a file that 'profile' wrote");
  shape->excludes(name);
  command.add_option("--users", which.users, "Only this many of the first users of NAME, with their posts")
      ->check(CLI::Range(std::int64_t{1}, datasets::kMostRows))
      ->needs(name);
  command.add_option("--scale", which.scale, "Multiply the size of the shape by this")
      ->check(kScale)
      ->needs(shape)
      ->capture_default_str();
}

// Sets `run` to the command that the arguments ask for.
void declare(CLI::App& app, Options& options, std::function<int()>& run) {
  app.require_subcommand(1);
  app.footer(kExamples);
  app.set_version_flag("--version", BOTHSIDES_VERSION, "Print the version");

  CLI::App* generate = app.add_subcommand("generate", "Write a dataset to a new file; the same on every machine");
  generate->footer(kGenerateExamples);
  add_which(*generate, options.generate.which);
  generate->add_option("--out", options.generate.out, "The file (sqlite), directory (csv) or schema (postgres) to make")
      ->required();
  generate
      ->add_option("--format", options.generate.format,
                   "sqlite: one database; csv: one file per table; postgres: by COPY, into the database of --dsn")
      ->check(CLI::IsMember({"sqlite", "csv", "postgres"}))
      ->capture_default_str();
  generate->add_option("--dsn", options.generate.dsn, kDsn);
  generate->add_option("--seed", options.generate.seed, "Another seed gives other rows of the same shape")
      ->check(kSeed)
      ->capture_default_str();
  generate->add_flag("--force", options.generate.force, "Replace an existing dataset; never anything else");
  generate->callback([&] {
    if (options.generate.which.name.empty() && options.generate.which.shape.empty())
      throw CLI::RequiredError("NAME or --shape");
    if (options.generate.dsn && options.generate.format != "postgres")
      throw CLI::ValidationError("--dsn needs --format postgres");
    run = [&] { return dataset_tool::generate(options.generate); };
  });

  CLI::App* verify = app.add_subcommand("verify", "Compare every row of a file with the dataset it should hold");
  verify->footer(kVerifyExamples);
  verify->add_option("FILE", options.verify.file, "What 'generate' wrote; read only")->required();
  add_which(*verify, options.verify.which);
  verify->add_option("--dsn", options.verify.dsn, std::string(kDsn) + "; FILE is a schema there");
  verify->add_option("--seed", options.verify.seed, "The seed [default: the one in the file]")->check(kSeed);
  verify->callback([&] { run = [&] { return dataset_tool::verify(options.verify); }; });

  CLI::App* describe = app.add_subcommand("describe", "Rows, fan-outs, bytes and digest of a dataset");
  describe->footer(kDescribeExamples);
  describe->add_option("NAME|FILE", options.describe.what, "A dataset's name, what 'generate' wrote, or a shape file")
      ->required();
  describe->add_option("--dsn", options.describe.dsn, std::string(kDsn) + "; FILE is a schema there");
  describe->add_option("--scale", options.describe.scale, "For a shape file")->check(kScale)->capture_default_str();
  describe->add_option("--seed", options.describe.seed, "For a NAME")->check(kSeed)->capture_default_str();
  describe->add_flag("--json", options.describe.json, "Print JSON; quantiles are by nearest rank");
  describe->add_option("--plot", options.describe.plot, "Also a picture of the fan-outs: the SVG file to write");
  describe->callback([&] { run = [&] { return dataset_tool::describe(options.describe); }; });

  CLI::App* profile = app.add_subcommand(
      "profile", "Write the shape of a relationship in your data, only numbers, to a file; your data is only read");
  profile->footer(kProfileExamples);
  profile->add_option("--from", options.profile.from, "A SQLite file, a CSV file, or a PostgreSQL connection")
      ->required();
  profile->add_option("--child", options.profile.child, "TABLE.COLUMN: the key that names the owner")->required();
  profile->add_option("--parent", options.profile.parent, "TABLE.COLUMN of the owners [what a foreign key declares]");
  profile->add_option("--out", options.profile.out, "The shape file to make (TOML)")->required();
  profile->add_flag("--force", options.profile.force, "Replace an existing shape file; never anything else");
  profile->callback([&] { run = [&] { return dataset_tool::profile(options.profile); }; });

  CLI::App* list = app.add_subcommand("list", "The names of all datasets, their sizes and what they are");
  list->footer(kListExamples);
  list->add_flag("--json", options.list.json, "As JSON");
  list->callback([&] { run = [&] { return dataset_tool::list(options.list); }; });
}

int complain(const std::string& message) {
  fmt::print(stderr, "dataset: {}\n", datasets::printable(message));
  return 2;
}

// What may have been meant by the first word, where that is no command; else what is wrong.
std::string usage_error(const CLI::App& app, int argc, char** argv, const CLI::ParseError& error) {
  std::vector<std::string> commands;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    commands.push_back(command->get_name());
  const std::string word = argc > 1 ? argv[1] : "";
  const bool is_command = std::find(commands.begin(), commands.end(), word) != commands.end();
  if (word.empty() || word.starts_with("-") || is_command)
    return fmt::format("{}: see 'dataset {}--help'", error.what(), is_command ? word + " " : "");
  const std::vector<std::string> near = datasets::nearest(word, commands, 1);
  const std::string meant = near.empty() ? "" : fmt::format(", did you mean {}?", datasets::either(near));
  return fmt::format("unknown command '{}'{}: see 'dataset --help'", word, meant);
}

int guarded(const std::function<int()>& run) {
  try {
    const int status = run();
    if (std::fflush(stdout) != 0) return complain("the output cannot be written: check where it goes");
    return status;
  } catch (const Interrupted& interrupted) {
    complain("interrupted: nothing was written");
    end_by(interrupted.signal);
  } catch (const datasets::UnknownDataset& unknown) {
    return complain(unknown.what());
  } catch (const BadInput& bad) {
    return complain(bad.what());
  } catch (const Damaged& damaged) {
    return complain(damaged.what());
  } catch (const datasets::BadSource& bad) {
    return complain(bad.what());
  } catch (const std::filesystem::filesystem_error& error) {
    return complain(fmt::format("{}: {}: check the path", error.path1().string(), error.code().message()));
  } catch (const std::system_error& error) {  // fmt's, when stdout cannot be written
    return complain(fmt::format("the output cannot be written ({}): check where it goes", error.code().message()));
  } catch (const std::bad_alloc&) {
    return complain("out of memory: choose a smaller dataset");
  } catch (const std::exception& error) {  // none is known to get here
    return complain(fmt::format("{}: please report this", error.what()));
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Makes, checks and describes users/posts datasets.", "dataset");
  Options options;
  std::function<int()> run;
  declare(app, options, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help
    return complain(usage_error(app, argc, argv, error));
  }
  for (datasets::NamedDataset& row : datasets::debian_datasets()) datasets::add(std::move(row));
  notice_interrupts();
  return guarded(run);
}
