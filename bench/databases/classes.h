// The datasets of `configure`: classes_N is N pairs of mapped classes. Their rows are those of a tiny dataset, which
// the first pair has; the tables of the others are named by the mapping alone.
#pragma once

#include <cstdint>
#include <string_view>

namespace bench {

struct ClassPairs {
  std::string_view name;  // "classes_100"
  std::int64_t pairs;
};
inline constexpr ClassPairs kClassPairs[] = {
    {"classes_1", 1}, {"classes_10", 10}, {"classes_100", 100}, {"classes_1000", 1000}};
inline constexpr std::string_view kRowsOfClasses = "zipf_tiny";

// How many pairs of classes there are; 0 of a dataset that says nothing of classes.
constexpr std::int64_t class_pairs(std::string_view dataset) noexcept {
  for (const ClassPairs& row : kClassPairs)
    if (row.name == dataset) return row.pairs;
  return 0;
}

}  // namespace bench
