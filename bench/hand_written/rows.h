// What a hand-written row is: a name, words for the reader, and who keeps which side (sides.h).
#pragma once

#include <string_view>

#include "bench/hand_written/link_objects.h"
#include "bench/hand_written/sides.h"
#include "strategies/strategy.h"

namespace bench {

template <class S>
inline constexpr bool is_hand_written = requires {
  typename S::Sides;
};

struct HandWritten {
  static constexpr std::string_view name = "hand_written";
  static constexpr strategies::Words words{
      .declares = "no mapping: plain structs and SQL",
      .in_step = "the code of each operation",
      .caller_writes = "everything",
      .predicts =
          "the practical limit of the statements that back_populates sends; only a strategy that sends others can be "
          "faster",
  };
  using Sides = hand_written::BothSides;
  using ManyToMany = hand_written::LinkedTags;  // many_to_many.h
};

struct HandWrittenUnidirectional {
  static constexpr std::string_view name = "hand_written_unidirectional";
  static constexpr strategies::Words words{
      .declares = "no mapping: plain structs and SQL; a user's posts are a plain array, searched on removal",
      .in_step = "the code of each operation",
      .caller_writes = "everything",
      .predicts = "the practical limit of unidirectional: the same statements, the same container",
  };
  using Sides = hand_written::PlainArray;
};

struct HandWrittenOneSided {
  static constexpr std::string_view name = "hand_written_one_sided";
  static constexpr strategies::Words words{
      .declares = "no mapping: plain structs and SQL; a post has its author, a user has no posts",
      .in_step = "nobody: there is no other side",
      .caller_writes = "everything",
      .predicts = "the practical limit of one_sided",
  };
  using Sides = hand_written::AuthorAlone;
};

struct HandWrittenUnlinked {
  static constexpr std::string_view name = "hand_written_unlinked";
  static constexpr strategies::Words words{
      .declares = "no mapping: plain structs and SQL; each side records its own changes",
      .in_step = "the code of each operation",
      .caller_writes = "everything, each side separately",
      .predicts = "the practical limit of unlinked: two sides, two records of each change",
  };
  static constexpr std::string_view why_no_unloaded_set =
      "who sets an author writes both lists, and reads them for it: append_unloaded";
  using Sides = hand_written::TwoRecords;
};

}  // namespace bench
