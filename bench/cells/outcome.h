// What the whole program came to, for its exit code.
#pragma once

#include <string>

namespace bench {

struct Outcome {
  bool any_failed = false;    // a cell gave a wrong answer or an error
  bool any_measured = false;  // a row has a time
  std::string why_skipped;    // of the last row that was skipped
};
Outcome& outcome() noexcept;

}  // namespace bench
