// The rows that the tables hold, as users and posts, streamed: one row in memory at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>

#include "datasets/dataset.h"
#include "orm/backend/backend.h"

namespace datasets {

// A value has another type than its column: "posts 17: title is not a text". SQLite stores what it is given.
struct WrongType : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Numbers of rows in both tables. 2 SELECTs.
Sizes count_rows(orm::Backend& backend);

// Calls `on_user` for each user, then `on_post` for each post, in the order of their ids. 2 SELECTs.
// A post without an author (author_id NULL) has author_id 0. Throws orm::BackendError, WrongType
// and what the callbacks throw.
void read_rows(orm::Backend& backend, const std::function<void(const User&)>& on_user,
               const std::function<void(const Post&)>& on_post);

// The digest of the rows in the tables; equals digest(Dataset) when they are the dataset's.
std::uint64_t digest(orm::Backend& backend);

}  // namespace datasets
