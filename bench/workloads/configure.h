// configure: N pairs of classes are declared; configure() resolves and validates them.
// Timed: configure(). Untimed: the declarations, dropping the registry before. Item: one pair of classes. Start: a
// registry with the declarations. End: both sides of each pair resolved as the declaration says.
// Answers: What does finding or checking the other side cost at start-up?
#pragma once

#include "bench/workloads/declared_classes.h"

namespace bench {

template <class S>
class Configure : public DeclaredClasses<S> {
 public:
  static constexpr WorkloadWords words{"configure", Phase::configure, "configure pairs of mapped classes",
                                       "pair of classes",
                                       "What does finding or checking the other side cost at start-up?"};
  static constexpr bool works_without_lists = true;
  using DeclaredClasses<S>::DeclaredClasses;

  void setup() {
    this->registry_.emplace();
    this->declare_all();
  }
  void run() { this->registry_->configure(); }
};

}  // namespace bench
