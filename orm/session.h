// One conversation with one backend: identity map, unit of work, transaction. SQLAlchemy's Session.
#pragma once

#include <cstdint>
#include <string_view>

#include "orm/declarative/handle.h"
#include "orm/declarative/query.h"
#include "orm/flush/flush.h"
#include "orm/state/session_state.h"

namespace orm {

struct SessionOptions {
  bool autoflush = true;  // a SELECT first writes what is pending
  // The session works inside the transaction that its caller has begun: rollback() ends that, commit() flushes and
  // expires but leaves the COMMIT to the caller, closing leaves all as it is. SQLAlchemy:
  // join_transaction_mode="rollback_only".
  bool joins_transaction = false;
};

// Owns the memory of all its objects: pointers to them stay valid until it is destroyed, also after commit, rollback or
// expunge. A transaction begins with the first statement. Closing without commit() rolls back. Not thread-safe.
class Session {
 public:
  using Options = SessionOptions;

  // REQUIRES: the registry is configured and outlives the session; so does the backend. Throws NotConfigured.
  Session(Backend& backend, const Registry& registry, Options options = {})
      : state_(backend, registry, options.autoflush, orm::flush) {
    state_.in_transaction = state_.has_joined = options.joins_transaction;
  }
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // A transient object with this primary key; it is written once it was added.
  template <class T>
  T& make(std::int64_t key) {
    return static_cast<T&>(state_.make(state_.registry.mapper<T>(), key));
  }
  // Puts the object into the session, with what is reachable through loaded relationships: pending until the flush.
  void add(Entity& object);
  // Marks the object, and what its delete cascades reach, to be deleted at the flush. Throws NotPersisted. (SQLAlchemy:
  // delete)
  void remove(Entity& object);
  void expunge(Entity& object);

  // The object with this key, or nullptr: 0 SELECT when it is present and not expired, otherwise 1.
  template <class T>
  T* get(std::int64_t key) {
    return static_cast<T*>(orm::get(state_, state_.registry.mapper<T>(), key));
  }
  // The same for a class known at run time.
  Entity& make(const Mapper& mapper, std::int64_t key) { return state_.make(mapper, key); }
  Entity* get(const Mapper& mapper, std::int64_t key) { return orm::get(state_, mapper, key); }
  std::vector<Entity*> query(const Mapper& mapper, const std::vector<Condition>& conditions,
                             const std::vector<LoadOption>& options = {}) {
    return run_query(state_, mapper, conditions, options);
  }
  template <class T>
  Query<T> query() {
    return Query<T>(state_, state_.registry.mapper<T>());
  }

  // Statements: one for each row written; 0 when nothing is dirty.
  void flush();
  // Flushes, commits, and expires every persistent object.
  void commit();
  // Rolls back; what was inserted or pending is transient again, what was deleted persistent; all persistent are
  // expired.
  void rollback();

  // Forgets the loaded values of a persistent object, its unflushed changes included. Throws NotInSession.
  void expire(Entity& object);
  // Of one attribute, by its name.
  void expire(Entity& object, std::string_view attribute);
  void expire_all();
  // Expires the object and reloads its columns now: 1 SELECT.
  void refresh(Entity& object);

  // Whether a flush would have something to write for the object: a net change of a column or of a relationship. Order
  // and duplicates of a list do not count. SQLAlchemy: is_modified.
  bool is_modified(Entity& object);

  bool is_dirty() const { return state_.is_dirty(); }
  Backend& backend() noexcept { return state_.backend; }
  const Registry& registry() const noexcept { return state_.registry; }
  // Memory taken for objects, texts and lists, in bytes; and the number of allocations it took.
  std::size_t used_bytes() const noexcept { return state_.arena.used_bytes(); }
  std::size_t allocations() const noexcept { return state_.arena.chunks(); }

 private:
  void require_mine(const Entity& object, std::string_view doing) const;
  [[noreturn, gnu::cold]] static void refuse(const Entity& object, std::string_view doing);
  [[gnu::cold, gnu::noinline]] void add_marked(Entity& object);  // to be deleted until now

  SessionState state_;
};

}  // namespace orm
