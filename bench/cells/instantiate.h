// A workload on a list of strategies, as entries of the matrix. Included by the generated translation units alone.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "bench/cells/matrix.h"
#include "bench/cells/work.h"
#include "bench/hand_written/fixture.h"
#include "bench/hand_written/many_to_many.h"
#include "bench/hand_written/two_collections.h"
#include "bench/needed_strategies.h"

namespace bench {

template <class S>
constexpr bool maps(datasets::Relation relation) {
  switch (relation) {
    case datasets::Relation::one_to_one:
      return strategies::has_one_to_one<S>;
    case datasets::Relation::self_referential:
      return strategies::has_self_referential<S>;
    case datasets::Relation::many_to_many:
      return strategies::has_many_to_many<S>;
    default:
      return true;
  }
}

template <class S>
constexpr bool has_lists_or_needs_none(datasets::Relation relation, bool works_without_lists) {
  return relation != datasets::Relation::one_to_many || works_without_lists || Fixture<S>::kHasLists;
}

// Of users with posts.
template <class S>
constexpr std::string_view list_name() {
  if constexpr (is_hand_written<S>)
    return S::Sides::list;
  else if constexpr (strategies::list_of<S> == strategies::List::none)
    return "";
  else
    return strategies::list_of<S> == strategies::List::plain ? "plain" : "indexed";
}

template <template <class> class W, class S>
consteval EntryType entry_of() {
  using Usual = W<strategies::BackPopulates>;  // every strategy's words of the workload
  EntryType entry{Usual::words, S::name, S::words, "", Usual::sends_statements, nullptr};
  entry.list = list_name<S>();
  entry.multiplies_rows = requires { requires Usual::multiplies_rows; };
  constexpr bool kWorksWithoutLists = requires { requires Usual::works_without_lists; };
  if constexpr (!has_lists_or_needs_none<S>(Usual::words.relation, kWorksWithoutLists)) {
    entry.skipped = "the strategy keeps no posts of a user, and the work needs them";
  } else if constexpr (!maps<S>(Usual::words.relation)) {
    entry.skipped = "the strategy exists for one-to-many only";
  } else if constexpr (requires { W<S>::skipped; }) {
    entry.skipped = W<S>::skipped;
    if constexpr (W<S>::skipped.empty()) entry.type = &kWorkType<W<S>>;
  } else {
    entry.type = &kWorkType<W<S>>;
  }
  return entry;
}

template <template <class> class W, class... Strategies>
void add_entries(std::vector<Entry>& entries) {
  static constexpr std::array<EntryType, sizeof...(Strategies)> kTypes{entry_of<W, Strategies>()...};
  add(entries, kTypes);
}

}  // namespace bench
