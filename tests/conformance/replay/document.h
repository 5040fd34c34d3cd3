// A JSON file that somebody wrote, taken apart with an exact word on what is wrong in it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace replay {

using Json = nlohmann::ordered_json;

// Input that cannot be played. Reads "FILE: POINTER: what was expected: what to do".
struct BadInput : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Throws BadInput: the file cannot be read, or is not JSON (with line and column).
Json read_json(const std::string& file);

// "a, b or c"
std::string one_of(const std::vector<std::string_view>& names);

// One value of a document and its place. Everything throws BadInput when the value is not what was asked for.
// REQUIRES: the document and the file's name outlive it.
class Node {
 public:
  Node(const Json& value, const std::string& file, std::string pointer = "")
      : value_(&value), file_(&file), pointer_(std::move(pointer)) {}

  const Json& value() const noexcept { return *value_; }
  const std::string& file() const noexcept { return *file_; }
  [[noreturn]] void fault(std::string_view expected, std::string_view remedy) const;

  // That it is an object which has no other fields.
  void has_only(const std::vector<std::string_view>& fields) const;
  Node at(std::string_view field) const;
  std::optional<Node> find(std::string_view field) const;
  std::vector<std::pair<std::string, Node>> members() const;
  std::vector<Node> items() const;

  std::string text() const;  // not empty
  std::string any_text() const;
  std::int64_t integer() const;
  bool boolean() const;
  std::string choice(const std::vector<std::string_view>& names) const;

 private:
  Node child(const Json& value, std::string_view step) const;
  std::string shown() const;

  const Json* value_;
  const std::string* file_;
  std::string pointer_;
};

}  // namespace replay
