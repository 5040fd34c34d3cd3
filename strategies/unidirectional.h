// unidirectional: one side is declared, the one that holds the key; the other is the caller's own plain container.
//
// User::posts is a std::vector that no mapping knows. The caller fills it after each load and changes it with each
// change of an author; forgetting either leaves it stale, and nothing says so.
#pragma once

#include "strategies/strategy.h"
#include "strategies/unidirectional/many_to_many.h"
#include "strategies/unidirectional/one_to_many.h"
#include "strategies/unidirectional/one_to_one.h"
#include "strategies/unidirectional/self_referential.h"

namespace strategies {

struct Unidirectional {
  static constexpr std::string_view name = "unidirectional";
  static constexpr Words words{
      .declares = "only Post.author; User.posts is the caller's own plain std::vector",
      .in_step = "the caller, at each change and after each load",
      .caller_writes =
          "both sides of each operation, the container after each load, and the posts of each deleted user",
      .predicts =
          "fewest statements on a load of everything; the cheapest sync on short lists; removal linear in the list, so "
          "slower than the linked strategies where few users own most posts",
  };

  using OneToMany = unidirectional::OneToMany<unidirectional::Vectors>;
  static constexpr List list = List::plain;
  using OneToOne = unidirectional::OneToOne;
  using SelfReferential = unidirectional::SelfReferential;
  using ManyToMany = unidirectional::ManyToMany;
};

static_assert(StrategyOfAllRelations<Unidirectional>);

}  // namespace strategies
