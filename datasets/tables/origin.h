// Where the rows of a database come from: one row of the table bothsides_dataset, so that `verify` needs no name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "datasets/dataset.h"
#include "orm/backend/backend.h"

namespace datasets {

struct Origin {
  std::string name;  // of the dataset
  std::uint64_t seed;
  Relation relation;
  Sizes sizes;
  std::uint64_t digest;
  bool operator==(const Origin&) const = default;
};

// Creates the table and writes its row. REQUIRES: a database of ours (mark.h) without that table.
void write_origin(orm::Backend& backend, const Origin& origin);

// The row; nothing when there is no such table or row, or when its values are not those types. 1 or 2 SELECTs.
std::optional<Origin> read_origin(orm::Backend& backend);

}  // namespace datasets
