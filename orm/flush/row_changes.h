// Which columns of an object's row a flush writes: its changes since the last one, as the history has them.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <vector>

#include "orm/state/session_state.h"

namespace orm {

using ColumnSet = std::uint64_t;  // bit i: attribute i of the mapper

class RowChanges {
 public:
  RowChanges(SessionState& session, std::pmr::memory_resource* memory) : session_(session), entries_(memory) {}

  // Takes in what was recorded since the last call.
  void collect();
  // The columns whose value differs from the row's, or whose old value is not known. O(1) for objects in the order of
  // their first change, otherwise O(log changes).
  ColumnSet columns_of(const Entity& object);

 private:
  struct Entry {
    const Entity* object;
    const Change* change;
    bool operator<(const Entry& other) const noexcept { return object < other.object; }
  };

  SessionState& session_;
  std::pmr::vector<Entry> entries_;  // by object
  std::size_t collected_ = 0;        // of the history
  std::size_t next_ = 0;             // where the next object is looked for first
};

// The columns that a new object has a value for; of one whose row was rolled back, those that changed since.
ColumnSet columns_with_a_value(SessionState& session, Entity& object);

}  // namespace orm
