// empty_request: a session is opened, one user is got by key, the session is closed; for one user in ten.
// Timed: opening the session, one SELECT, the making of an object, closing. Untimed: BEGIN and ROLLBACK around all
// requests. Item: one request. Start: the rows of the dataset. End: the same; each request saw its user.
// Answers: What does a request cost before it does anything?
#pragma once

#include <vector>

#include "bench/answers/snapshot.h"
#include "bench/cells/workload.h"
#include "bench/fixtures/fixture.h"

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

  explicit EmptyRequest(Database& database) : database_(database), fixture_(database) {}

  void setup() {
    fixture_.begin_requests();
    seen_.clear();
  }
  void run() {
    for (std::int64_t id = 1; id <= database_.dataset().sizes().users; id += kStep) {
      fixture_.open_request();
      auto& user = fixture_.find_user(id);
      seen_.push_back({user.id(), Fixture<S>::texts(user), {}});
      fixture_.close_request();
    }
  }
  std::int64_t items() const { return (database_.dataset().sizes().users + kStep - 1) / kStep; }
  orm::Counts counts() const { return fixture_.counts(); }

  Graph answer() {
    Graph graph;
    graph.users = seen_;
    read_rows(database_.backend(), graph);
    fixture_.end_requests();
    return graph;
  }
  static Graph expected(const Graph& start) {
    Graph graph = start;
    graph.posts.clear();
    std::erase_if(graph.users, [](const UserState& user) { return user.id % kStep != 1; });
    for (UserState& user : graph.users) user.posts.clear();
    return graph;
  }

 private:
  static constexpr std::int64_t kStep = 10;

  Database& database_;
  Fixture<S> fixture_;
  std::vector<UserState> seen_;
};

}  // namespace bench
