// Which strategies can load a collection with the query for its owners.
#pragma once

#include <string_view>

#include "bench/fixtures/fixture.h"

namespace bench {

// Empty where it can.
template <class S>
constexpr std::string_view why_no_collection_loads() {
  if constexpr (!requires(Fixture<S> & fixture) { fixture.load_joined(); })
    return "maps no collection: the caller fills its container by hand in load_selectin, by a query per user in "
           "load_lazy";
  return "";
}

}  // namespace bench
