// The named datasets, "<shape>_<size>": every shape of shapes/all.h in each of its sizes.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "datasets/dataset.h"

namespace datasets {

struct NamedDataset {
  std::string name;              // "zipf_small"
  std::string_view shape;        // "zipf"
  std::string_view size;         // "small"
  std::string_view description;  // one line
  std::string_view digest;       // of seed 1; empty but for the smallest size of a shape
  Relation relation;
  Sizes sizes;
  Dataset (*make)(const NamedDataset& row, std::uint64_t seed);
};

std::span<const NamedDataset> all();

// The message names the nearest dataset and all known ones.
struct UnknownDataset : std::invalid_argument {
  explicit UnknownDataset(std::string_view name);
};

// The row with this name, or nullptr.
const NamedDataset* find(std::string_view name);

// The dataset with this name. Throws UnknownDataset.
Dataset make(std::string_view name, std::uint64_t seed = 1);

}  // namespace datasets
