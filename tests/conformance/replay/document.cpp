#include "tests/conformance/replay/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>

namespace replay {

Json read_json(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  stream.peek();  // a folder opens, too
  if (!stream.is_open() || stream.bad())
    throw BadInput(fmt::format("{}: expected a file that can be read: check the path", file));
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    const auto end =
        text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte == 0 ? 0 : error.byte - 1, text.size()));
    const auto line = 1 + std::count(text.begin(), end, '\n');
    const auto start = std::find(std::make_reverse_iterator(end), text.rend(), '\n').base();
    throw BadInput(fmt::format("{}:{}:{}: expected JSON: correct the text there", file, line, end - start + 1));
  }
}

std::string one_of(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

void Node::fault(std::string_view expected, std::string_view remedy) const {
  throw BadInput(fmt::format("{}: {}: expected {}, got {}: {}", *file_, pointer_.empty() ? "/" : pointer_, expected,
                             shown(), remedy));
}

std::string Node::shown() const {
  constexpr std::size_t kLongest = 60;
  std::string text = value_->dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
  return text;
}

Node Node::child(const Json& value, std::string_view step) const {
  std::string escaped;
  for (const char c : step) escaped += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return {value, *file_, pointer_ + "/" + escaped};
}

void Node::has_only(const std::vector<std::string_view>& fields) const {
  for (const auto& [name, node] : members())
    if (std::find(fields.begin(), fields.end(), name) == fields.end())
      node.fault("no such field", fields.empty() ? "there are none here" : "there are " + one_of(fields));
}

Node Node::at(std::string_view field) const {
  if (const auto found = find(field)) return *found;
  fault(fmt::format("a field '{}'", field), "add it");
}

std::optional<Node> Node::find(std::string_view field) const {
  if (!value_->is_object()) fault("an object", "write {...}");
  const auto found = value_->find(std::string(field));
  if (found == value_->end()) return std::nullopt;
  return child(*found, field);
}

std::vector<std::pair<std::string, Node>> Node::members() const {
  if (!value_->is_object()) fault("an object", "write {...}");
  std::vector<std::pair<std::string, Node>> found;
  for (const auto& [name, value] : value_->items()) found.emplace_back(name, child(value, name));
  return found;
}

std::vector<Node> Node::items() const {
  if (!value_->is_array()) fault("a list", "write [...]");
  std::vector<Node> found;
  for (std::size_t i = 0; i < value_->size(); ++i) found.push_back(child((*value_)[i], std::to_string(i)));
  return found;
}

std::string Node::any_text() const {
  if (!value_->is_string()) fault("a text", "write \"...\"");
  return value_->get<std::string>();
}

std::string Node::text() const {
  std::string text = any_text();
  if (text.empty()) fault("a text", "it may not be empty");
  return text;
}

std::int64_t Node::integer() const {
  const bool fits = value_->is_number_integer() &&
                    (!value_->is_number_unsigned() ||
                     value_->get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<std::int64_t>::max()});
  if (!fits) fault("an integer", "write a whole number of 64 bits");
  return value_->get<std::int64_t>();
}

bool Node::boolean() const {
  if (!value_->is_boolean()) fault("true or false", "write one of them");
  return value_->get<bool>();
}

std::string Node::choice(const std::vector<std::string_view>& names) const {
  if (!value_->is_string() || std::find(names.begin(), names.end(), value_->get<std::string>()) == names.end())
    fault(one_of(names), "write one of them");
  return value_->get<std::string>();
}

}  // namespace replay
