// back_populates_list: the mapping of back_populates on SQLAlchemy's plain list, which is searched on removal.
//
// Against back_populates it tells what the runtime's indexed list is worth; against unidirectional, which has a plain
// list too, who keeps the sides in step. One-to-many alone.
#pragma once

#include "strategies/back_populates/one_to_many.h"

namespace strategies {

struct BackPopulatesList {
  static constexpr std::string_view name = "back_populates_list";
  static constexpr Words words{
      .declares = "User.posts as a plain list and Post.author, each naming the other",
      .in_step = "the runtime, at each change",
      .caller_writes = "the same as with back_populates",
      .predicts =
          "the time of back_populates in loads, appends and flushes; more wherever a post leaves a list, growing with "
          "its length",
  };

  using OneToMany = back_populates::OneToMany<"back_populates_list", orm::plain_list>;
  static constexpr List list = List::plain;
};

static_assert(Strategy<BackPopulatesList>);

}  // namespace strategies
