// empty_request: a session is opened, one user is got by key, the session is closed; for one user in ten, in a fixed
// random order.
// Timed: opening the session, one SELECT, the making of an object, closing. Untimed: BEGIN and ROLLBACK around all
// requests. Item: one request. Start: the rows of the dataset. End: the same; each request saw its user.
// Answers: What does a request cost before it does anything?
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "bench/answers/snapshot.h"
#include "bench/cells/workload.h"
#include "bench/fixtures/fixture.h"
#include "bench/workloads/one_in_ten.h"

namespace bench {

template <class S>
class EmptyRequest {
 public:
  static constexpr WorkloadWords words{"empty_request", Phase::load, "open a session, get one user, close it",
                                       "request", "What does a request cost before it does anything?"};
  static constexpr bool works_without_lists = true;
  static constexpr Database::Rows rows = Database::Rows::filled;
  static constexpr Needs needs = Needs::users;
  static constexpr bool sends_statements = true;

  explicit EmptyRequest(Database& database)
      : database_(database), fixture_(database), ids_(users_asked_for(database.dataset().sizes().users)) {}

  void setup() {
    fixture_.begin_requests();
    seen_.clear();
  }
  void run() {
    for (const std::int64_t id : ids_) {
      fixture_.open_request();
      auto& user = fixture_.find_user(id);
      seen_.push_back({user.id(), Fixture<S>::texts(user), {}});
      fixture_.close_request();
    }
  }
  std::int64_t items() const { return static_cast<std::int64_t>(ids_.size()); }
  orm::Counts counts() const { return fixture_.counts(); }

  Graph answer() {
    Graph graph;
    graph.users = seen_;
    std::ranges::sort(graph.users, {}, &UserState::id);
    read_rows(database_.backend(), graph);
    fixture_.end_requests();
    return graph;
  }
  static Graph expected(const Graph& start) {
    Graph graph = start;
    graph.posts.clear();
    std::erase_if(graph.users, [](const UserState& user) { return !is_asked_for(user.id); });
    for (UserState& user : graph.users) user.posts.clear();
    return graph;
  }

 private:
  Database& database_;
  Fixture<S> fixture_;
  std::vector<std::int64_t> ids_;
  std::vector<UserState> seen_;
};

}  // namespace bench
