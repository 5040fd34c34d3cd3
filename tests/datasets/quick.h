// Which datasets a test makes in full: the larger ones are of the same shapes.
#pragma once

#include <cstdint>

namespace datasets {

inline constexpr std::int64_t kMostRowsOfATest = 190'000;

}  // namespace datasets
