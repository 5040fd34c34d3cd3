// The usual change of a many-to-many link: as in settled.h, of one list or of both where they are linked.
#pragma once

#include "orm/attribute/settled.h"

namespace orm::settled {

// A list of links that can be changed without a question, of an owner and by an element that ask none.
inline bool is_open(const Relationship& list, const ListSlot& slot) {
  return list.links_change_freely && (slot.flags & (ListFlag::kLoaded | ListFlag::kApart)) == ListFlag::kLoaded;
}
inline bool is_open(const SessionState& session, const Entity& owner, const Relationship& list, const ListSlot& slot,
                    const Entity& element) {
  return is_open(list, slot) && is_settled_or_pending(session, owner) && is_settled_or_pending(session, element);
}

// Links what is not linked. Of two lists the shorter one is searched: what stands in neither or in both of them is told
// by one, for a list that was loaded since changes began counts as apart. False, with nothing done, where it holds the
// element or anything concerned is not settled. REQUIRES: the list belongs to a many-to-many.
[[gnu::always_inline]] inline bool link(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                                        Entity& element) {
  if (!is_open(session, owner, list, slot, element)) return false;
  OrderedList here = session.ordered_links(slot);
  if (list.reverse == nullptr) {
    if (here.contains(&element)) return false;
    note_list_change(session, owner, slot, &element, 0);
    here.append_unplaced(element);
    return true;
  }
  ListSlot& reverse = slot_at<ListSlot>(element, list.reverse->offset);
  if (!is_open(*list.reverse, reverse)) return false;
  OrderedList there = session.ordered_links(reverse);
  if (slot.size <= reverse.size ? here.contains(&element) : there.contains(&owner)) return false;
  note_link_change(session, owner, slot, element, reverse, 0);
  here.append_unplaced(element);
  there.append_unplaced(owner);
  return true;
}

// Takes a link away that stands once in each list. False, with nothing done, where that is not so or anything concerned
// is not settled. REQUIRES: as link().
[[gnu::always_inline]] inline bool unlink(SessionState& session, Entity& owner, ListSlot& slot,
                                          const Relationship& list, Entity& element) {
  if (!is_open(session, owner, list, slot, element)) return false;
  OrderedList here = session.ordered_links(slot);
  const std::uint32_t place = here.only_place(&element);
  if (place == PositionIndex::kNowhere) return false;
  if (list.reverse == nullptr) {
    note_list_change(session, owner, slot, &element, 1);
    here.remove_at(place);
    return true;
  }
  ListSlot& reverse = slot_at<ListSlot>(element, list.reverse->offset);
  if (!is_open(*list.reverse, reverse)) return false;
  OrderedList there = session.ordered_links(reverse);
  const std::uint32_t place_there = there.only_place(&owner);
  if (place_there == PositionIndex::kNowhere) return false;
  note_link_change(session, owner, slot, element, reverse, 1);
  here.remove_at(place);
  there.remove_at(place_there);
  return true;
}

}  // namespace orm::settled
