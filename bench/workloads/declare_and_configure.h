// declare_and_configure: N pairs of classes are declared and configured.
// Timed: handing each class's descriptors to the registry, copied as a C++ model makes them anew; configure().
// Untimed: dropping the registry before. Item: one pair of classes. Start: an empty registry. End: both sides of each
// pair resolved as the declaration says.
// Answers: What does a mapping cost before a program's first session?
#pragma once

#include "bench/workloads/declared_classes.h"

namespace bench {

template <class S>
class DeclareAndConfigure : public DeclaredClasses<S> {
 public:
  static constexpr WorkloadWords words{"declare_and_configure", Phase::configure,
                                       "declare and configure pairs of classes", "pair of classes",
                                       "What does a mapping cost before a program's first session?"};
  static constexpr bool works_without_lists = true;
  using DeclaredClasses<S>::DeclaredClasses;

  void setup() { this->registry_.emplace(); }
  void run() {
    this->declare_all();
    this->registry_->configure();
  }
};

}  // namespace bench
