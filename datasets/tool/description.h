// What is told of a dataset, and its picture.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "datasets/rows.h"
#include "datasets/tool/summary.h"

namespace dataset_tool {

struct Described {
  std::string name;
  std::uint64_t seed;
  datasets::Relation relation;
  std::optional<std::uint64_t> bytes_on_disk;  // of a stored one
  Summary summary;
};

// What the sides of a relation are called.
struct Names {
  const char* owners;  // "users"
  const char* owner;
  const char* children;
  const char* key;  // what a child's owner is to it: "author"
};
Names names_of(datasets::Relation relation);

// A histogram of the fan-outs as an SVG picture that needs nothing else; its title says what is seen.
std::string svg_of(const Described& described);

}  // namespace dataset_tool
