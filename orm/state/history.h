// What did this attribute hold before? One question, answered here: by the flush, cascades, orphans and is_modified all
// alike. SQLAlchemy: get_history.
#pragma once

#include <memory_resource>
#include <vector>

#include "orm/state/session_state.h"

namespace orm {

// How a relationship differs from what it held at the last flush, on balance: order does not count.
struct History {
  explicit History(std::pmr::memory_resource* memory = std::pmr::get_default_resource())
      : added(memory), deleted(memory) {}

  // By key, each as often as it stands there now. In the order of the list where a flush cannot write all of them
  // (null, another class), so that the first one is refused.
  std::pmr::vector<Entity*> added;
  std::pmr::vector<Entity*> deleted;  // by key, each as often as it stood there
  bool is_known = true;               // false: what it held before cannot be told without SQL
  bool empty() const noexcept { return is_known && added.empty() && deleted.empty(); }
};

// A linked pair records its change once, at the scalar; what that tells of the list is part of the list's history where
// the whole is asked for, and after tell_lists_for_flush(). Cost: of the whole, the changes in the session.
enum class Extent : std::uint8_t { noted, whole };
History history(SessionState& session, Entity& owner, const Relationship& relationship, Extent extent = Extent::noted,
                std::pmr::memory_resource* memory = std::pmr::get_default_resource());

void sort_by_key(std::pmr::vector<Entity*>& objects);  // null first; two of one key stay as they are

// Whether a column differs from what its row holds, as far as that is known. Of a key column, as a flush has settled
// it.
bool is_net_change(const SessionState& session, const Change& change);
// The same for an attribute that is a column by itself: a text, a key without a relationship or apart from it.
bool is_column_changed(const SessionState& session, Entity& object, const Attribute& attribute);

// A scalar's value as far as it is known without SQL.
struct Known {
  enum class State : std::uint8_t {
    value,
    no_value,  // of an object without a row: nothing was set
    unknown,   // telling it would take SQL
  };
  State state = State::unknown;
  Entity* target = nullptr;

  bool is(const Entity* other) const noexcept { return state == State::value && target == other; }
};
Known known_value(SessionState& session, const Entity& object, const ScalarSlot& slot,
                  const Relationship& relationship);

// Whether a list may hold the element by now, though its linked scalar, if there is one, need not say so.
bool may_hold(SessionState& session, Entity& owner, const Relationship& list, Entity* element);
// How often the element stood in the list before the changes since the last flush.
std::uint32_t was_in_list(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                          Entity* element);

}  // namespace orm
