// What changed since the last flush, by class and key, as rows are written: which objects, and which columns of each
// row, as the history has them.
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
  // f(object) for those taken in, by class and key; more than once where two objects of a class have one key.
  template <class F>
  void for_each_object(F&& f) const {
    const Entity* last = nullptr;
    for (const Entry& entry : entries_) {
      if (entry.change->object == last || entry.change->is_dropped()) continue;
      last = entry.change->object;
      f(*entry.change->object);
    }
  }
  // The columns whose value differs from the row's, or whose old value is not known. O(1) for objects by key, as
  // flushes ask, otherwise O(log changes).
  ColumnSet columns_of(const Entity& object);

 private:
  // Only objects with a row have changes, and their keys stay.
  struct Entry {
    std::int64_t key;
    std::uint16_t mapper;
    const Change* change;
    bool operator<(const Entry& other) const noexcept {
      return mapper != other.mapper ? mapper < other.mapper : key < other.key;
    }
  };
  static Entry entry_of(const Entity& object, const Change* change) noexcept {
    return {object.id(), EntityAccess::mapper(object), change};
  }

  SessionState& session_;
  std::pmr::vector<Entry> entries_;  // by class and key
  std::size_t collected_ = 0;        // of the history
  std::size_t next_ = 0;             // where the next object is looked for first
};

// The columns that a new object has a value for; of one whose row was rolled back, those that changed since.
ColumnSet columns_with_a_value(SessionState& session, Entity& object);

}  // namespace orm
