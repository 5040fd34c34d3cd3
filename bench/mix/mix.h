// A mix: whole requests made of weighted operations, as a TOML file says it. docs/mixes.md has every key.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bench/mix/operation.h"

namespace bench {

// "<file>: line <n>: <what is wrong>: <what to do>".
struct BadMix : std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Choice : std::uint8_t {
  uniform,  // every user as often
  popular,  // as often as the user has posts
  largest,  // the user with the most posts
};

struct WeightedOperation {
  Operation operation;
  double weight;
  std::int64_t count;
  Choice choose;       // among users
  std::int64_t times;  // in an iteration, by its weight: exact, the remainder to the largest fractions
};

struct Mix {
  std::string name;      // "blog"; the workload is mix_blog
  std::string workload;  // "mix_blog"
  std::string words;
  std::string question;
  std::string dataset;    // what a run measures it on unless told otherwise
  std::int64_t requests;  // in an iteration
  std::int64_t operations_per_request;
  bool flushes_each_operation;
  std::uint64_t seed;
  std::vector<WeightedOperation> operations;
  std::string text;         // the file's
  std::uint32_t name_line;  // of the file

  // For the results: {"requests": 100, "operations": [{"operation": "load_user", "per_request": 0.9, ...,
  // "parts": [{"workload": "load_user", "items_per_request": 0.9}]}]}.
  std::string consists_of(SettingAnAuthor setting) const;
};

// Throws BadMix, which names `file`.
Mix parse_mix(std::string_view text, const std::string& file);
Mix read_mix(const std::filesystem::path& file);

}  // namespace bench
