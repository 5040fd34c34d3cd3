// replace: each user's posts are assigned as many new posts as there were, in memory; no flush. On uniform_medium these
// are lists of 100.
// Timed: the assignments, with whatever keeps both sides and the record of the change. Untimed: loading, making posts,
// undoing. Item: one replaced post. Start: the graph loaded, both sides resolved. End: the lists hold the new posts,
// the old ones have no author; a flush writes just that.
// Answers: What does assigning a whole collection cost?
#pragma once

#include "bench/workloads/append.h"

namespace bench {

template <class S>
class Replace : public Append<S> {
 public:
  static constexpr WorkloadWords words{"replace", Phase::sync, "replace all posts of a user by new ones",
                                       "replaced post", "What does assigning a whole collection cost?"};
  using Append<S>::Append;
  using Post = typename Append<S>::Post;

  void setup() {
    if (!this->is_loaded_) {
      Append<S>::setup();
      old_.clear();
      replacing_.clear();
      for (auto* user : this->fixture_.users()) {
        std::vector<Post*>& old = old_.emplace_back();
        std::vector<Post*>& replacing = replacing_.emplace_back();
        for (auto* post : this->fixture_.posts(*user)) {
          old.push_back(post);
          replacing.push_back(this->new_[static_cast<std::size_t>(post->id() - 1)]);
        }
      }
    } else {
      for (std::size_t i = 0; i < old_.size(); ++i) this->fixture_.assign(*this->fixture_.users()[i], old_[i]);
      for (Post* post : this->new_) this->fixture_.expunge(*post);
      this->fixture_.flush();  // finds nothing to write
    }
  }
  void run() {
    for (std::size_t i = 0; i < replacing_.size(); ++i) {
      this->fixture_.assign(*this->fixture_.users()[i], replacing_[i]);
      for (Post* post : replacing_[i]) this->fixture_.add(*post);
    }
  }

  static Graph expected(const Graph& start) {
    Graph graph = start;
    const auto n_posts = static_cast<std::int64_t>(start.posts.size());
    for (const PostState& post : start.posts) graph.posts.push_back({n_posts + post.id, post.texts, post.author});
    for (std::int64_t i = 0; i < n_posts; ++i) graph.posts[static_cast<std::size_t>(i)].author = 0;
    for (UserState& user : graph.users)
      for (std::int64_t& post : user.posts) post += n_posts;
    set_rows_from_objects(graph);
    return graph;
  }

 private:
  std::vector<std::vector<Post*>> old_, replacing_;  // by user
};

}  // namespace bench
