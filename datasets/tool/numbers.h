// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace dataset_tool {

// "1,000,000". The same in every locale.
inline std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::ptrdiff_t first_digit = number < 0 ? 1 : 0;
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > first_digit; at -= 3)
    text.insert(static_cast<std::size_t>(at), 1, ',');
  return text;
}

}  // namespace dataset_tool
