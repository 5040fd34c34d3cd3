// Actions that follow a link: save-update when an object enters the session, delete when it leaves the database.
#pragma once

#include <memory_resource>
#include <vector>

namespace orm {

class Entity;
struct Relationship;
struct SessionState;

// Makes the object pending if it is transient, with everything reachable from it through loaded relationships that
// cascade save-update. An object that is in the session already stops the walk. Throws InstanceDeleted, or
// IdentityConflict for a detached object whose key is taken.
void cascade_add(SessionState& session, Entity& object);

// The same for an object that brings nothing with it. REQUIRES settled::enters_alone().
void enter_alone(SessionState& session, Entity& object);

// Throws InstanceDeleted when the object's row was deleted, so that it cannot enter the session again.
void require_addable(const Entity& object);

// Marks a persistent object, and what its delete cascades reach, to be deleted at the flush. Loads the lists of the way
// (1 SELECT each that is not loaded). Throws NotPersisted.
void cascade_delete(SessionState& session, Entity& object);

// What a delete cascade reaches, the object first, in SQLAlchemy's order: relationship by relationship, and what an
// element owns before the next element. Loads what is not loaded.
std::pmr::vector<Entity*> reached_by_delete(SessionState& session, Entity& object,
                                            std::pmr::memory_resource* memory = std::pmr::get_default_resource());

// Loads what a deleted owner holds, also where its query asked to raise; with passive_deletes nothing. Throws
// LoadRefused for a write_only list without passive_deletes.
void load_for_delete(SessionState& session, Entity& owner, const Relationship& relationship);

// Takes an object out of the session, with what its expunge cascades reach: pending ones become transient, persistent
// ones detached. Throws NotInSession.
void cascade_expunge(SessionState& session, Entity& object);

// Forgets the loaded values of an object that has a row, and of what its refresh-expire cascades reach.
void cascade_expire(SessionState& session, Entity& object);

}  // namespace orm
