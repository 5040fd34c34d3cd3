// The named datasets, "<shape>_<size>": every shape of shapes/all.h in each of its sizes.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "datasets/dataset.h"
#include "datasets/shows.h"

namespace datasets {

struct NamedDataset {
  std::string name;              // "zipf_small"
  std::string_view shape;        // "zipf"
  std::string_view size;         // "small"
  std::string_view description;  // one line
  std::string_view digest;       // of seed 1; empty but for the smallest size of a shape
  Relation relation;
  Sizes sizes;
  std::function<Dataset(const NamedDataset& row, std::uint64_t seed)> make;
  Shows shows = Shows::nothing;
  bool is_smallest = false;  // the first size of its shape
};

std::span<const NamedDataset> all();

// One more, made of something that this library does not know: a shape file, the packages of this machine. Rows and
// spans that were found before are no longer valid. REQUIRES: a name that no other has; nobody else uses this library
// now.
void add(NamedDataset row);

// The message names the nearest dataset and all known ones.
struct UnknownDataset : std::invalid_argument {
  explicit UnknownDataset(std::string_view name);
};

// The row with this name, or nullptr.
const NamedDataset* find(std::string_view name);

// The dataset with this name. Throws UnknownDataset.
Dataset make(std::string_view name, std::uint64_t seed = 1);

}  // namespace datasets
