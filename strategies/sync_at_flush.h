// sync_at_flush: both sides are declared, and the side that holds the key is the truth; the other follows it at the
// flush.
//
// What Hibernate does that manages associations at the flush, and Entity Framework when it detects changes: nothing is
// kept in step at a change, and whatever is loaded of the other side is stale until the flush puts it right.
#pragma once

#include "strategies/strategy.h"
#include "strategies/sync_at_flush/many_to_many.h"
#include "strategies/sync_at_flush/one_to_many.h"
#include "strategies/sync_at_flush/one_to_one.h"
#include "strategies/sync_at_flush/self_referential.h"

namespace strategies {

struct SyncAtFlush {
  static constexpr std::string_view name = "sync_at_flush";
  static constexpr Words words{
      .declares = "User.posts, which follows Post.author, and Post.author",
      .in_step = "the runtime, at each flush",
      .caller_writes =
          "the key side of each operation, and the posts of each deleted user; reads no list between a change and the "
          "flush",
      .predicts =
          "the time of one_sided for a change, and more than back_populates for the flush of changes, which corrects "
          "whole lists; the same for a flush without changes, whatever is loaded",
  };

  using OneToMany = sync_at_flush::OneToMany;
  using OneToOne = sync_at_flush::OneToOne;
  using SelfReferential = sync_at_flush::SelfReferential;
  using ManyToMany = sync_at_flush::ManyToMany;
};

static_assert(StrategyOfAllRelations<SyncAtFlush>);

}  // namespace strategies
