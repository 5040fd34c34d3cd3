// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "datasets/rows.h"

namespace dataset_tool {

// "1,000,000". The same in every locale.
inline std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::ptrdiff_t first_digit = number < 0 ? 1 : 0;
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > first_digit; at -= 3)
    text.insert(static_cast<std::size_t>(at), 1, ',');
  return text;
}

// "16 users, 40 posts": the tables that have rows.
inline std::string rows_in_words(const datasets::Sizes& sizes) {
  std::string text;
  for (const auto& [rows, table] : {std::pair{sizes.users, "users"},
                                    {sizes.posts, "posts"},
                                    {sizes.profiles, "profiles"},
                                    {sizes.tags, "tags"},
                                    {sizes.post_tags, "post_tags"}})
    if (rows > 0) text.append(text.empty() ? "" : ", ").append(grouped(rows)).append(" ").append(table);
  return text.empty() ? "no rows" : text;
}

}  // namespace dataset_tool
