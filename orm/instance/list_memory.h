// What the lists of a session need beyond their elements: memory, and notes of their changes.
//
// A change is written down once, in one log for all lists; a link that stands in two lists, once for both. What each
// list held is worked out when somebody asks: most changes are followed by others before anybody does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <memory_resource>
#include <vector>

#include "orm/instance/list_queue.h"
#include "orm/instance/memory.h"
#include "orm/instance/pointer_table.h"
#include "orm/instance/position_index.h"
#include "orm/instance/slots.h"

namespace orm {

// How often each element that was added or removed stood in a list at the last flush (state/list_history.h).
using WasIn = PointerTable<Entity*, std::uint32_t>;

// What a list needs beyond its array, when it does.
struct ListExtra {
  explicit ListExtra(std::pmr::memory_resource* memory) : was_in(memory) {}
  void forget_positions() {
    index.forget();
    searches = 0;
  }

  ListQueue queue;  // changes made while the list was not loaded
  PositionIndex index;
  std::uint8_t searches = 0;  // of the whole array, as long as there is no index

 private:
  friend class ListMemory;
  WasIn was_in;  // without what is in the log
};

class ListMemory : public ElementArrays {
 public:
  using ElementArrays::ElementArrays;

  ListExtra& extra_of(ListSlot& slot) {
    if (slot.extra == nullptr) slot.extra = &extras_.emplace_front(&memory_);
    return *slot.extra;
  }

  // How often the element, which is about to enter the list or to leave it, stood there. The first note since the last
  // flush holds. `reverse`: the element's list, of which the same is true of the slot's owner; null where there is
  // none, or it is noted by itself.
  [[gnu::always_inline]] void note(ListSlot& slot, Entity* element, std::uint32_t was_in, ListSlot* reverse = nullptr) {
    if (notes_.size() == kMany) [[unlikely]]
      work_out();
    notes_.push_back({&slot, element, reverse, was_in});
  }
  // What is noted of a list; null where nothing is. Valid until the next note.
  WasIn* was_in(const ListSlot& slot) {
    work_out();
    return slot.extra != nullptr ? &slot.extra->was_in : nullptr;
  }
  // Whether neither a change of the list was noted or queued, nor its elements were ever searched for.
  bool is_untouched(const ListSlot& slot) {
    work_out();
    return slot.extra == nullptr;
  }
  // The list forgets its elements, and what is noted or queued of them.
  void forget(ListSlot& slot);

 private:
  struct Note {
    ListSlot* slot;
    Entity* element;
    ListSlot* reverse;
    std::uint32_t was_in;
  };
  static constexpr std::size_t kMany = 1U << 16U;  // 2 MiB

  void work_out() {
    if (!notes_.empty()) work_out_notes();
  }
  [[gnu::noinline]] void work_out_notes();

  std::pmr::monotonic_buffer_resource memory_;  // of many at a time
  std::pmr::forward_list<ListExtra> extras_{&memory_};
  std::vector<Note> notes_;
};

}  // namespace orm
