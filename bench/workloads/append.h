// append: new posts are appended to loaded collections, one after the other over all users, in memory; no flush.
// Timed: the appends; they put each post into the session and give it its author. Untimed: loading, making posts,
// undoing. Item: one append. Start: the graph loaded, as many new posts as there are posts. End: each new post stands
// last in its list and has its author; a flush inserts it.
// Answers: What does keeping both sides in sync cost a new object?
#pragma once

#include "bench/workloads/loaded_graph.h"
#include "bench/workloads/new_posts.h"

namespace bench {

template <class S>
class Append : public LoadedGraph<S> {
 public:
  static constexpr WorkloadWords words{"append", Phase::sync, "append a new post to a user's loaded posts", "append",
                                       "What does keeping both sides in sync cost a new object?"};
  static constexpr bool sends_statements = false;
  using Base = LoadedGraph<S>;
  using Base::Base;

  void setup() {
    if (!this->is_loaded_) {
      this->load();
      new_.clear();
      const auto n_posts = this->database_.dataset().sizes().posts;
      for (std::int64_t id = 1; id <= n_posts; ++id)
        new_.push_back(&this->fixture_.make_post(n_posts + id, this->database_.dataset().post(id)));
    } else {
      for (auto post = new_.rbegin(); post != new_.rend(); ++post) {  // from the ends of the lists
        this->fixture_.set_author(**post, nullptr);
        this->fixture_.expunge(**post);
      }
      this->fixture_.flush();
    }
  }
  void run() {
    for_each_new_post(this->fixture_.users(), this->new_, [&](auto& user, auto& post) {
      this->fixture_.append(user, post);
      this->fixture_.add(post);
    });
  }
  std::int64_t items() const { return this->database_.dataset().sizes().posts; }

  Graph answer() {
    return with_new([&] { return Base::answer(); });
  }
  Graph memory_answer() {
    return with_new([&] { return this->in_memory(); });
  }
  static Graph expected(const Graph& start) { return with_new_posts(start); }

 protected:
  std::vector<typename Base::Post*> new_;

 private:
  template <class Read>
  Graph with_new(Read&& read) {
    const auto loaded = this->posts_;
    this->posts_.insert(this->posts_.end(), new_.begin(), new_.end());
    Graph graph = read();
    this->posts_ = loaded;
    return graph;
  }
};

}  // namespace bench
