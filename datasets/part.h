// A part of a dataset too large to be loaded as a whole: its first users with all their posts.
#pragma once

#include <cstdint>
#include <string_view>

#include "datasets/all.h"

namespace datasets {

// The dataset "<name>_first_<users>": users 1..`users` of the dataset `name`, which is one of users and posts, with
// their posts, whose ids become 1..n in their order. Making it needs memory for the part alone. Throws UnknownDataset;
// std::invalid_argument, a message for people, where there is no such part.
NamedDataset part_of(std::string_view name, std::int64_t users);

}  // namespace datasets
