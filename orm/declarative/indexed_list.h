// The runtime's list in a caller's own hands: a container of mapped objects that no mapping knows, in the order of its
// elements, with removal in O(1).
//
//   struct User : orm::Entity {
//     orm::IndexedList<Post, &Post::author> posts;  // Post::author caches the places
#pragma once

#include <cstddef>
#include <iterator>
#include <vector>

#include "orm/instance/list_view.h"
#include "orm/mapping/reflection.h"
#include "orm/state/session_state.h"

namespace orm {

// Place: a scalar member of Element whose reverse side no list is mapped as; it caches where the element stands.
// Elements are objects of one session, whose memory the list's is: it goes with the session. REQUIRES: an element
// stands in one list of this kind, there once. Not notified of anything: what a session expires or rolls back stays in
// it.
template <class Element, auto Place>
class IndexedList : ListSlot {
 public:
  using iterator = ListIterator<Element>;

  void push_back(Element* element) { list_of(*element).append(element); }
  // False if it is not there.
  bool remove(Element& element) { return list_of(element).remove_first(&element); }
  void clear() noexcept { size_of_all() = live = 0; }
  // These and no others, in this order.
  IndexedList& operator=(const std::vector<Element*>& objects) {
    clear();
    for (Element* object : objects) push_back(object);
    return *this;
  }

  std::size_t size() const noexcept { return live; }
  bool empty() const noexcept { return live == 0; }
  iterator begin() const { return ListIterator<Element>(*this); }  // valid until the list changes
  std::default_sentinel_t end() const noexcept { return {}; }

 private:
  std::uint32_t& size_of_all() noexcept { return ListSlot::size; }  // tombstones too
  OrderedList list_of(const Element& element) noexcept {
    return {*this, SessionState::of(element).lists, member_offset(Place)};
  }
};

}  // namespace orm
