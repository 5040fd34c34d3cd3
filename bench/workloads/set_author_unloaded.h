// set_author_unloaded: new posts are given an author whose collection is not loaded, one after the other over all
// users, in memory; no flush, and no list is loaded: it queues the change. Timed: the sets, and adding each post to the
// session. Untimed: loading the users, making posts. Item: one set. Start: the users loaded, their posts not; as many
// new posts as there are posts. End: once flushed and loaded, each list ends with its new posts.
// Answers: What does a change cost when the collection stays in the database?
#pragma once

#include "bench/workloads/append_unloaded.h"

namespace bench {

template <class S>
class SetAuthorUnloaded : public AppendUnloaded<S> {
 public:
  static constexpr WorkloadWords words{"set_author_unloaded", Phase::sync,
                                       "set the author of a new post; the author's posts are not loaded", "set",
                                       "What does a change cost when the collection stays in the database?"};
  static constexpr bool works_without_lists = true;
  static constexpr bool sends_statements = false;
  static constexpr std::string_view skipped = strategies::why_no_unloaded_set<typename Fixture<S>::Relation>;
  using AppendUnloaded<S>::AppendUnloaded;

  void run() {
    for_each_new_post(this->fixture_.users(), this->new_, [&](auto& user, auto& post) {
      this->fixture_.set_author(post, &user);
      this->fixture_.add(post);
    });
  }
};

}  // namespace bench
