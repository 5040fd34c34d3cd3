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
  State state() const noexcept { return state_; }

 private:
  friend struct EntityAccess;

  std::int64_t key_ = 0;
  std::uint16_t session_ = kNoSession;
  std::uint16_t mapper_ = 0;
  std::uint16_t generation_ = 0;
  State state_ = State::transient;
  std::uint8_t flags_ = 0;
};
static_assert(sizeof(Entity) == 16 && std::endian::native == std::endian::little);

// How the mapper itself reaches an object's bookkeeping; not for models or callers.
struct EntityAccess {
  static constexpr std::uint16_t kExpired = 0;  // generation of an object whose loaded values are forgotten
  static constexpr std::uint16_t kMaxSessions = 4096;
  static constexpr std::uint8_t kMarkedDeleted = 1;  // by Session::remove, until the flush
  static constexpr std::uint8_t kCollected = 2;      // is in the flush that is being prepared
  static constexpr std::uint8_t kThawed = 4;         // expired as a whole, and written to since
  static constexpr std::uint8_t kRowDeleted = 8;     // a flush deleted its row
  static constexpr std::uint8_t kRolledBack = 16;    // transient again after a rollback; its values count as unchanged
  static constexpr std::uint8_t kKeyExpired = 32;    // the key column alone was expired
  static constexpr std::uint8_t kOrphaned = 64;      // taken from its owner while that was not in a session
  static constexpr std::uint8_t kDisplaced = 128;    // persistent, but its session knows another object by its key

  static std::int64_t& key(Entity& e) noexcept { return e.key_; }
  static std::uint16_t& session(Entity& e) noexcept { return e.session_; }
  static std::uint16_t session(const Entity& e) noexcept { return e.session_; }
  static std::uint16_t& mapper(Entity& e) noexcept { return e.mapper_; }
  static std::uint16_t mapper(const Entity& e) noexcept { return e.mapper_; }
  static std::uint16_t& generation(Entity& e) noexcept { return e.generation_; }
  static std::uint16_t generation(const Entity& e) noexcept { return e.generation_; }
  static State& state(Entity& e) noexcept { return e.state_; }
  static bool is_marked_deleted(const Entity& e) noexcept { return (e.flags_ & kMarkedDeleted) != 0; }
  static void set_flag(Entity& e, std::uint8_t flag, bool on) noexcept {
    e.flags_ = static_cast<std::uint8_t>(on ? e.flags_ | flag : e.flags_ & ~flag);
  }
  // Whether changes are told from what it held before: it has, or had, a row, be it one that was rolled back.
  static bool has_history(const Entity& e) noexcept { return has_identity(e) || (e.flags_ & kRolledBack) != 0; }
  // Whether it has, or had, a row: SQLAlchemy's identity key.
  static bool has_identity(const Entity& e) noexcept {
    return e.state_ != State::transient && e.state_ != State::pending;
  }
  static bool has_flag(const Entity& e, std::uint8_t flag) noexcept { return (e.flags_ & flag) != 0; }

  // Session, generation and state in one word, to compare at once.
  static std::uint64_t standing(const Entity& e) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, reinterpret_cast<const char*>(&e) + sizeof(e.key_), sizeof(word));
    return word & kStandingMask;
  }
  static constexpr std::uint64_t standing(std::uint16_t session, std::uint16_t generation, State state) noexcept {
    return session | std::uint64_t{generation} << 32U | static_cast<std::uint64_t>(state) << 48U;
  }

  static constexpr std::uint64_t kStandingMask = 0x00ff'ffff'0000'ffff;

  // By session number: the session, null when it is closed, and its present generation.
  static inline std::array<SessionState*, kMaxSessions> sessions{};
  static inline std::array<std::uint16_t, kMaxSessions> generations{};
};

// Whether the object's loaded values may be used: a persistent one's are forgotten when its session moves on to the
// next generation (commit, rollback, expire_all), without a visit to the object.
inline bool is_current(const Entity& entity) noexcept {
  return entity.state() != State::persistent ||
         EntityAccess::generation(entity) == EntityAccess::generations[EntityAccess::session(entity)];
}

}  // namespace orm
