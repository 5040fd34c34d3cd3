// The mark that says a database was made by this suite. Nothing without it is ever written to, dropped or replaced.
// On SQLite: PRAGMA application_id, 4 bytes of the file's header, which file(1) and any tool can read.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <stdexcept>

#include "orm/backend/backend.h"

namespace datasets {

inline constexpr std::int32_t kApplicationId = 0x62736473;  // "bsds" in the file: both sides, data set

// A database that is not ours was about to be changed.
struct NotOurs : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// 1 SELECT. A database without any table may be claimed; one with tables and without the mark may not.
bool is_ours(orm::Backend& backend);
// Marks an empty database as ours. Throws NotOurs when it holds tables and has no mark.
void claim(orm::Backend& backend);

// The first bytes of an SQLite file, read without opening it as a database.
inline constexpr std::size_t kHeaderSize = 100;
bool is_sqlite_header(std::span<const char> header) noexcept;
bool is_our_header(std::span<const char> header) noexcept;

}  // namespace datasets
