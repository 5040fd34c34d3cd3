#include "datasets/sources/shape_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <initializer_list>
#include <numeric>
#include <sstream>

#include "datasets/rows.h"

namespace datasets {
namespace {

constexpr std::int64_t kFormat = 1;
constexpr std::size_t kPercentiles = 101;

// What a shape file holds, with the place of each thing at hand.
class Reader {
 public:
  Reader(std::string file, const toml::table& root) : file_(std::move(file)), root_(root) {}

  [[noreturn]] void fail(const toml::node* node, const std::string& what) const {
    const auto line = node != nullptr ? node->source().begin.line : 0;
    throw BadSource(fmt::format("{}: {}{}: make it with 'dataset profile', or correct it", file_,
                                line > 0 ? fmt::format("line {}: ", line) : "", what));
  }
  const toml::node* find(const std::string& path) const { return root_.at_path(path).node(); }
  std::int64_t number(const std::string& path) const {
    const toml::node* node = find(path);
    if (node == nullptr) fail(nullptr, path + " is missing");
    return number(*node, path);
  }
  double share(const std::string& path) const {
    const toml::node* node = find(path);
    if (node == nullptr) return 0;
    const auto value = node->value<double>();
    if (!value || !(*value >= 0 && *value <= 1)) fail(node, path + " is not a share from 0 to 1");
    return *value;
  }
  void require_known(const std::string& path, std::initializer_list<std::string_view> known) const {
    const toml::node* node = path.empty() ? &root_ : find(path);
    if (node == nullptr || !node->is_table()) return;  // what is missing in it is said where it is read
    for (const auto& [key, value] : *node->as_table())
      if (std::find(known.begin(), known.end(), key.str()) == known.end())
        throw BadSource(fmt::format("{}: line {}: unknown key '{}': there are {}", file_, key.source().begin.line,
                                    key.str(), fmt::join(known, ", ")));
  }
  // Empty when there is none and it may be left out.
  std::vector<std::int64_t> numbers(const std::string& path, bool is_optional) const {
    const toml::node* node = find(path);
    if (node == nullptr && is_optional) return {};
    if (node == nullptr) fail(nullptr, path + " is missing");
    if (!node->is_array()) fail(node, path + " is not a list of numbers");
    std::vector<std::int64_t> numbers;
    for (const toml::node& each : *node->as_array()) numbers.push_back(number(each, path));
    return numbers;
  }

 private:
  std::int64_t number(const toml::node& node, const std::string& path) const {
    const auto value = node.is_integer() ? node.value<std::int64_t>() : std::nullopt;
    if (!value) fail(&node, path + " is not a whole number");
    if (*value < 0) fail(&node, fmt::format("{} is negative ({})", path, *value));
    if (*value > kMostRows) fail(&node, fmt::format("{} is more than 100,000,000 ({})", path, *value));
    return *value;
  }

  std::string file_;
  const toml::table& root_;
};

std::vector<std::int64_t> read_width(const Reader& reader, const std::string& path) {
  std::vector<std::int64_t> width = reader.numbers(path, /*is_optional=*/true);
  if (width.empty()) return width;
  if (width.size() != kPercentiles || !std::is_sorted(width.begin(), width.end()))
    reader.fail(reader.find(path), path + " is not a list of 101 percentiles, ascending");
  return width;
}

std::vector<FanOutCount> read_fan_outs(const Reader& reader) {
  const std::vector<std::int64_t> children = reader.numbers("fan_out.children", false);
  const std::vector<std::int64_t> owners = reader.numbers("fan_out.owners", false);
  if (children.size() != owners.size())
    reader.fail(reader.find("fan_out.owners"),
                fmt::format("fan_out.owners has {} numbers, fan_out.children {}", owners.size(), children.size()));
  std::vector<FanOutCount> fan_outs;
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (i > 0 && children[i] <= children[i - 1])
      reader.fail(reader.find("fan_out.children"), "fan_out.children is not ascending");
    fan_outs.push_back({children[i], owners[i]});
  }
  return fan_outs;
}

// "unknown", or how many owners the fan-outs say.
bool read_is_childless_known(const Reader& reader, const std::vector<FanOutCount>& fan_outs) {
  const toml::node* node = reader.find("owners.childless");
  if (node == nullptr) return true;
  if (node->is_string() && node->value<std::string>() == "unknown") return false;
  if (!node->is_integer()) reader.fail(node, "owners.childless is neither a whole number nor \"unknown\"");
  const std::int64_t said = reader.number("owners.childless");
  const std::int64_t found = fan_outs.empty() || fan_outs.front().children > 0 ? 0 : fan_outs.front().owners;
  if (said != found)
    reader.fail(node, fmt::format("owners.childless is {}, fan_out has {} owners without children", said, found));
  return true;
}

ShapeFile read(const Reader& reader) {
  if (reader.find("bothsides_shape") == nullptr)
    reader.fail(nullptr, "is not a shape file (bothsides_shape is missing)");
  if (reader.number("bothsides_shape") != kFormat)
    reader.fail(reader.find("bothsides_shape"), "is of a format that this version does not know");
  reader.require_known("", {"bothsides_shape", "owners", "children", "fan_out"});
  reader.require_known("owners", {"rows", "childless", "width"});
  reader.require_known("children", {"rows", "null_share", "dangling_share", "width"});
  reader.require_known("fan_out", {"children", "owners"});
  ShapeFile shape;
  shape.fan_outs = read_fan_outs(reader);
  shape.widths = {read_width(reader, "owners.width"), read_width(reader, "children.width")};

  const auto is_too_many = [&](std::int64_t rows) { return rows < 0 || rows > kMostRows; };
  if (shape.owners() < 1) reader.fail(reader.find("fan_out.owners"), "there is no owner");
  std::int64_t owners = 0;
  std::int64_t owned = 0;
  for (const FanOutCount& count : shape.fan_outs) {
    owners += count.owners;
    if (is_too_many(owners) || (count.children > 0 && count.owners > (kMostRows - owned) / count.children))
      reader.fail(reader.find("fan_out.owners"), "there are more than 100,000,000 rows");
    owned += count.children * count.owners;
  }
  shape.is_childless_known = read_is_childless_known(reader, shape.fan_outs);
  if (const std::int64_t rows = reader.number("owners.rows"); rows != owners)
    reader.fail(reader.find("owners.rows"), fmt::format("owners.rows is {}, fan_out has {} owners", rows, owners));
  const std::int64_t rows = reader.number("children.rows");
  if (rows < owned)
    reader.fail(reader.find("children.rows"), fmt::format("children.rows is {}, fan_out has {} children", rows, owned));
  shape.null_keys = std::llround(static_cast<double>(rows) * reader.share("children.null_share"));
  shape.dangling_keys = std::llround(static_cast<double>(rows) * reader.share("children.dangling_share"));
  if (shape.children() != rows)
    reader.fail(
        reader.find("children.rows"),
        fmt::format("children.rows is {}, fan_out, null_share and dangling_share make {}", rows, shape.children()));
  return shape;
}

std::string list_of(const std::vector<std::int64_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : i % 20 == 0 ? ",\n  " : ", ", numbers[i]);
  return "[\n  " + text + "\n]";
}

}  // namespace

std::int64_t ShapeFile::owners() const noexcept {
  return std::accumulate(fan_outs.begin(), fan_outs.end(), std::int64_t{0},
                         [](std::int64_t sum, const FanOutCount& count) { return sum + count.owners; });
}

std::int64_t ShapeFile::owned() const noexcept {
  return std::accumulate(fan_outs.begin(), fan_outs.end(), std::int64_t{0},
                         [](std::int64_t sum, const FanOutCount& c) { return sum + c.children * c.owners; });
}

bool is_shape_file(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return false;
  if (file.extension() == ".toml") return true;
  std::string bytes(1024, '\0');
  std::ifstream(file, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes.find("bothsides_shape") != std::string::npos && bytes.find("SQLite format 3") == std::string::npos;
}

ShapeFile read_shape(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf()))
    throw BadSource(fmt::format("{}: cannot be read: give a shape file, made by 'dataset profile'", file.string()));
  try {
    const toml::table root = toml::parse(text.view());
    return read(Reader(file.string(), root));
  } catch (const toml::parse_error& error) {
    throw BadSource(fmt::format("{}: line {}: is not TOML ({}): make it with 'dataset profile', or correct it",
                                file.string(), error.source().begin.line, error.description()));
  }
}

std::string text_of(const ShapeFile& shape) {
  const auto childless =
      shape.fan_outs.empty() || shape.fan_outs.front().children > 0 ? 0 : shape.fan_outs.front().owners;
  const auto rows = static_cast<double>(std::max<std::int64_t>(shape.children(), 1));
  std::vector<std::int64_t> children;
  std::vector<std::int64_t> owners;
  for (const FanOutCount& count : shape.fan_outs) {
    children.push_back(count.children);
    owners.push_back(count.owners);
  }
  std::string text = fmt::format(
      "# The shape of one relationship, as 'dataset profile' found it: only numbers, no names and no contents.\n"
      "bothsides_shape = {}\n\n[owners]\nrows = {}\nchildless = {}\n",
      kFormat, shape.owners(),
      shape.is_childless_known
          ? std::to_string(childless)
          : "\"unknown\"  # no parent was given or declared: owners without children were not seen");
  if (!shape.widths.users.empty())
    text += "# bytes of a row without its keys, from the 0th to the 100th percentile\nwidth = " +
            list_of(shape.widths.users) + "\n";
  text += fmt::format(
      "\n[children]\nrows = {}\nnull_share = {}  # of the keys\ndangling_share = {}  # keys of no owner\n",
      shape.children(), static_cast<double>(shape.null_keys) / rows, static_cast<double>(shape.dangling_keys) / rows);
  if (!shape.widths.posts.empty()) text += "width = " + list_of(shape.widths.posts) + "\n";
  text += "\n# owners[i] owners have children[i] children each\n[fan_out]\nchildren = " + list_of(children) +
          "\nowners = " + list_of(owners) + "\n";
  return text;
}

std::vector<std::int64_t> percentiles(const std::vector<std::pair<std::int64_t, std::int64_t>>& widths) {
  std::int64_t rows = 0;
  for (const auto& [width, count] : widths) rows += count;
  std::vector<std::int64_t> found;
  std::int64_t seen = 0;
  for (const auto& [width, count] : widths) {
    seen += count;
    // By nearest rank: percentile p is the width of row ceil(p * rows / 100), counted from 1.
    while (found.size() < kPercentiles &&
           std::max<std::int64_t>((static_cast<std::int64_t>(found.size()) * rows + 99) / 100, 1) <= seen)
      found.push_back(width);
  }
  return found;
}

}  // namespace datasets
