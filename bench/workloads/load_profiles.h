// load_profiles: all users are loaded with their profiles by few SELECTs, then both sides are walked once.
// Timed: the SELECTs, the making of objects, the walk. Untimed: opening the session, closing the one before.
// Item: one user. Start: a session without objects. End: both sides of every object, in order.
// Answers: What does a strategy cost when a one-to-one is loaded at once?
#pragma once

#include "bench/fixtures/one_to_one.h"
#include "bench/workloads/load_links.h"

namespace bench {

template <class S>
class LoadProfiles : public LoadLinks<OneToOneFixture<S>> {
 public:
  static constexpr WorkloadWords words{"load_profiles",
                                       Phase::load,
                                       "load all users with their profiles, selectin",
                                       "user",
                                       "What does a strategy cost when a one-to-one is loaded at once?",
                                       datasets::Relation::one_to_one};
  using LoadLinks<OneToOneFixture<S>>::LoadLinks;

  std::int64_t items() const { return this->database_.dataset().sizes().users; }
};

}  // namespace bench
