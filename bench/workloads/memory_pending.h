// memory_pending: as many new posts as there are posts are made, appended to loaded lists and added to the session.
// Counted: bytes and allocations that stay until the flush: objects, texts, places in lists, the record of the change.
// Item: one new post. Start: the graph loaded. End: that of append.
// Answers: How much memory does an object need while it waits to be inserted?
#pragma once

#include "bench/workloads/held_memory.h"
#include "bench/workloads/loaded_graph.h"
#include "bench/workloads/new_posts.h"

namespace bench {

template <class S>
class NewPosts : public LoadedGraph<S> {
 public:
  static constexpr bool sends_statements = false;
  using Base = LoadedGraph<S>;
  using Base::Base;

  void setup() {
    this->load();
    rows_.clear();
    for (std::int64_t id = 1; id <= items(); ++id) rows_.push_back(this->database_.dataset().post(id));
    new_.assign(rows_.size(), nullptr);
  }
  void run() {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      auto& user = *this->fixture_.users()[i % this->fixture_.users().size()];
      auto& post = this->fixture_.make_post(items() + rows_[i].id, rows_[i]);
      this->fixture_.append(user, post);
      this->fixture_.add(post);
      new_[i] = &post;
    }
  }
  std::int64_t items() const { return this->database_.dataset().sizes().posts; }

  Graph answer() {
    this->posts_.insert(this->posts_.end(), new_.begin(), new_.end());
    return Base::answer();
  }
  static Graph expected(const Graph& start) { return with_new_posts(start); }

 private:
  std::vector<datasets::Post> rows_;
  std::vector<typename Base::Post*> new_;
};

template <class S>
class MemoryPending : public HeldMemory<NewPosts<S>> {
 public:
  static constexpr WorkloadWords words{"memory_pending", Phase::memory, "hold a new post until the flush", "post",
                                       "How much memory does an object need while it waits to be inserted?"};
  using HeldMemory<NewPosts<S>>::HeldMemory;
};

}  // namespace bench
