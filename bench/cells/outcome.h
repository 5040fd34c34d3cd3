// What the whole program came to, for its exit code.
#pragma once

namespace bench {

struct Outcome {
  bool any_failed = false;  // a cell gave a wrong answer or an error
};
Outcome& outcome() noexcept;

}  // namespace bench
