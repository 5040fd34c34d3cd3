// A scenario file, read and checked: what is wrong in it before it runs is said here, with its place.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/conformance/replay/document.h"
#include "tests/conformance/replay/schema.h"

namespace replay {

// An operation by its fields; those that its kind does not have are empty.
struct Step {
  std::string op;
  Node at;  // its place in the document

  std::string label = {};        // get: may be empty
  std::string target = {};       // a label; of `on`, the part before the dot
  std::string attribute = {};    // of `on`, the part after it
  const Class* of = nullptr;     // new, get, query
  const Table* table = nullptr;  // db
  std::int64_t id = 0;
  std::optional<Node> value = {};                          // a label, null, a list of labels, or the value of a column
  std::vector<std::pair<std::string, Json>> columns = {};  // new: values; query: where
  std::vector<std::pair<std::string, std::string>> loads = {};  // query: relationship and loader
  std::optional<std::vector<std::string>> attributes = {};      // expire
};

struct Options {
  std::string cascade = "save-update, merge";
  bool autoflush = true;
  bool fk_nullable = true;
};

struct Rows {
  const Table* table;
  std::vector<Node> rows;  // each a list of values of the columns' types
};

struct Scenario {
  std::string name;
  const Model* model = nullptr;
  Options options;
  std::vector<std::string> strategies;
  std::vector<Rows> rows;
  std::vector<Step> steps;
};

// Throws BadInput. REQUIRES: the document outlives the result.
Scenario read_scenario(const Node& document);

}  // namespace replay
