// The base of every mapped class: 16 bytes that say which row an object is, in which session, and in which state.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace orm {

struct SessionState;

inline constexpr std::uint16_t kNoSession = 0xffff;  // of an object that no session made

// SQLAlchemy's object states. An object marked by Session::remove stays persistent until the flush.
enum class State : std::uint8_t { transient, pending, persistent, deleted, detached };

const char* state_name(State state) noexcept;

// Objects are made by Session::make or by loading, never on the stack: their memory, at a stable address, belongs to
// the session that made them and goes with it.
class Entity {
 public:
  Entity() = default;
  Entity(const Entity&) = delete;
  Entity& operator=(const Entity&) = delete;

  std::int64_t id() const noexcept { return key_; }
  State state() const noexcept { return static_cast<State>(bits_ & kStateBits); }

 private:
  friend struct EntityAccess;
  static constexpr std::uint16_t kStateBits = 7;

  std::int64_t key_ = 0;
  std::uint16_t session_ = kNoSession;
  std::uint16_t mapper_ = 0;
  std::uint16_t generation_ = 0;
  std::uint16_t bits_ = 0;  // the state, then flags (EntityAccess)
};
static_assert(sizeof(Entity) == 16 && std::endian::native == std::endian::little);

// How the mapper itself reaches an object's bookkeeping; not for models or callers.
struct EntityAccess {
  static constexpr std::uint16_t kExpired = 0;  // generation of an object whose loaded values are forgotten
  static constexpr std::uint16_t kMaxSessions = 4096;
  using Flag = std::uint16_t;
  static constexpr Flag kMarkedDeleted = 1U << 3U;  // by Session::remove, until a flush deletes its row
  static constexpr Flag kThawed = 1U << 4U;         // expired as a whole, and written to since
  static constexpr Flag kRowDeleted = 1U << 5U;     // a flush deleted its row
  static constexpr Flag kRolledBack = 1U << 6U;     // transient again after a rollback; its values count as unchanged
  static constexpr Flag kKeyExpired = 1U << 7U;     // the key column alone was expired
  static constexpr Flag kOrphaned = 1U << 8U;       // taken from its owner while that was not in a session
  static constexpr Flag kDisplaced = 1U << 9U;      // persistent, but its session knows another object by its key
  static constexpr Flag kInFlush = 1U << 10U;       // takes part in the flush under way (flush/unit_of_work.h)
  static constexpr Flag kGoes = 1U << 11U;          // that flush deletes it
  static constexpr Flag kStays = 1U << 13U;         // in the list that is being replaced (attribute/settled.h)
  static constexpr Flag kReplaced = 1U << 12U;      // a new object takes its row in that flush
  static constexpr Flag kReturned = 1U << 14U;      // with changes, after it had left: lists note its moves

  static std::int64_t& key(Entity& e) noexcept { return e.key_; }
  static std::uint16_t& session(Entity& e) noexcept { return e.session_; }
  static std::uint16_t session(const Entity& e) noexcept { return e.session_; }
  static std::uint16_t& mapper(Entity& e) noexcept { return e.mapper_; }
  static std::uint16_t mapper(const Entity& e) noexcept { return e.mapper_; }
  static std::uint16_t& generation(Entity& e) noexcept { return e.generation_; }
  static std::uint16_t generation(const Entity& e) noexcept { return e.generation_; }
  static bool is_marked_deleted(const Entity& e) noexcept { return (e.bits_ & kMarkedDeleted) != 0; }
  static void set_flag(Entity& e, Flag flag, bool on) noexcept {
    e.bits_ = static_cast<std::uint16_t>(on ? e.bits_ | flag : e.bits_ & ~flag);
  }
  // Whether changes are told from what it held before: it has, or had, a row, be it one that was rolled back.
  static bool has_history(const Entity& e) noexcept { return has_identity(e) || (e.bits_ & kRolledBack) != 0; }
  // Whether it has, or had, a row: SQLAlchemy's identity key.
  static bool has_identity(const Entity& e) noexcept {
    return e.state() != State::transient && e.state() != State::pending;
  }
  static bool has_flag(const Entity& e, Flag flag) noexcept { return (e.bits_ & flag) != 0; }

  // Of named transitions alone (state/states.h).
  static void set_state(Entity& e, State state) noexcept {
    e.bits_ = static_cast<std::uint16_t>((e.bits_ & ~Entity::kStateBits) | static_cast<std::uint16_t>(state));
  }

  // Session, generation and state in one word, to compare at once.
  static std::uint64_t standing(const Entity& e) noexcept { return word(e) & kStandingMask; }
  static constexpr std::uint64_t standing(std::uint16_t session, std::uint16_t generation, State state) noexcept {
    return session | std::uint64_t{generation} << 32U | static_cast<std::uint64_t>(state) << 48U;
  }

  // Whether it is transient, and no row of it was deleted or rolled back. Of its own two bytes: to read the whole word
  // just after a flag was written waits for the store.
  static bool is_unused(const Entity& e) noexcept {
    static_assert(static_cast<int>(State::transient) == 0);
    return (e.bits_ & (Entity::kStateBits | kRowDeleted | kRolledBack)) == 0;
  }

  // By session number: the session, null when it is closed, and its present generation.
  static inline std::array<SessionState*, kMaxSessions> sessions{};
  static inline std::array<std::uint16_t, kMaxSessions> generations{};

 private:
  static constexpr std::uint64_t kStandingMask = 0x0007'ffff'0000'ffff;
  // Session, mapper, generation and bits.
  static std::uint64_t word(const Entity& e) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, reinterpret_cast<const char*>(&e) + sizeof(e.key_), sizeof(word));
    return word;
  }
};

// Whether the object's loaded values may be used: a persistent one's are forgotten when its session moves on to the
// next generation (commit, rollback, expire_all), without a visit to the object.
inline bool is_current(const Entity& entity) noexcept {
  return entity.state() != State::persistent ||
         EntityAccess::generation(entity) == EntityAccess::generations[EntityAccess::session(entity)];
}

}  // namespace orm
