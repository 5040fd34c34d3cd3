// set_author: new posts are given an author whose collection is loaded, one after the other over all users, in memory;
// no flush.
// Timed: the sets, and adding each post to the session. Untimed: loading, making posts, undoing. Item: one set. Start:
// the graph loaded, as many new posts as there are posts. End: each new post stands last in its author's list; a flush
// inserts it.
#pragma once

#include "bench/workloads/append.h"

namespace bench {

template <class S>
class SetAuthor : public Append<S> {
 public:
  static constexpr WorkloadWords words{"set_author", Phase::sync, "set the author of a new post", "set",
                                       "What does keeping both sides in step cost when the scalar side is written?"};
  using Append<S>::Append;

  void run() {
    const auto& users = this->fixture_.users();
    std::size_t next = 0;
    for (auto* post : this->new_) {
      this->fixture_.set_author(*post, users[next]);
      this->fixture_.add(*post);
      next = next + 1 == users.size() ? 0 : next + 1;
    }
  }
};

}  // namespace bench
