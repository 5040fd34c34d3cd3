// load_post: one post by key and its author, the first post of each user, in a fixed random order, in one session:
// over all of both tables, as requests are. (Of a hundred neighbours the caches make a tenth less.)
// Timed: two SELECTs a post, the making of objects. Untimed: opening the session, closing the one before.
// Item: one post. Start: a session without objects. End: these posts with their authors.
// Answers: What does a page that shows one post and its author cost?
#pragma once

#include <algorithm>
#include <vector>

#include "bench/workloads/load_graph.h"
#include "bench/workloads/working_order.h"

namespace bench {

template <class S>
class LoadPost : public LoadGraph<S> {
 public:
  static constexpr WorkloadWords words{"load_post", Phase::load, "load one post by key and its author", "post",
                                       "What does a page that shows one post and its author cost?"};
  static constexpr bool works_without_lists = true;

  explicit LoadPost(Database& database) : LoadGraph<S>(database) {
    const std::vector<PostState> posts = expected(database.graph()).posts;
    for (const std::size_t i : working_order(posts.size())) ids_.push_back(posts[i].id);
  }

  void run() {
    posts_.clear();
    for (const std::int64_t id : ids_) {
      auto& post = this->fixture_.find_post(id);
      this->fixture_.author(post);
      posts_.push_back(&post);
    }
  }
  std::int64_t items() const { return static_cast<std::int64_t>(ids_.size()); }

  Graph answer() {
    std::ranges::sort(posts_, {}, [](const auto* post) { return post->id(); });
    return this->answer_without_users(posts_);
  }
  static Graph expected(const Graph& start) {
    Graph graph = start;
    std::vector<std::int64_t> ids;
    for (const UserState& user : start.users)
      if (!user.posts.empty()) ids.push_back(user.posts.front());
    std::sort(ids.begin(), ids.end());
    std::erase_if(graph.posts,
                  [&](const PostState& post) { return !std::binary_search(ids.begin(), ids.end(), post.id); });
    graph.users.clear();
    return graph;
  }

 private:
  std::vector<std::int64_t> ids_;
  std::vector<typename Fixture<S>::Post*> posts_;
};

}  // namespace bench
