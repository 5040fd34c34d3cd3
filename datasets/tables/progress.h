// How far a long piece of work on rows is, told from time to time.
#pragma once

#include <cstdint>
#include <functional>

namespace datasets {

// Called about every thousand rows and after the last, with the rows done so far and all of them. What it throws stops
// the work and is passed on.
using Progress = std::function<void(std::int64_t done, std::int64_t total)>;

// Counts rows and calls a Progress.
class Steps {
 public:
  // `progress` is borrowed and may be empty.
  Steps(const Progress& progress, std::int64_t total) : progress_(progress), total_(total) {}

  void next() {
    ++done_;
    if (progress_ && (done_ % kRowsAStep == 0 || done_ == total_)) progress_(done_, total_);
  }

 private:
  static constexpr std::int64_t kRowsAStep = 1024;  // well below 0.1 s of any work on rows
  const Progress& progress_;
  std::int64_t total_;
  std::int64_t done_ = 0;
};

}  // namespace datasets
