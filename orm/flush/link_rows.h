// The rows of many-to-many link tables that a flush inserts and deletes.
#pragma once

#include <cstdint>
#include <exception>
#include <utility>
#include <vector>

#include "orm/state/session_state.h"

namespace orm {

// Rows of one relationship's link table, as (key of the owner, key of the target).
struct LinkRows {
  const Relationship* relationship;
  std::vector<std::pair<std::int64_t, std::int64_t>> of_deleted;  // all rows of objects that are deleted
  std::vector<std::pair<std::int64_t, std::int64_t>> removed;
  std::vector<std::pair<std::int64_t, std::int64_t>> added;
  std::exception_ptr refusal;  // why the rows cannot be written: a list holds null or an object of another class
};

// One row for each added occurrence of a pair that is new to a list, and for each removed pair; all pairs of a deleted
// object, whose lists REQUIRE to be loaded. A pair that both linked sides changed is written once. Reloads objects
// whose key is needed and that are expired.
std::vector<LinkRows> collect_link_rows(SessionState& session);

// Before anything else is written. Throws StaleData when a row to delete is not there.
void remove_links_of_deleted(SessionState& session, const LinkRows& rows);
// Throws NullInCollection and TypeMismatch; IntegrityError for a pair that is there already, StaleData when one to
// delete is not.
void write_link_rows(SessionState& session, const LinkRows& rows);

}  // namespace orm
