#include "bench/mix/mixes.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/mixes_text.h"

namespace bench {
namespace {

std::vector<Mix>& all() {
  static std::vector<Mix> mixes = [] {
    std::vector<Mix> read;
    for (const MixText& shipped : kMixTexts) read.push_back(parse_mix(shipped.text, std::string(shipped.file)));
    return read;
  }();
  return mixes;
}

const Mix* find(std::string_view workload) {
  const auto found = std::find_if(all().begin(), all().end(), [&](const Mix& mix) { return mix.workload == workload; });
  return found != all().end() ? &*found : nullptr;
}

}  // namespace

std::span<const Mix> mixes() { return all(); }

const Mix& mix_of(std::string_view workload) { return *find(workload); }

const Mix& add_mix(const std::filesystem::path& file) {
  Mix mix = read_mix(file);
  if (const Mix* known = find(mix.workload)) {
    if (known->text == mix.text) return *known;
    throw BadMix(fmt::format("{}: line {}: a mix '{}' already exists: choose another name", file.string(),
                             mix.name_line, mix.name));
  }
  all().push_back(std::move(mix));
  return all().back();
}

}  // namespace bench
