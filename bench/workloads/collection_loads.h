// Which strategies can load a collection with the query for its owners.
#pragma once

#include <string_view>

#include "strategies/strategy.h"

namespace bench {

// Empty where it can.
template <class S>
constexpr std::string_view why_no_collection_loads() {
  if constexpr (requires { typename S::OneToMany; }) {
    if constexpr (!strategies::maps_collection<typename S::OneToMany>)
      return "maps no collection: the caller fills its container by hand in load_selectin, by a query a user in "
             "load_lazy";
  }
  return "";
}

}  // namespace bench
