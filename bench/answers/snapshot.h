// Reads a state off a fixture: both sides in memory, then the rows.
#pragma once

#include <algorithm>
#include <vector>

#include "bench/answers/graph.h"
#include "bench/answers/links.h"

namespace bench {

// The list side of all users in `fixture.users()`, and the scalar side of `posts`.
template <class F>
Graph read_memory(F& fixture, const std::vector<typename F::Post*>& posts) {
  Graph graph;
  graph.has_lists = requires(typename F::User & user) { fixture.posts(user); };
  for (auto* user : fixture.users()) {
    UserState state{user->id(), F::texts(*user), {}};
    if constexpr (requires { fixture.posts(*user); })
      for (auto* post : fixture.posts(*user)) state.posts.push_back(post == nullptr ? 0 : post->id());
    graph.users.push_back(std::move(state));
  }
  for (auto* post : posts) {
    auto* author = fixture.author(*post);
    graph.posts.push_back({post->id(), F::texts(*post), author == nullptr ? 0 : author->id()});
  }
  return graph;
}

// Both sides of all objects of a fixture of bench/fixtures.
template <class F>
void read_memory(F& fixture, Links& links) {
  links.left.clear();
  links.right.clear();
  for (auto* object : fixture.left()) links.left.push_back({object->id(), F::texts(*object), fixture.others(*object)});
  for (auto* object : fixture.right())
    links.right.push_back({object->id(), F::texts(*object), fixture.others(*object)});
}

}  // namespace bench
