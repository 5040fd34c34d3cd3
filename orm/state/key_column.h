// A foreign key column as an attribute beside the relationship that writes it (author_id beside author).
//
// Usually both say the same and share one slot: a loaded target implies its key, and a key stands for a target that was
// not looked up yet. Where they differ (a column was set by hand, an unlinked list wrote it, one of them was expired)
// the column becomes an attribute of its own, kept aside: a SplitKey.
#pragma once

#include <cstdint>
#include <optional>

#include "orm/backend/cell.h"
#include "orm/instance/slots.h"

namespace orm {

struct Change;
struct SessionState;

struct KeyValue {
  enum class State : std::uint8_t {
    unloaded,
    unset,  // never got a value: reads as null, but counts as not loaded
    null,
    key,
  };
  State state = State::unloaded;
  std::int64_t key = 0;

  static KeyValue of(const Entity* target) noexcept {
    return target == nullptr ? KeyValue{State::null, 0} : KeyValue{State::key, target->id()};
  }
  static KeyValue of(const Cell& cell) noexcept {
    return cell.is_null() ? KeyValue{State::null, 0} : KeyValue{State::key, cell.integer()};
  }
  bool is_loaded() const noexcept { return state == State::null || state == State::key; }
  Cell cell() const { return state == State::key ? Cell(key) : Cell(); }
  bool operator==(const KeyValue&) const = default;
};

struct SplitKey {
  KeyValue column;
  bool is_changed = false;                 // the column, since the last flush
  KeyValue old;                            // of the column, when changed
  bool is_logged = false;                  // the history has an entry
  std::optional<Entity*> old_target = {};  // when the slot is changed; none: not known
};

// The column's present value. A change of the relationship shows in it after the flush only.
KeyValue key_value(const SessionState& session, const Entity& object, const ScalarSlot& slot);
// The value that the row has, as far as the session knows: before a change that was not flushed.
KeyValue committed_key(const SessionState& session, const Entity& object, const ScalarSlot& slot);

// The slot with its column as an attribute of its own; valid until another slot is split.
SplitKey& split(SessionState& session, Entity& object, ScalarSlot& slot);
// Joins them again where they agree.
void join(SessionState& session, ScalarSlot& slot);

// In a flush: the column takes the key of the target. REQUIRES: the slot has a target, null included.
void follow_target(SessionState& session, Entity& object, ScalarSlot& slot);
// The target before the changes since the last flush, null included; none where it is not known without SQL.
// REQUIRES: the slot is changed, and the object has a history.
std::optional<Entity*> old_target(const SessionState& session, const ScalarSlot& slot);
// The same by the slot's latest record.
std::optional<Entity*> old_target(const SessionState& session, const ScalarSlot& slot, const Change& change);
// What a key column held before a change. REQUIRES: of a scalar that is not split.
KeyValue old_key(const Change& change);

// Sets the column and leaves the relationship as it is; never loads.
void set_key(SessionState& session, Entity& object, ScalarSlot& slot, KeyValue value);
// Fills in a column that is not loaded.
void load_unloaded_key(SessionState& session, Entity& object, ScalarSlot& slot, const Cell& cell);
// Forgets the column's value and its change; the relationship stays.
void expire_key(SessionState& session, Entity& object, ScalarSlot& slot);
// Forgets the relationship's value and its change; the column stays.
void expire_target(SessionState& session, Entity& object, ScalarSlot& slot);

// Whether a flush writes the column, given the relationship's value.
bool is_key_changed(const SplitKey& split);

}  // namespace orm
