// release_users: one user in ten is deleted; its posts stay, their keys set to NULL.
// Timed: marking the user as deleted, and the flush. Untimed: loading, rolling back. Item: one deleted user. Start: the
// graph loaded. End: the users' rows are gone, the posts' rows have no author, no other touched.
// Answers: What does deleting an owner cost when what it owns stays?
#pragma once

#include "bench/workloads/delete_users.h"

namespace bench {

template <class S>
class ReleaseUsers : public DeleteUsers<S> {
 public:
  static constexpr WorkloadWords words{"release_users", Phase::flush,
                                       "delete one user in ten, whose posts stay without an author", "deleted user",
                                       "What does deleting an owner cost when what it owns stays?"};

  explicit ReleaseUsers(Database& database) : DeleteUsers<S>(database, {.cascade = "save-update, merge"}) {}

  void run() {
    for (auto* user : this->fixture_.users())
      if (this->goes(user->id())) this->fixture_.release_user(*user);
    this->fixture_.flush();
  }

  // In memory a released post may still refer to its deleted user until it is expired, as in SQLAlchemy: its row tells.
  static Graph expected(const Graph& start) {
    Graph graph = DeleteUsers<S>::expected(start);
    graph.post_rows = start.posts;
    for (PostState& post : graph.post_rows)
      if (DeleteUsers<S>::goes(post.author)) post.author = 0;
    return graph;
  }
};

}  // namespace bench
