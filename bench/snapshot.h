// Reads a state off a fixture: both sides in memory, then the rows.
#pragma once

#include <algorithm>
#include <vector>

#include "bench/graph.h"

namespace bench {

// The list side of all users in `fixture.users()`, and the scalar side of `posts`.
template <class F>
Graph read_memory(F& fixture, const std::vector<typename F::Post*>& posts) {
  Graph graph;
  for (auto* user : fixture.users()) {
    UserState state{user->id(), F::texts(*user), {}};
    for (auto* post : fixture.posts(*user)) state.posts.push_back(post == nullptr ? 0 : post->id());
    graph.users.push_back(std::move(state));
  }
  for (auto* post : posts) {
    auto* author = fixture.author(*post);
    graph.posts.push_back({post->id(), F::texts(*post), author == nullptr ? 0 : author->id()});
  }
  return graph;
}

}  // namespace bench
