// set_author: new posts are given an author whose collection is loaded, one after the other over all users, in memory;
// no flush.
// Timed: the sets, and adding each post to the session. Untimed: loading, making posts, undoing. Item: one set. Start:
// the graph loaded, as many new posts as there are posts. End: each new post stands last in its author's list; a flush
// inserts it.
// Answers: What does keeping both sides in sync cost when the scalar side is written?
#pragma once

#include "bench/workloads/append.h"

namespace bench {

template <class S>
class SetAuthor : public Append<S> {
 public:
  static constexpr WorkloadWords words{"set_author", Phase::sync, "set the author of a new post", "set",
                                       "What does keeping both sides in sync cost when the scalar side is written?"};
  static constexpr bool works_without_lists = true;
  using Append<S>::Append;

  void run() {
    for_each_new_post(this->fixture_.users(), this->new_, [&](auto& user, auto& post) {
      this->fixture_.set_author(post, &user);
      this->fixture_.add(post);
    });
  }
};

}  // namespace bench
