// From rows to objects: hydration, refresh, and loading of relationships.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "orm/state/session_state.h"

namespace orm {

// The object of a row in the order of mapper.select_list(): the one in the identity map or a new one. Columns are
// written straight into its members; loaded and unflushed values of an object that is present are kept, expired ones
// filled in.
Entity& hydrate(SessionState& session, const Mapper& mapper, Row row);

// SELECT … FROM the mapper's table WHERE `condition` ORDER BY the key.
std::string select_sql(const SessionState& session, const Mapper& mapper, std::string_view condition);

// SELECT … of what a one-to-many or many-to-many relationship of one owner holds; its key is the parameter.
std::string related_sql(const SessionState& session, const Relationship& relationship);
// The condition by which a row of the target belongs to an owner, whose key is the parameter of this number.
std::string membership_sql(const SessionState& session, const Relationship& relationship, std::size_t parameter);

// The object with this key: from the identity map (0 SELECT), reloaded if expired, or loaded (1 SELECT); nullptr when
// there is no such row.
Entity* get(SessionState& session, const Mapper& mapper, std::int64_t key);

// Reloads the unloaded columns of a persistent object: 1 SELECT, flushing first when `autoflush` allows. Throws
// ObjectDeleted when the row is gone, DetachedInstance for an object that left the session. `populate_existing`: the
// columns that such a flush loaded or wrote are read anew.
void refresh_columns(SessionState& session, Entity& object, bool populate_existing = false);
// The same for an object whose row was rolled back after it was expired: 1 SELECT where it is pending again. Throws
// DetachedInstance outside the session, TypeMismatch without a row.
void reload_rolled_back(SessionState& session, Entity& object);

// A scalar's value was looked up or loaded: its object counts no longer as expired as a whole, only attribute by
// attribute, as in SQLAlchemy.
void set_loaded_target(Entity& object, ScalarSlot& slot, Entity* target);

// First touch of a relationship. A scalar whose target is in the identity map, or whose key is null, costs no SELECT;
// otherwise 1. An owner that is expired as a whole is reloaded first: 1 more.
Entity* lazy_load(SessionState& session, Entity& object, ScalarSlot& slot, const Relationship& relationship);
void lazy_load(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& relationship);

[[noreturn]] void refuse_write_only(const Entity& owner, const Relationship& relationship);  // throws LoadRefused

// What the scalar side of a one-to-one without the key held before it was set unloaded: 1 SELECT. The slot is left
// alone.
Entity* load_old_target(SessionState& session, Entity& owner, const Relationship& relationship);

// Runs a piece of loading; a database error in it says what it was about, `label()`.
template <class Label, class Work>
decltype(auto) about(Label&& label, Work&& work) {
  try {
    return work();
  } catch (BackendError& error) {
    if (error.about().empty()) error.set_about(label());
    throw;
  }
}

// Fills a list with the rows' objects in their order, then applies the changes queued while it was not loaded.
// `is_irregular`: one stands there twice, or is null, so that positions cached in elements are not to be trusted.
void fill_list(SessionState& session, ListSlot& slot, const Relationship& relationship,
               std::span<Entity* const> elements, bool is_irregular = false);
// The same with one element more, which may stand there already, behind those of a loaded list.
void fill_one(SessionState& session, ListSlot& slot, const Relationship& relationship, Entity& element);

}  // namespace orm
