// What workloads on loaded objects share: the graph in memory with both sides resolved, and the answer with its flush.
#pragma once

#include <vector>

#include "bench/answers/snapshot.h"
#include "bench/cells/workload.h"
#include "bench/fixtures/fixture.h"
#include "bench/workloads/working_order.h"

namespace bench {

// The graph is loaded once a row, and again after each answer (which flushes, and rolls back); between iterations the
// workload undoes its own work, so that an iteration costs no reload.
template <class S>
class LoadedGraph {
 public:
  using User = typename Fixture<S>::User;
  using Post = typename Fixture<S>::Post;
  static constexpr Database::Rows rows = Database::Rows::filled;

  explicit LoadedGraph(Database& database, const strategies::PostsOptions& posts = {})
      : database_(database), fixture_(database, posts) {}

  orm::Counts counts() const { return fixture_.counts(); }
  const Fixture<S>& fixture() const noexcept { return fixture_; }

  // Memory first, for the flush might mend it, unless it is meant to; then the rows that a flush makes of it; then the
  // start again.
  Graph answer() {
    if (kIsMendedByFlush) fixture_.flush();
    Graph graph = read_memory(fixture_, posts_);
    fixture_.flush();
    read_rows(database_.backend(), graph);
    start_again();
    return graph;
  }

 protected:
  // The memory of it alone, of workloads that offer a memory_answer(): a flush of all that they changed takes a hundred
  // times as long as their work.
  Graph in_memory() {
    if (kIsMendedByFlush) return answer();
    Graph graph = read_memory(fixture_, posts_);
    graph.has_rows = false;
    start_again();
    return graph;
  }
  void load() {
    fixture_.open();
    if constexpr (requires { fixture_.load_selectin(); })
      fixture_.load_selectin();
    else
      fixture_.load_scan();
    posts_ = fixture_.posts_by_id();
    for (Post* post : posts_) fixture_.author(*post);  // both sides are resolved before anything is timed
    is_loaded_ = true;
  }
  // Brings a graph in which every post has left its list back to its start: each goes to the end of its author's list
  // in the order of the ids, which is the order of a loaded list; the flush then finds nothing to write and forgets the
  // changes.
  void restore_authors() {
    for (Post* post : posts_) fixture_.set_author(*post, user(author_id(*post)));
    fixture_.flush();
  }
  User* user(std::int64_t id) { return fixture_.users()[static_cast<std::size_t>(id - 1)]; }
  std::int64_t author_id(const Post& post) const {
    return database_.graph().posts[static_cast<std::size_t>(post.id() - 1)].author;
  }
  // Another user for each post, the same in every strategy and computed without the mapper: the next by id.
  static std::int64_t next_author(std::int64_t author, std::int64_t n_users) { return author % n_users + 1; }

  Database& database_;
  Fixture<S> fixture_;
  std::vector<Post*> posts_;
  bool is_loaded_ = false;

 private:
  static constexpr bool kIsMendedByFlush =
      strategies::stale_of<typename Fixture<S>::Relation> != strategies::Stale::never;

  void start_again() {
    fixture_.rollback();
    is_loaded_ = false;
  }
};

}  // namespace bench
