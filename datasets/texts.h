// The texts of rows: valid UTF-8 without NUL, of varying length, with quotes, emoji, right-to-left scripts, combining
// marks and CJK among plain English. Each is a function of (seed, id) alone.
#pragma once

#include <cstdint>
#include <string>

namespace datasets::texts {

std::string name(std::uint64_t seed, std::int64_t user_id);   // "Siobhán O'Brien"; not unique
std::string email(std::uint64_t seed, std::int64_t user_id);  // ASCII, holds the id: unique
std::string title(std::uint64_t seed, std::int64_t post_id);  // 1 to 6 words, never empty
// 0 to 100 words, 75 to 80 bytes on average: one body in 64 is empty, one in 32 is 60 words or longer.
std::string body(std::uint64_t seed, std::int64_t post_id);

std::string bio(std::uint64_t seed, std::int64_t profile_id);   // 0 to 30 words; one in eight is empty
std::string tag_name(std::uint64_t seed, std::int64_t tag_id);  // "čeština-17": a word and the id, unique

// `text` cut or filled with words to exactly so many bytes; what is cut is whole code points, replaced by spaces.
std::string of_width(std::string text, std::int64_t bytes, std::uint64_t seed, std::int64_t id);

}  // namespace datasets::texts
