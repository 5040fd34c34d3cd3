// write_links: each post has one more tag in memory; the flush writes the links.
// Timed: the flush, with finding what changed among all that is loaded, and what a caller must do after it. Untimed:
// loading, linking, rolling back. Item: one link. Start: posts and tags loaded, the links made. End: an INSERT a link,
// no other row touched.
// Answers: What does a strategy add to the INSERTs of many-to-many links?
#pragma once

#include "bench/hand_written/many_to_many.h"
#include "bench/workloads/linking.h"

namespace bench {

template <class S>
class WriteLinks : public Linking<S> {
 public:
  static constexpr WorkloadWords words{"write_links",
                                       Phase::flush,
                                       "flush one more tag for each post",
                                       "link",
                                       "What does a strategy add to the INSERTs of many-to-many links?",
                                       datasets::Relation::many_to_many};
  static constexpr bool sends_statements = true;
  static constexpr std::string_view skipped = why_no_links_in_database<S>();
  using Linking<S>::Linking;

  void setup() {
    this->load_with_new_links();
    for (const auto& link : this->links_) this->fixture_.relation().append(*link.post, *link.tag);
  }
  void run() { this->fixture_.flush(); }
};

}  // namespace bench
