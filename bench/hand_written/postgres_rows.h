// Rows of PostgreSQL as they come: keys, and posts user by user.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "bench/hand_written/objects.h"
#include "bench/hand_written/postgres_connection.h"

namespace bench::hand_written {

// 0 for NULL.
inline std::int64_t key_of(std::string_view field) { return field.data() == nullptr ? 0 : integer_at(field.data()); }

struct PgFields {
  const std::array<std::string_view, 11>& row;
  std::int64_t key(std::size_t column) const { return key_of(row[column]); }
  std::string_view text(std::size_t column) const { return row[column]; }
};

// Rows of posts, user by user: of Objects, or of CommentLists.
template <class Filled>
class PgLists {
 public:
  explicit PgLists(Filled& objects) : objects_(objects) {}
  ~PgLists() {
    if (owner_ != nullptr) objects_.finish_list(*owner_);
  }
  PgLists(const PgLists&) = delete;
  PgLists& operator=(const PgLists&) = delete;
  void add(const std::array<std::string_view, 4>& row) {
    User& user = objects_.user(key_of(row[3]));
    if (&user != owner_ && owner_ != nullptr) objects_.finish_list(*owner_);
    owner_ = &user;
    objects_.load_post(key_of(row[0]), row[1], row[2], user);
  }

 private:
  Filled& objects_;
  User* owner_ = nullptr;
};

}  // namespace bench::hand_written
