// What a session holds, for the parts of the mapper that work on it. Callers see session.h.
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "orm/backend/backend.h"
#include "orm/instance/errors.h"
#include "orm/instance/identity_map.h"
#include "orm/instance/memory.h"
#include "orm/instance/ordered_list.h"
#include "orm/mapping/registry.h"
#include "orm/state/change_log.h"
#include "orm/state/key_column.h"
#include "orm/state/told_parents.h"

namespace orm {

// Which objects wait for the flush, and what the transaction did to which. Changed by their transitions alone
// (states.h).
class SessionSets {
 public:
  using Objects = std::vector<Entity*>;
  const Objects& pending() const noexcept { return pending_; }    // in the order of add(); some may have left since
  const Objects& marked() const noexcept { return marked_; }      // by remove(), until a flush deletes them
  const Objects& touched() const noexcept { return touched_; }    // written to, though the change was expired since
  const Objects& inserted() const noexcept { return inserted_; }  // by flushes of this transaction
  const Objects& deleted() const noexcept { return deleted_; }    // by flushes of this transaction
  // Whose key another object has: neither expired nor flushed with the others.
  const Objects& displaced() const noexcept { return displaced_; }

 private:
  friend struct States;
  Objects pending_, marked_, touched_, inserted_, deleted_, displaced_;
  bool any_pending_left_ = false;
  Objects deleted_midway_;  // by the flush that their own remove() began: marking them again is nothing
};

struct SessionState {
  using Flush = void (*)(SessionState&);  // flush/unit_of_work.h; a hook, because that room is above this one

  SessionState(Backend& backend, const Registry& registry, bool autoflush, Flush flush);
  ~SessionState();
  SessionState(const SessionState&) = delete;
  SessionState& operator=(const SessionState&) = delete;

  // Objects.
  Entity& make(const Mapper& mapper, std::int64_t key) {  // transient
    void* memory = slabs[mapper.index()].allocate();
    if (mapper.has_image()) [[likely]]
      std::memcpy(memory, mapper.image(), mapper.stride());
    else
      construct(mapper, memory);
    auto& object = *static_cast<Entity*>(memory);
    EntityAccess::key(object) = key;
    EntityAccess::session(object) = number;
    EntityAccess::mapper(object) = mapper.index();
    return object;
  }
  static void construct(const Mapper& mapper, void* memory);  // of a class that has no image to copy
  const Mapper& mapper_of(const Entity& entity) const noexcept { return *mappers[EntityAccess::mapper(entity)]; }
  const Attribute& attribute_of(const Entity& entity, std::uint8_t attribute) const noexcept {
    return mapper_of(entity).attributes()[attribute];
  }
  // Of an attribute that is a relationship.
  const Relationship& relationship_of(const Entity& entity, std::uint8_t attribute) const noexcept {
    return *mapper_of(entity).relationship_of(attribute);
  }
  IdentityMap& identity_of(const Mapper& mapper) noexcept { return identity_maps[mapper.index()]; }
  // Whether flushes look at it.
  static bool is_in_session(const Entity& entity) noexcept {
    return entity.state() == State::pending ||
           (entity.state() == State::persistent && !EntityAccess::has_flag(entity, EntityAccess::kDisplaced)) ||
           EntityAccess::is_marked_deleted(entity);  // a deleted object is there again when it is deleted once more
  }
  // Whether what is done to it concerns the session: also of an object whose row a flush of this transaction deleted,
  // and of one whose key another object has.
  static bool is_attached(const Entity& entity) noexcept {
    return is_in_session(entity) || entity.state() == State::deleted || entity.state() == State::persistent;
  }
  // Expired as a whole: by generation, or written to since.
  static bool is_expired(const Entity& entity) noexcept {
    return !is_current(entity) || EntityAccess::has_flag(entity, EntityAccess::kThawed);
  }
  // Whether its key column has to be loaded before a statement can use it.
  static bool is_key_expired(const Entity& entity) noexcept {
    return is_expired(entity) || EntityAccess::has_flag(entity, EntityAccess::kKeyExpired);
  }
  // An object expired as a whole becomes one whose attributes are unloaded one by one, so that one can be written.
  void thaw(Entity& entity) {
    if (!is_current(entity)) [[unlikely]]
      forget_values(entity);
  }
  // Forgets every loaded value; the object is then as thaw() leaves it.
  void forget_values(Entity& entity);
  // The recorded change of an attribute that is about to be forgotten, if there is one. Tells whether there was.
  bool drop_change(Entity& entity, const Attribute& attribute);
  void forget_scalar(ScalarSlot& slot);
  // All loaded values of persistent objects are forgotten, without a visit to any.
  void next_generation();
  void set_generation(std::uint16_t generation) noexcept;

  // The list of an owner, with where its elements cache their positions.
  OrderedList ordered(ListSlot& slot, const Relationship& relationship) noexcept {
    if (relationship.unlinked_position_offset != 0)
      return OrderedList::unlinked(slot, lists, relationship.unlinked_position_offset, relationship.target->index());
    return ordered_linked(slot, relationship);
  }
  // The same, of a list that is known to belong to a many-to-many: its elements cache no positions.
  OrderedList ordered_links(ListSlot& slot) noexcept { return {slot, lists, 0}; }
  // The same, of a list that is known to be linked to scalars.
  OrderedList ordered_linked(ListSlot& slot, const Relationship& relationship) noexcept {
    return {slot, lists, relationship.position_offset,
            relationship.plain_list ? OrderedList::Places::none : OrderedList::Places::linked};
  }

  // Transaction. Every statement of the session is preceded by one of these.
  void require_usable() const;  // throws PendingRollback after a failed flush
  void begin_if_needed();
  bool is_dirty() const;   // whether a flush has anything to look at
  void flush_if_wanted();  // autoflush

  static SessionState& of(const Entity& entity) noexcept {
    return *EntityAccess::sessions[EntityAccess::session(entity)];
  }

  Backend& backend;
  const Registry& registry;
  const std::span<const std::unique_ptr<Mapper>> mappers;
  const bool autoflush;
  const Flush flush;
  std::uint16_t number = 0;
  std::uint64_t persistent_and_current = 0;  // EntityAccess::standing() of its objects that are
  bool in_transaction = false;
  bool has_joined = false;    // the transaction is the caller's, until a rollback ends it
  bool has_attached = false;  // since the last transaction ended: an object that it did not know, with what it holds
  bool is_flushing = false;
  std::string failure;  // of the flush that made the session unusable; empty otherwise

  Arena arena;
  ListMemory lists{arena};
  std::vector<Slabs> slabs;                // by mapper
  std::vector<IdentityMap> identity_maps;  // by mapper
  ChangeLog log{arena};                    // what objects with a row held before their first change
  SessionSets sets;
  std::vector<ListSlot*> changed_lists;  // with changes noted or queued since the last flush (list_history.h)
  std::unordered_map<const ScalarSlot*, SplitKey> split_keys;  // key columns apart from their relationship
  ToldParents parents;
  using RelationshipOf = std::pair<const Entity*, const Relationship*>;
  std::set<RelationshipOf> refused;  // that a query asked never to load (Loader::raise)
  std::vector<Entity*> scratch;      // rows of the list being loaded
};

// While it lives no SELECT flushes first; also when a step throws.
class WithoutFlush {
 public:
  explicit WithoutFlush(SessionState& session) : session_(session), before_(session.is_flushing) {
    session_.is_flushing = true;
  }
  ~WithoutFlush() { session_.is_flushing = before_; }
  WithoutFlush(const WithoutFlush&) = delete;
  WithoutFlush& operator=(const WithoutFlush&) = delete;

 private:
  SessionState& session_;
  bool before_;
};

[[noreturn]] void refuse_unmade_object();  // one on the stack, say
template <class Slot>
Entity& made_owner(Slot& slot) {
  if (slot.offset == 0) [[unlikely]]
    refuse_unmade_object();
  return *owner_of(slot);
}

inline bool is_of_class(const Relationship& relationship, const Entity* value) {
  return value == nullptr || EntityAccess::mapper(*value) == relationship.target->index();
}
// The value's class is not what the owner's relationship holds: throws TypeMismatch.
[[noreturn]] void refuse_class(const Entity& owner, const Relationship& relationship, const Entity& value);
inline void require_class(const Entity& owner, const Relationship& relationship, const Entity& value) {
  if (!is_of_class(relationship, &value)) refuse_class(owner, relationship, value);
}

// What a flush can write a key for: not null, and of the relationship's class. Throws NullInCollection, TypeMismatch.
void require_target(const Entity& owner, const Relationship& relationship, const Entity* value);

std::string label_of(const Entity& entity);                        // "Post 17"
std::string label_of(const Entity* entity);                        // or "null"
std::string label_of(const Entity& owner, std::string_view name);  // "User 1.posts"

}  // namespace orm
