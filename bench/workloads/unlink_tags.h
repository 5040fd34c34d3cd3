// unlink_tags: every link is removed from its post's tags, in a fixed random order, in memory; no flush.
// Timed: the removals, with whatever keeps both sides and the record of the change. Untimed: loading, undoing.
// Item: one link. Start: posts and tags loaded, both sides resolved. End: empty lists on both sides; a flush deletes
// the links' rows.
// Answers: What does removing a link cost, and does it grow with the tag's posts?
#pragma once

#include "bench/workloads/linking.h"

namespace bench {

template <class S>
class UnlinkTags : public Linking<S> {
 public:
  static constexpr WorkloadWords words{"unlink_tags",
                                       Phase::sync,
                                       "unlink a tag from a post, on the post's side",
                                       "link",
                                       "What does removing a link cost, and does it grow with the tag's posts?",
                                       datasets::Relation::many_to_many};
  static constexpr bool sends_statements = false;
  using Linking<S>::Linking;

  void setup() {
    if (!this->is_loaded_) {
      this->load();
      this->links_.clear();
      const auto& linked = this->database_.links().rows;
      for (const std::size_t i : working_order(linked.size()))
        this->links_.push_back(
            {&this->left(linked[i].first), this->fixture_.right()[static_cast<std::size_t>(linked[i].second - 1)]});
    } else {
      for (const auto& [post, tag] : this->database_.links().rows)  // in the order of a loaded list
        this->fixture_.relation().append(this->left(post), *this->fixture_.right()[static_cast<std::size_t>(tag - 1)]);
      this->fixture_.flush();
    }
  }
  void run() {
    for (const auto& link : this->links_) this->fixture_.relation().remove(*link.post, *link.tag);
  }
  std::int64_t items() const { return static_cast<std::int64_t>(this->database_.links().rows.size()); }

  static Links expected(const Links& start) {
    Links links = start;
    for (Links::Object& post : links.left) post.others.clear();
    set_right_and_rows_from_left(links);
    return links;
  }
};

}  // namespace bench
