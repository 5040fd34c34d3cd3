// unidirectional_indexed: the mapping of unidirectional, with the runtime's indexed list in the caller's hands.
//
// Against unidirectional it tells what a std::vector costs that is searched; against back_populates, which has such a
// list too, who keeps the sides in step. One-to-many alone.
#pragma once

#include "strategies/unidirectional/one_to_many.h"

namespace strategies {

struct UnidirectionalIndexed {
  static constexpr std::string_view name = "unidirectional_indexed";
  static constexpr Words words{
      .declares = "only Post.author; User.posts is the caller's own orm::IndexedList",
      .in_step = "the caller, at each change and after each load",
      .caller_writes = "the same as with unidirectional",
      .predicts =
          "the time of unidirectional on short lists, less where posts leave long ones; less than back_populates in "
          "sync, "
          "because nothing is checked before a change",
  };

  using OneToMany = unidirectional::OneToMany<unidirectional::IndexedLists>;
};

static_assert(Strategy<UnidirectionalIndexed>);

}  // namespace strategies
