#include "bench/mix/mix.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <initializer_list>
#include <numeric>
#include <sstream>

#include "bench/databases/database.h"
#include "datasets/all.h"

namespace bench {
namespace {

constexpr std::int64_t kMost = 10'000;             // requests, operations a request, and `count` of one operation
constexpr std::int64_t kMostOperations = 100'000;  // of an iteration: more would take minutes
constexpr std::string_view kRemedy = "docs/mixes.md lists every key";

// The tables of a file, with the place of each thing at hand.
class Reader {
 public:
  Reader(const std::string& file, const toml::table& table) : file_(file), table_(table) {}

  [[noreturn]] void fail(const toml::node* node, const std::string& what, std::string_view remedy = kRemedy) const {
    const toml::node& place = node != nullptr ? *node : table_;
    throw BadMix(fmt::format("{}: line {}: {}: {}", file_, std::max(place.source().begin.line, 1U), what, remedy));
  }
  [[noreturn]] void fail(std::string_view key, const std::string& what, std::string_view remedy = kRemedy) const {
    fail(table_.get(key), what, remedy);
  }

  void require_known(std::initializer_list<std::string_view> known) const {
    for (const auto& [key, node] : table_)
      if (std::find(known.begin(), known.end(), key.str()) == known.end())
        throw BadMix(fmt::format("{}: line {}: unknown key '{}': there are {}", file_, key.source().begin.line,
                                 key.str(), fmt::join(known, ", ")));
  }
  std::string text(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (node == nullptr) fail(nullptr, fmt::format("{} is missing", key));
    const auto value = node->value_exact<std::string>();
    if (!value || value->empty()) fail(node, fmt::format("{} is not a text", key));
    return *value;
  }
  std::string word(std::string_view key, std::initializer_list<std::string_view> words) const {
    if (table_.get(key) == nullptr) return std::string(*words.begin());
    const std::string found = text(key);
    if (std::find(words.begin(), words.end(), found) == words.end())
      fail(key, fmt::format("{} is '{}'", key, found), fmt::format("it may be {}", fmt::join(words, ", ")));
    return found;
  }
  std::int64_t number(std::string_view key, std::int64_t usual, std::int64_t least, std::int64_t most) const {
    const toml::node* node = table_.get(key);
    if (node == nullptr) return usual;
    const auto value = node->value_exact<std::int64_t>();
    if (!value || *value < least || *value > most)
      fail(node, fmt::format("{} is not a whole number from {} to {}", key, least, most));
    return *value;
  }
  double weight() const {
    const toml::node* node = table_.get("weight");
    if (node == nullptr) fail(nullptr, "weight is missing");
    const auto value = node->is_number() ? node->value<double>() : std::nullopt;
    if (!value || !std::isfinite(*value)) fail(node, "weight is not a number");
    if (*value <= 0) fail(node, fmt::format("weight is {:g}", *value), "it has to be above 0");
    return *value;
  }
  const toml::table& table() const { return table_; }

 private:
  const std::string& file_;
  const toml::table& table_;
};

bool is_name(std::string_view name) {
  const auto is_good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return name.front() >= 'a' && name.front() <= 'z' && std::all_of(name.begin(), name.end(), is_good);
}

std::string names_of_operations() {
  std::string names;
  for (const OperationWords& words : operations()) names += (names.empty() ? "" : ", ") + std::string(words.name);
  return names;
}

WeightedOperation read_operation(const Reader& reader) {
  reader.require_known({"do", "weight", "count", "choose"});
  const std::string name = reader.text("do");
  const auto operation = operation_named(name);
  if (!operation)
    reader.fail("do", fmt::format("unknown operation '{}'", name),
                fmt::format("there are {}; docs/mixes.md says what each does", names_of_operations()));
  const std::string choose = reader.word("choose", {"uniform", "popular", "largest"});
  return {*operation, reader.weight(), reader.number("count", 1, 1, kMost),
          choose == "popular"   ? Choice::popular
          : choose == "largest" ? Choice::largest
                                : Choice::uniform,
          0};
}

// By the method of the largest remainder.
void set_times(std::vector<WeightedOperation>& operations, std::int64_t n) {
  const double largest = std::max_element(operations.begin(), operations.end(), [](const auto& a, const auto& b) {
                           return a.weight < b.weight;
                         })->weight;
  const double sum = std::accumulate(operations.begin(), operations.end(), 0.0, [&](double so_far, const auto& one) {
    return so_far + one.weight / largest;  // whatever they are, their sum is finite
  });
  std::vector<std::pair<double, std::size_t>> remainders;
  std::int64_t left = n;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const double wanted = static_cast<double>(n) * (operations[i].weight / largest) / sum;
    operations[i].times = static_cast<std::int64_t>(wanted);
    left -= operations[i].times;
    remainders.emplace_back(static_cast<double>(operations[i].times) - wanted, i);
  }
  std::sort(remainders.begin(), remainders.end());
  for (std::size_t i = 0; i < static_cast<std::size_t>(left); ++i) ++operations[remainders[i].second].times;
}

void read_operations(const Reader& reader, const std::string& file, Mix& mix) {
  const toml::node* node = reader.table().get("operation");
  if (node == nullptr) reader.fail(nullptr, "there is no operation", "write at least one [[operation]]");
  if (!node->is_array_of_tables()) reader.fail(node, "operation is not a list of tables", "write [[operation]]");
  const toml::array& rows = *node->as_array();
  for (const toml::node& row : rows) mix.operations.push_back(read_operation(Reader(file, *row.as_table())));
  const std::int64_t n = mix.requests * mix.operations_per_request;
  set_times(mix.operations, n);
  for (std::size_t i = 0; i < mix.operations.size(); ++i)
    if (mix.operations[i].times == 0)
      reader.fail(&rows[i],
                  fmt::format("{} would never run: its weight is too small for the {} operations of an iteration",
                              words_of(mix.operations[i].operation).name, n),
                  "raise its weight, or requests");
}

Mix read(const Reader& reader, const std::string& file) {
  reader.require_known(
      {"name", "words", "question", "dataset", "requests", "operations_per_request", "flush", "seed", "operation"});
  Mix mix;
  mix.name = reader.text("name");
  if (!is_name(mix.name))
    reader.fail("name", fmt::format("name is '{}'", mix.name), "use a-z, 0-9 and _, starting with a letter");
  mix.name_line = reader.table().get("name")->source().begin.line;
  mix.workload = "mix_" + mix.name;
  mix.words = reader.text("words");
  mix.question = reader.text("question");
  mix.dataset = reader.text("dataset");
  const datasets::NamedDataset* dataset = datasets::find(mix.dataset);
  if (dataset == nullptr)
    reader.fail("dataset", fmt::format("unknown dataset '{}'", mix.dataset), "`dataset list` lists them all");
  if (measured_relation(dataset->relation) != datasets::Relation::one_to_many)
    reader.fail("dataset", fmt::format("{} has no users with posts", mix.dataset), "`dataset list` says which do");
  mix.requests = reader.number("requests", 100, 1, kMost);
  mix.operations_per_request = reader.number("operations_per_request", 1, 1, kMost);
  if (mix.requests * mix.operations_per_request > kMostOperations)
    reader.fail("operations_per_request",
                fmt::format("{} operations_per_request times {} requests are more than {} operations",
                            mix.operations_per_request, mix.requests, kMostOperations),
                "lower one of them");
  mix.flushes_each_operation = reader.word("flush", {"request", "operation"}) == "operation";
  mix.seed = static_cast<std::uint64_t>(reader.number("seed", 1, 0, std::numeric_limits<std::int64_t>::max()));
  read_operations(reader, file, mix);
  return mix;
}

}  // namespace

std::string Mix::consists_of(SettingAnAuthor setting) const {
  constexpr std::string_view kChoices[] = {"uniform", "popular", "largest"};
  std::string rows;
  for (const WeightedOperation& one : operations) {
    const double per_request = static_cast<double>(one.times) / static_cast<double>(requests);
    std::string parts;
    for (const Part& part : parts_of(one.operation, setting)) {
      if (part.workload.empty()) continue;
      const double items = per_request * part.items * (part.each ? static_cast<double>(one.count) : 1.0);
      parts += fmt::format(R"({}{{"workload": "{}", "items_per_request": {:.9g}}})", parts.empty() ? "" : ", ",
                           part.workload, items);
    }
    rows += fmt::format(R"({}{{"operation": "{}", "per_request": {:.9g}, "count": {}, "choose": "{}", "parts": [{}]}})",
                        rows.empty() ? "" : ", ", words_of(one.operation).name, per_request, one.count,
                        kChoices[static_cast<std::size_t>(one.choose)], parts);
  }
  // Each request has a session of its own; the row that an empty one gets is half of what load_post gets, and stands
  // among the parts already.
  constexpr std::string_view kSession =
      R"({"operation": "session", "per_request": 1, "count": 1, "parts": [{"workload": "empty_request", )"
      R"("items_per_request": 1}, {"workload": "load_post", "items_per_request": -0.5}]})";
  return fmt::format(R"({{"requests": {}, "dataset": "{}", "operations": [{}, {}]}})", requests, dataset, kSession,
                     rows);
}

Mix parse_mix(std::string_view text, const std::string& file) {
  try {
    const toml::table root = toml::parse(text);
    Mix mix = read(Reader(file, root), file);
    mix.text = text;
    return mix;
  } catch (const toml::parse_error& error) {
    throw BadMix(
        fmt::format("{}: line {}: is not TOML ({}): correct it", file, error.source().begin.line, error.description()));
  }
}

Mix read_mix(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  if (!in || !std::filesystem::is_regular_file(file) || !(text << in.rdbuf()))
    throw BadMix(
        fmt::format("{}: line 1: cannot be read: name a file that says what a mix is; docs/mixes.md has an "
                    "example",
                    file.string()));
  return parse_mix(text.str(), file.string());
}

}  // namespace bench
