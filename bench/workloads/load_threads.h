// load_threads: all posts are loaded with their replies by few SELECTs, then both sides are walked once.
// Timed: the SELECTs, the making of objects, the walk. Untimed: opening the session, closing the one before.
// Item: one post. Start: a session without objects. End: both sides of every object, in order.
// Answers: What does a strategy cost when threads are loaded at once?
#pragma once

#include "bench/fixtures/self_referential.h"
#include "bench/workloads/load_links.h"

namespace bench {

template <class S>
class LoadThreads : public LoadLinks<SelfReferentialFixture<S>> {
 public:
  static constexpr WorkloadWords words{"load_threads",
                                       Phase::load,
                                       "load all posts with their replies, selectin",
                                       "post",
                                       "What does a strategy cost when threads are loaded at once?",
                                       datasets::Relation::self_referential};
  using LoadLinks<SelfReferentialFixture<S>>::LoadLinks;

  std::int64_t items() const { return this->database_.dataset().sizes().posts; }
};

}  // namespace bench
