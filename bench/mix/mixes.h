// The mixes of this program: those of bench/mixes, and one more that a caller names.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>

#include "bench/mix/mix.h"

namespace bench {

// Those of bench/mixes/all.h, in its order, and what was added. Throws BadMix.
std::span<const Mix> mixes();
// REQUIRES: one of mixes(). Its name is that of a workload, mix_blog.
const Mix& mix_of(std::string_view workload);
// One more. Spans found before are no longer valid. A file of bench/mixes adds nothing. Throws BadMix, also where its
// name is taken.
const Mix& add_mix(const std::filesystem::path& file);

}  // namespace bench
