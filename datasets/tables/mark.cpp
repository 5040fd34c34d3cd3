#include "datasets/tables/mark.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace datasets {

bool is_ours(orm::Backend& backend) {
  return backend.select_integer("SELECT application_id FROM pragma_application_id") == kApplicationId;
}

void claim(orm::Backend& backend) {
  if (is_ours(backend)) return;
  if (backend.select_integer("SELECT COUNT(*) FROM sqlite_schema") > 0 ||
      backend.select_integer("SELECT application_id FROM pragma_application_id") != 0)
    throw NotOurs("the database holds data of another program: use a new file");
  backend.execute("PRAGMA application_id = " + std::to_string(kApplicationId));
}

bool is_sqlite_header(std::span<const char> header) noexcept {
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  return header.size() >= kHeaderSize && std::equal(kMagic.begin(), kMagic.end(), header.begin());
}

bool is_our_header(std::span<const char> header) noexcept {
  if (!is_sqlite_header(header)) return false;
  std::uint32_t id = 0;  // big-endian at offset 68 (sqlite.org/fileformat2.html)
  for (const char byte : header.subspan(68, 4)) id = (id << 8) | static_cast<unsigned char>(byte);
  return id == static_cast<std::uint32_t>(kApplicationId);
}

}  // namespace datasets
