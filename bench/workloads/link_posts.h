// link_posts: each post gets one more tag by append to the tag's posts, in a fixed random order, in memory; no flush.
// Timed: the appends, with whatever keeps both sides and the record of the change. Untimed: loading, undoing.
// Item: one link. Start: posts and tags loaded, both sides resolved. End: both sides agree; a flush writes just that.
// Answers: What does keeping both sides of a many-to-many in sync cost?
#pragma once

#include "bench/workloads/linking.h"

namespace bench {

template <class S>
class LinkPosts : public Linking<S> {
 public:
  static constexpr WorkloadWords words{"link_posts",
                                       Phase::sync,
                                       "link a tag with one more post, on the tag's side",
                                       "link",
                                       "What does keeping both sides of a many-to-many in sync cost?",
                                       datasets::Relation::many_to_many};
  using Linking<S>::Linking;

  void run() {
    for (const auto& link : this->links_) this->fixture_.relation().append(*link.tag, *link.post);
  }
};

}  // namespace bench
