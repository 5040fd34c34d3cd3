#include "datasets/all.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "datasets/shapes/shape.h"
#include "datasets/shapes/types.h"

namespace datasets {
namespace {

// Levenshtein's edit distance.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

std::string message(std::string_view name) {
  const auto nearest = std::min_element(all().begin(), all().end(), [&](const auto& a, const auto& b) {
    return distance(name, a.name) < distance(name, b.name);
  });
  std::string text = "unknown dataset '";
  text.append(name).append("': ");
  if (distance(name, nearest->name) <= 4) text.append("did you mean '").append(nearest->name).append("'? ");
  text += "known datasets are";
  for (const NamedDataset& row : all()) text.append(&row == all().data() ? " " : ", ").append(row.name);
  return text;
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
