// Iteration over a list's elements, past its tombstones.
#pragma once

#include <cstddef>
#include <iterator>

#include "orm/instance/ordered_list.h"
#include "orm/instance/slots.h"

namespace orm {

template <class Target>
class ListIterator {
 public:
  using value_type = Target*;
  using difference_type = std::ptrdiff_t;
  using iterator_concept = std::input_iterator_tag;

  ListIterator() = default;
  explicit ListIterator(const ListSlot& list) : at_(list.elements), end_(list.elements + list.size) { skip(); }

  Target* operator*() const { return static_cast<Target*>(*at_); }
  ListIterator& operator++() {
    ++at_;
    skip();
    return *this;
  }
  void operator++(int) { ++*this; }
  bool operator==(std::default_sentinel_t) const { return at_ == end_; }

 private:
  void skip() {
    while (at_ != end_ && *at_ == tombstone()) ++at_;
  }
  Entity* const* at_ = nullptr;
  Entity* const* end_ = nullptr;
};

// A loaded list's elements as a range; valid until the list changes.
template <class Target>
class ListView {
 public:
  explicit ListView(const ListSlot& list) : list_(&list) {}
  ListIterator<Target> begin() const { return ListIterator<Target>(*list_); }
  std::default_sentinel_t end() const noexcept { return {}; }
  std::size_t size() const noexcept { return list_->live; }

 private:
  const ListSlot* list_;
};

}  // namespace orm
