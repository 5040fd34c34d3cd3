// replay: plays conformance scenarios and mapping declarations on the mapper, and prints what SQLAlchemy's traces tell.
// Exit: 0 the output could be produced, errors in a trace included; 1 the mapper failed; 2 bad input.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <variant>
#include <vector>

#include "tests/conformance/replay/mapping.h"
#include "tests/conformance/replay/models/declare.h"
#include "tests/conformance/replay/trace.h"

namespace {

using namespace replay;

struct Arguments {
  std::vector<std::string> files;
  std::string strategy;
  bool pretty = false;
};

constexpr const char* kExamples = R"(Examples:
  replay scenario.json --strategy backref
  replay mapping.json --pretty
  replay one.json two.json three.json --strategy unlinked

Each FILE gives one line of JSON, in their order. Every file is read before the first is played; at the first that
cannot be, the program ends, and the files before it have their lines.

Exit status: 0 the output was produced, errors in a trace included; 1 the mapper failed; 2 bad input.)";

// A file that was read. Its parts point into the document.
struct Input {
  std::string file;
  Json document;
  std::variant<Scenario, Mapping> content;
};

void check_strategy(const std::string& strategy) {
  if (strategy.empty()) return;
  for (const std::string_view known : strategies())
    if (known == strategy) return;
  if (strategy == "unidirectional" || strategy == "hand_written")
    throw BadInput(
        fmt::format("--strategy {}: expected a strategy with two mapped sides: it has no second one to trace; the "
                    "answer check of each workload is its proof",
                    strategy));
  if (strategy == "backref_static")
    throw BadInput("--strategy backref_static: expected another strategy: this one is not built yet");
  throw BadInput(fmt::format("--strategy {}: expected {}: choose one of them", strategy, one_of(strategies())));
}

void read(Input& input, const std::string& strategy) {
  input.document = read_json(input.file);
  const Node node(input.document, input.file);
  if (is_mapping(input.document)) {
    if (!strategy.empty())
      throw BadInput(fmt::format("{}: expected a scenario, got a mapping file: leave out --strategy", input.file));
    input.content = read_mapping(node);
  } else {
    input.content = read_scenario(node);
    if (strategy.empty())
      throw BadInput(
          fmt::format("{}: expected --strategy for a scenario: add --strategy {}", input.file, one_of(strategies())));
  }
}

Json output_of(const Input& input, const std::string& strategy) {
  if (const auto* scenario = std::get_if<Scenario>(&input.content)) return trace(*scenario, strategy);
  return outcome(std::get<Mapping>(input.content));
}

void run(const Arguments& arguments) {
  check_strategy(arguments.strategy);
  std::vector<Input> inputs(arguments.files.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    inputs[i].file = arguments.files[i];
    read(inputs[i], arguments.strategy);
  }
  for (const Input& input : inputs) {
    const std::string line = output_of(input, arguments.strategy).dump(arguments.pretty ? 2 : -1) + '\n';
    // At once: the lines before a failure count.
    if (std::fputs(line.c_str(), stdout) < 0 || std::fflush(stdout) != 0)
      throw BadInput("the output cannot be written: check where it goes");
  }
}

int complain(int status, std::string_view message) {
  fmt::print(stderr, "replay: {}\n", message);
  return status;
}

int guarded(const Arguments& arguments) {
  try {
    run(arguments);
    return 0;
  } catch (const BadInput& bad) {
    return complain(2, bad.what());
  } catch (const std::exception& error) {
    return complain(1, fmt::format("{}: please report this", error.what()));
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Plays conformance scenarios and mapping declarations; prints the traces as JSON.", "replay");
  Arguments arguments;
  app.footer(kExamples);
  app.set_version_flag("--version", BOTHSIDES_VERSION, "Print the version");
  app.add_option("FILE", arguments.files, "Scenarios, or mapping files")->required();
  app.add_option("--strategy", arguments.strategy, "How scenarios declare their pairs: " + one_of(strategies()));
  app.add_flag("--pretty", arguments.pretty, "Indented JSON instead of one line per FILE");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help
    return complain(2, fmt::format("{}: see 'replay --help'", error.what()));
  }
  return guarded(arguments);
}
