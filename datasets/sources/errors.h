// A source that no dataset can be made of.
#pragma once

#include <stdexcept>

namespace datasets {

// "<what>: <what is wrong>: <what to do>".
struct BadSource : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace datasets
