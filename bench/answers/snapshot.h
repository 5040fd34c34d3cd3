// Reads a state off a fixture: both sides in memory, then the rows.
#pragma once

#include <algorithm>
#include <vector>

#include "bench/answers/graph.h"
#include "bench/answers/links.h"
#include "strategies/strategy.h"

namespace bench {

template <class F>
constexpr Lists lists_of(const F& /*fixture*/) {
  if constexpr (!requires(F & fixture, typename F::User & user) { fixture.posts(user); }) return Lists::none;
  return strategies::stale_of<typename F::Relation> == strategies::Stale::put_right ? Lists::in_any_order
                                                                                    : Lists::in_order;
}

// The list side of all users in `fixture.users()`, and the scalar side of `posts`.
template <class F>
Graph read_memory(F& fixture, const std::vector<typename F::Post*>& posts) {
  Graph graph;
  graph.lists = lists_of(fixture);
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
