// back_populates: both sides are declared, and each names the other.
#pragma once

#include "strategies/back_populates/many_to_many.h"
#include "strategies/back_populates/one_to_many.h"
#include "strategies/back_populates/one_to_one.h"
#include "strategies/back_populates/self_referential.h"
#include "strategies/strategy.h"

namespace strategies {

// One source for the strategy and for its A/A copy, which differ in their name alone.
template <orm::FixedString Name>
struct BasicBackPopulates {
  static constexpr std::string_view name = Name.view();
  static constexpr Words words{
      .declares = "User.posts and Post.author, each naming the other; configure() checks that the pair agrees",
      .in_step = "the runtime, at each change",
      .caller_writes = "one line per operation, on either side; two where a one-to-one takes over another's partner",
      .predicts =
          "the time of backref in load, sync and flush; in sync more than unidirectional on short lists, for keeping "
          "the other side, and less on long ones, where a plain vector is searched",
  };

  using OneToMany = back_populates::OneToMany<Name>;
  using OneToOne = back_populates::OneToOne<Name>;
  using SelfReferential = back_populates::SelfReferential<Name>;
  using ManyToMany = back_populates::ManyToMany<Name>;
};

using BackPopulates = BasicBackPopulates<"back_populates">;
static_assert(StrategyOfAllRelations<BackPopulates>);

}  // namespace strategies
