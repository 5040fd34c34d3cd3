// How far a long piece of work is: a bar on a terminal, now and then a plain line elsewhere, both on stderr.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "datasets/tables/progress.h"

namespace dataset_tool {

// Quick work shows nothing. The bar is wiped when this object is destroyed.
class ProgressBar {
 public:
  explicit ProgressBar(std::string label);  // "writing zipf_small"
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(std::int64_t done, std::int64_t total);
  // For datasets::fill and the like: shows, and throws Interrupted after Ctrl-C. Valid as long as this object.
  datasets::Progress callback();

 private:
  using Clock = std::chrono::steady_clock;
  void draw(std::int64_t done, std::int64_t total);

  std::string label_;
  bool is_terminal_;
  bool drawn_ = false;
  Clock::time_point next_;
};

}  // namespace dataset_tool
