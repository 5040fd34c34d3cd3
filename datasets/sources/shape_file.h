// The shape of one relationship of somebody's data, in a TOML file: numbers alone, no names and no contents.
//   bothsides_shape = 1          the format
//   [owners]   rows, childless (a number, or "unknown" when only owners with children were seen), width
//   [children] rows, null_share and dangling_share (keys that are NULL, or no owner's), width
//   [fan_out]  children, owners  so many owners have so many children: two lists of the same length, children ascending
// A width is a list of 101 percentiles of the bytes of a row without its keys; it may be left out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "datasets/sources/errors.h"
#include "datasets/widths.h"

namespace datasets {

struct FanOutCount {
  std::int64_t children;  // of each
  std::int64_t owners;
  bool operator==(const FanOutCount&) const = default;
};

struct ShapeFile {
  std::vector<FanOutCount> fan_outs;  // children ascending, each once; 0 may be among them
  bool is_childless_known = true;
  std::int64_t null_keys = 0;      // children whose key is NULL
  std::int64_t dangling_keys = 0;  // children whose key is no owner's
  Widths widths;                   // users: owners; posts: children

  std::int64_t owners() const noexcept;
  std::int64_t owned() const noexcept;  // children with an owner
  std::int64_t children() const noexcept { return owned() + null_keys + dangling_keys; }
  bool operator==(const ShapeFile&) const = default;
};

// Whether the file calls itself a shape, by its ending or by its content.
bool is_shape_file(const std::filesystem::path& file);
// Throws BadSource, which names the line.
ShapeFile read_shape(const std::filesystem::path& file);
// The text of the file. read_shape gives the same shape.
std::string text_of(const ShapeFile& shape);

// [101] of rows with these widths: so many rows (second) have so many bytes (first), ascending. REQUIRES: a row.
std::vector<std::int64_t> percentiles(const std::vector<std::pair<std::int64_t, std::int64_t>>& widths);

}  // namespace datasets
