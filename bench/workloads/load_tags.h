// load_tags: all posts are loaded with their tags, and all tags with their posts by few SELECTs, then both sides are
// walked once. Timed: the SELECTs, the making of objects, the walk. Untimed: opening the session, closing the one
// before. Item: one post. Start: a session without objects. End: both sides of every object, in order.
// Answers: What does a strategy cost when a many-to-many is loaded from both sides?
#pragma once

#include "bench/hand_written/many_to_many.h"
#include "bench/workloads/load_links.h"

namespace bench {

template <class S>
class LoadTags : public LoadLinks<ManyToManyFixture<S>> {
 public:
  static constexpr WorkloadWords words{"load_tags",
                                       Phase::load,
                                       "load all posts and tags with their links, selectin",
                                       "post",
                                       "What does a strategy cost when a many-to-many is loaded from both sides?",
                                       datasets::Relation::many_to_many};
  static constexpr std::string_view skipped = why_no_links_in_database<S>();
  using LoadLinks<ManyToManyFixture<S>>::LoadLinks;

  std::int64_t items() const { return this->database_.dataset().sizes().posts; }
};

}  // namespace bench
