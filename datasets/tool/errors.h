// What ends a command early. Every message reads "<what>: <what is wrong>: <what to do>"; main adds "dataset: ".
#pragma once

#include <stdexcept>

namespace dataset_tool {

// Input or surroundings that no work can be done with: exit 2.
struct BadInput : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A file of ours whose content cannot be read in full: `verify` exits 1, every other command 2.
struct Damaged : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace dataset_tool
