#include "datasets/all.h"

#include <algorithm>
#include <string>
#include <vector>

#include "datasets/nearest.h"
#include "datasets/shapes/shape.h"
#include "datasets/shapes/types.h"

namespace datasets {
namespace {

std::string message(std::string_view name) {
  std::vector<std::string> known;
  for (const NamedDataset& row : all()) known.push_back(row.name);
  const std::vector<std::string> near = nearest(name, known);
  std::string text = "unknown dataset '";
  text.append(name).append("'");
  if (!near.empty()) text.append(": did you mean ").append(either(near)).append("?");
  return text + (near.empty() ? ": " : " ") + "'dataset list' names all " + std::to_string(known.size());
}

// What the rows of a shape hang together by.
template <Shape S>
auto structure(const Sizes& sizes, std::uint64_t seed) {
  if constexpr (requires { S::structure(sizes, seed); })
    return S::structure(sizes, seed);
  else
    return Blocks(S::fan_outs(sizes), /*orphans=*/0, seed, Stream::user_order, Stream::post_order);
}

template <Shape S>
constexpr Shows shows() {
  if constexpr (requires { S::shows; })
    return S::shows;
  else
    return Shows::nothing;
}

template <Shape S>
void add_sizes(std::vector<NamedDataset>& rows) {
  const auto sizes = [] {
    if constexpr (requires { S::named_sizes; })
      return std::span(S::named_sizes);
    else
      return std::span(kSizes);
  }();
  for (const NamedSize& size : sizes)
    rows.push_back({std::string(S::name) + "_" + std::string(size.name), S::name, size.name, S::words,
                    &size == sizes.data() ? S::digest : std::string_view(),
                    relation_of<decltype(structure<S>(size.sizes, 1))>, size.sizes,
                    [](const NamedDataset& row, std::uint64_t seed) {
                      return Dataset(row.name, seed, structure<S>(row.sizes, seed));
                    },
                    shows<S>(), &size == sizes.data()});
}

template <Shape... Shapes>
std::vector<NamedDataset> rows_of(shapes::TypeList<Shapes...> /*list*/) {
  std::vector<NamedDataset> rows;
  (add_sizes<Shapes>(rows), ...);
  return rows;
}

std::vector<NamedDataset>& known() {
  static std::vector<NamedDataset> rows = rows_of(shapes::All{});
  return rows;
}

}  // namespace

std::span<const NamedDataset> all() { return known(); }

void add(NamedDataset row) { known().push_back(std::move(row)); }

UnknownDataset::UnknownDataset(std::string_view name) : std::invalid_argument(message(name)) {}

const NamedDataset* find(std::string_view name) {
  const auto found = std::find_if(all().begin(), all().end(), [&](const auto& row) { return row.name == name; });
  return found != all().end() ? &*found : nullptr;
}

Dataset make(std::string_view name, std::uint64_t seed) {
  const NamedDataset* row = find(name);
  if (row == nullptr) throw UnknownDataset(name);
  return row->make(*row, seed);
}

}  // namespace datasets
