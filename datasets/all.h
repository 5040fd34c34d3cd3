// The named datasets: one row each. To add a shape, write datasets/<shape>.{h,cpp} and its rows here.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/uniform.h"
#include "datasets/zipf.h"

namespace datasets {

struct NamedDataset {
  std::string_view name;   // "<shape>_<size>"
  std::string_view shape;  // "zipf"
  Sizes sizes;
  std::string_view description;  // one line
  std::vector<std::int64_t> (*fan_outs)(const Sizes&);
};

namespace sizes {
inline constexpr Sizes kTiny{16, 40};
inline constexpr Sizes kSmall{1'000, 10'000};
inline constexpr Sizes kMedium{1'000, 100'000};
}  // namespace sizes

inline constexpr NamedDataset kAll[] = {
    {"uniform_tiny", "uniform", sizes::kTiny, "every user has 2 or 3 posts; for tests", uniform},
    {"uniform_small", "uniform", sizes::kSmall, "every user has 10 posts", uniform},
    {"uniform_medium", "uniform", sizes::kMedium, "every user has 100 posts", uniform},
    {"zipf_tiny", "zipf", sizes::kTiny, "few users own most posts, one or more have none; for tests", zipf},
    {"zipf_small", "zipf", sizes::kSmall, "few users own most posts", zipf},
    {"zipf_medium", "zipf", sizes::kMedium, "few users own most posts", zipf},
    {"list_10", "list", {2, 20}, "2 users with 10 posts each; list_N shows how sync grows with a list", uniform},
    {"list_100", "list", {2, 200}, "2 users with 100 posts each", uniform},
    {"list_1000", "list", {2, 2'000}, "2 users with 1,000 posts each", uniform},
    {"list_10000", "list", {2, 20'000}, "2 users with 10,000 posts each", uniform},
    {"list_100000", "list", {2, 200'000}, "2 users with 100,000 posts each", uniform},
    {"list_1000000", "list", {2, 2'000'000}, "2 users with 1,000,000 posts each", uniform},
};

inline std::span<const NamedDataset> all() { return kAll; }

// The message names the nearest dataset and all known ones.
struct UnknownDataset : std::invalid_argument {
  explicit UnknownDataset(std::string_view name);
};

// The row with this name, or nullptr.
const NamedDataset* find(std::string_view name) noexcept;

// The dataset with this name. Throws UnknownDataset.
Dataset make(std::string_view name, std::uint64_t seed = 1);

}  // namespace datasets
