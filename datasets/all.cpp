#include "datasets/all.h"

#include <algorithm>
#include <numeric>

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
  const auto nearest = std::min_element(std::begin(kAll), std::end(kAll), [&](const auto& a, const auto& b) {
    return distance(name, a.name) < distance(name, b.name);
  });
  std::string text = "unknown dataset '";
  text.append(name).append("': ");
  if (distance(name, nearest->name) <= 4) text.append("did you mean '").append(nearest->name).append("'? ");
  text += "known datasets are";
  for (const NamedDataset& row : kAll) text.append(&row == kAll ? " " : ", ").append(row.name);
  return text;
}

}  // namespace

UnknownDataset::UnknownDataset(std::string_view name) : std::invalid_argument(message(name)) {}

const NamedDataset* find(std::string_view name) noexcept {
  const auto found = std::find_if(std::begin(kAll), std::end(kAll), [&](const auto& row) { return row.name == name; });
  return found != std::end(kAll) ? found : nullptr;
}

Dataset make(std::string_view name, std::uint64_t seed) {
  const NamedDataset* row = find(name);
  if (row == nullptr) throw UnknownDataset(name);
  return Dataset(std::string(name), seed, row->fan_outs(row->sizes));
}

}  // namespace datasets
