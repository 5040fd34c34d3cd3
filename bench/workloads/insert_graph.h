// insert_graph: a new graph of users and posts, made and linked in memory, is flushed into empty tables.
// Timed: the flush. Untimed: making and linking the objects, adding them, COMMIT (none: the transaction is rolled
// back). Item: one post. Start: empty tables, all objects pending. End: every row as the dataset has it.
// Answers: What does a strategy add to the INSERTs of a new graph?
#pragma once

#include "bench/answers/snapshot.h"
#include "bench/cells/workload.h"
#include "bench/fixtures/fixture.h"

namespace bench {

template <class S>
class InsertGraph {
 public:
  static constexpr WorkloadWords words{"insert_graph", Phase::flush, "flush a new graph of users and posts", "post",
                                       "What does a strategy add to the INSERTs of a new graph?"};
  static constexpr bool works_without_lists = true;
  static constexpr Database::Rows rows = Database::Rows::empty;
  static constexpr bool sends_statements = true;

  explicit InsertGraph(Database& database) : database_(database), fixture_(database) {
    const datasets::Dataset& dataset = database.dataset();
    fixture_.open();
    for (std::int64_t id = 1; id <= dataset.sizes().users; ++id) fixture_.make_user(dataset.user(id));
    for (std::int64_t id = 1; id <= dataset.sizes().posts; ++id) {
      const datasets::Post row = dataset.post(id);
      auto& post = fixture_.make_post(id, row);
      auto& author = *fixture_.users()[static_cast<std::size_t>(row.author_id - 1)];
      if constexpr (requires { fixture_.append(author, post); })
        fixture_.append(author, post);
      else
        fixture_.set_author(post, &author);
      posts_.push_back(&post);
    }
  }

  void setup() {
    fixture_.rollback();  // the rows of the iteration before are gone, its objects transient again
    for (auto* user : fixture_.users()) fixture_.add(*user);
    for (auto* post : posts_) fixture_.add(*post);
  }
  void run() { fixture_.flush(); }
  std::int64_t items() const { return database_.dataset().sizes().posts; }
  orm::Counts counts() const { return fixture_.counts(); }

  Graph answer() {
    Graph graph = read_memory(fixture_, posts_);
    read_rows(database_.backend(), graph);
    return graph;
  }
  static Graph expected(const Graph& start) { return start; }

 private:
  Database& database_;
  Fixture<S> fixture_;
  std::vector<typename Fixture<S>::Post*> posts_;
};

}  // namespace bench
