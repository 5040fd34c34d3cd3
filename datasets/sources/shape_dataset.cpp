#include "datasets/sources/shape_dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>

namespace datasets {
namespace {

__extension__ using Wide = __int128;  // products of three numbers of rows

std::int64_t scaled(std::int64_t rows, double scale) { return std::llround(static_cast<double>(rows) * scale); }

}  // namespace

std::vector<std::int64_t> scaled_fan_outs(const ShapeFile& shape, std::int64_t owners, std::int64_t children) {
  const std::int64_t all_owners = shape.owners();
  const std::int64_t all_children = shape.owned();
  std::vector<std::int64_t> fan_outs;
  if (all_children == 0) {
    fan_outs.assign(static_cast<std::size_t>(owners), 0);
    return fan_outs;
  }
  // Rank `end` of `owners` is at all_owners * end / owners of the shape's ranks; `run` holds that rank.
  auto run = shape.fan_outs.rbegin();
  std::int64_t ranks_before = 0;     // of earlier runs
  std::int64_t children_before = 0;  // theirs
  std::int64_t given = 0;
  for (std::int64_t end = 1; end <= owners; ++end) {
    const Wide rank = Wide{all_owners} * end;  // times 1 / owners, as all below
    while (rank > Wide{ranks_before + run->owners} * owners) {
      ranks_before += run->owners;
      children_before += run->owners * run->children;
      ++run;
    }
    const Wide upto = Wide{children_before} * owners + (rank - Wide{ranks_before} * owners) * run->children;
    const auto wanted = static_cast<std::int64_t>(upto * children / (Wide{all_children} * owners));
    fan_outs.push_back(wanted - given);
    given = wanted;
  }
  std::sort(fan_outs.begin(), fan_outs.end(), std::greater<>());  // rounding may swap neighbours by one
  return fan_outs;
}

NamedDataset shape_dataset(const std::filesystem::path& file, double scale, Orphans kept) {
  if (!(scale > 0) || !std::isfinite(scale))
    throw BadSource(fmt::format("--scale {}: is not a number above 0: 1 is the size of the data itself", scale));
  const auto shape = std::make_shared<const ShapeFile>(read_shape(file));
  const double largest = static_cast<double>(std::max(shape->owners(), shape->children())) * scale;
  if (largest > static_cast<double>(kMostRows))
    throw BadSource(
        fmt::format("{}: --scale {} makes more than 100,000,000 rows: choose a smaller one", file.string(), scale));
  const std::int64_t owners = std::max<std::int64_t>(scaled(shape->owners(), scale), 1);
  const std::int64_t owned = scaled(shape->owned(), scale);
  const std::int64_t orphans = kept == Orphans::kept ? scaled(shape->null_keys + shape->dangling_keys, scale) : 0;
  const auto make = [shape, owners, owned, orphans](const NamedDataset& row, std::uint64_t seed) {
    return Dataset(row.name, seed, scaled_fan_outs(*shape, owners, owned), orphans, shape->widths);
  };
  return {shape_name(file),          "shape", "", "the shape of a file", "", Relation::one_to_many,
          {owners, owned + orphans}, make};
}

std::string shape_name(const std::filesystem::path& file) {
  std::string name = "shape_";
  for (const char c : file.stem().string()) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    const bool is_kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || is_upper;
    name += !is_kept ? '_' : is_upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return name;
}

}  // namespace datasets
