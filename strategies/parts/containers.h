// A caller's own containers of mapped objects: a plain std::vector, which is searched on removal, and the runtime's
// list.
#pragma once

#include <algorithm>
#include <vector>

#include "orm/indexed_list.h"

namespace strategies::unidirectional {

struct Vectors {
  template <class Element, auto /*Place*/>
  using Of = std::vector<Element*>;
};
struct IndexedLists {
  template <class Element, auto Place>
  using Of = orm::IndexedList<Element, Place>;
};

template <class Element>
void take_out(std::vector<Element*>& list, Element& element) {
  const auto found = std::find(list.begin(), list.end(), &element);
  if (found != list.end()) list.erase(found);
}
template <class Element, auto Place>
void take_out(orm::IndexedList<Element, Place>& list, Element& element) {
  list.remove(element);
}

}  // namespace strategies::unidirectional
