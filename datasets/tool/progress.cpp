#include "datasets/tool/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "datasets/tool/interrupt.h"

namespace dataset_tool {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstBar{300};
constexpr milliseconds kNextBar{100};
constexpr milliseconds kFirstLine{2000};
constexpr milliseconds kNextLine{5000};
constexpr std::size_t kWidth = 30;  // of the bar, in characters

}  // namespace

ProgressBar::ProgressBar(std::string label)
    : label_(std::move(label)),
      is_terminal_(isatty(STDERR_FILENO) != 0),
      next_(Clock::now() + (is_terminal_ ? kFirstBar : kFirstLine)) {}

ProgressBar::~ProgressBar() {
  if (drawn_ && is_terminal_) std::fputs("\r\033[K", stderr);
}

void ProgressBar::show(std::int64_t done, std::int64_t total) {
  const auto now = Clock::now();
  if (now < next_ || done >= total) return;
  next_ = now + (is_terminal_ ? kNextBar : kNextLine);
  draw(done, total);
}

void ProgressBar::draw(std::int64_t done, std::int64_t total) {
  drawn_ = true;
  const auto percent = 100 * done / total;
  if (is_terminal_) {
    const std::size_t full = kWidth * static_cast<std::size_t>(done) / static_cast<std::size_t>(total);
    fmt::print(stderr, "\r{} [{:<{}}] {:3} %\033[K", label_, std::string(std::min(full, kWidth), '#'), kWidth, percent);
    std::fflush(stderr);
  } else {
    fmt::print(stderr, "dataset: {}: {} of {} rows ({} %)\n", label_, done, total, percent);
  }
}

datasets::Progress ProgressBar::callback() {
  return [this](std::int64_t done, std::int64_t total) {
    throw_if_interrupted();
    show(done, total);
  };
}

}  // namespace dataset_tool
