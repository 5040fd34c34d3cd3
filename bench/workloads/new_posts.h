// What appending a new post for each post, one after the other over all users, makes of a state.
#pragma once

#include <cstddef>
#include <vector>

#include "bench/answers/graph.h"

namespace bench {

// f(user, post) for each new post, the users taking turns.
template <class User, class Post, class F>
void for_each_new_post(const std::vector<User*>& users, const std::vector<Post*>& posts, F&& f) {
  std::size_t next = 0;
  for (Post* post : posts) {
    f(*users[next], *post);
    next = next + 1 == users.size() ? 0 : next + 1;
  }
}

// The new post for post i has the id n_posts + i and the texts of post i.
inline Graph with_new_posts(const Graph& start) {
  Graph graph = start;
  const auto n_posts = static_cast<std::int64_t>(start.posts.size());
  std::size_t next = 0;
  for (const PostState& post : start.posts) {
    UserState& user = graph.users[next];
    user.posts.push_back(n_posts + post.id);
    graph.posts.push_back({n_posts + post.id, post.texts, user.id});
    next = next + 1 == graph.users.size() ? 0 : next + 1;
  }
  set_rows_from_objects(graph);
  return graph;
}

}  // namespace bench
