// The usual change of a many-to-many link: as in settled.h, of one list or of both where they are linked.
#pragma once

#include "orm/attribute/settled.h"

namespace orm::settled {

// A list of links that can be changed without a question. REQUIRES: it belongs to a many-to-many.
inline bool is_open(const SessionState& session, const Entity& owner, const ListSlot& slot, const Relationship& list) {
  return list.uselist && (slot.flags & (ListFlag::kLoaded | ListFlag::kApart)) == ListFlag::kLoaded &&
         !list.write_only && !list.plain_list && !list.cascade.delete_orphan && is_settled_or_pending(session, owner);
}

// One side of a link: the list of `owner`, which holds `element` or is to hold it.
struct LinkSide {
  Entity& owner;
  const Relationship& list;
  Entity& element;

  ListSlot& slot() const noexcept { return slot_at<ListSlot>(owner, list.offset); }
  bool is_open(const SessionState& session) const {
    return settled::is_open(session, owner, slot(), list) && is_settled_or_pending(session, element);
  }
  void put(SessionState& session) const {
    note_list_change(session, owner, slot(), &element, 0);
    session.ordered(slot(), list).append(&element);
  }
  void take(SessionState& session, std::uint32_t position) const {
    note_list_change(session, owner, slot(), &element, 1);
    session.ordered(slot(), list).remove_at(position);
  }
};

// Links what is not linked. Of two sides the shorter list is searched: it tells for both, unless it lost the element
// since the last flush, for the other may have been loaded again meanwhile. False, with nothing done, where it holds
// the element or anything concerned is not settled.
inline bool link(SessionState& session, Entity& owner, const Relationship& list, Entity& element) {
  const LinkSide here{owner, list, element};
  if (!here.is_open(session)) return false;
  if (list.reverse == nullptr) {
    if (session.ordered(here.slot(), list).contains(&element)) return false;
    here.put(session);
    return true;
  }
  const LinkSide there{element, *list.reverse, owner};
  if (!there.is_open(session)) return false;
  const LinkSide& shorter = here.slot().size <= there.slot().size ? here : there;
  if (session.ordered(shorter.slot(), shorter.list).contains(&shorter.element)) return false;
  if (has_noted(shorter.slot(), shorter.element)) return false;
  here.put(session);
  there.put(session);
  return true;
}

// Takes a link away that stands once on each side. False, with nothing done, where that is not so or anything concerned
// is not settled.
inline bool unlink(SessionState& session, Entity& owner, const Relationship& list, Entity& element) {
  const LinkSide here{owner, list, element};
  if (!here.is_open(session)) return false;
  const std::uint32_t place = session.ordered(here.slot(), list).only_place(&element);
  if (place == PositionIndex::kNowhere) return false;
  if (list.reverse != nullptr) {
    const LinkSide there{element, *list.reverse, owner};
    if (!there.is_open(session)) return false;
    const std::uint32_t place_there = session.ordered(there.slot(), there.list).only_place(&owner);
    if (place_there == PositionIndex::kNowhere) return false;
    there.take(session, place_there);
  }
  here.take(session, place);
  return true;
}

}  // namespace orm::settled
