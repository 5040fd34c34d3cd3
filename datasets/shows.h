// What the sizes of a shape are there for, beside rows to work on.
#pragma once

#include <cstdint>

namespace datasets {

// The growth of a cost with this; `nothing` of a shape that stands for rows as people have them.
enum class Shows : std::uint8_t { nothing, length_of_list, fan_out, users };

}  // namespace datasets
