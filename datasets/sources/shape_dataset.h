// Users and posts of the shape of somebody's data, at any scale.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "datasets/all.h"
#include "datasets/sources/shape_file.h"

namespace datasets {

// Fan-outs by rank, largest first: fan_outs[owners], their sum is `children`. The share of all children that the owners
// down to any share of the ranks have is that of the shape (its Lorenz curve), rounded; at the shape's own numbers the
// fan-outs are the shape's. REQUIRES: owners >= 1, 0 <= children <= kMostRows.
std::vector<std::int64_t> scaled_fan_outs(const ShapeFile& shape, std::int64_t owners, std::int64_t children);

// Whether posts without an author are made.
enum class Orphans : std::uint8_t { kept, left_out };

// The dataset "shape_<name>" of the file's shape, `scale` times as large. Throws BadSource: a bad file, a scale that is
// not above 0 or that makes more than kMostRows rows.
NamedDataset shape_dataset(const std::filesystem::path& file, double scale, Orphans orphans = Orphans::kept);

// "shape_orders" of "some/Orders.toml": what is no letter or digit becomes '_'.
std::string shape_name(const std::filesystem::path& file);

}  // namespace datasets
