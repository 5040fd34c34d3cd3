#include "datasets/tool/stored.h"

#include <fmt/format.h>

#include "datasets/tool/errors.h"

namespace fs = std::filesystem;

namespace dataset_tool {

std::unique_ptr<Stored> open_stored(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found)
    throw BadInput(fmt::format("{}: no such file: make one with 'dataset generate NAME --out FILE'", path.string()));
  if (status.type() == fs::file_type::none)
    throw BadInput(fmt::format("{}: cannot be read ({}): check the path", path.string(), error.message()));
  return fs::is_directory(status) ? open_csv(path) : open_sqlite(path);
}

std::unique_ptr<Stored> open_stored(const Place& place) {
  return place.dsn ? open_postgres(*place.dsn, place.where) : open_stored(fs::path(place.where));
}

std::uint64_t bytes_on_disk(const fs::path& path) {
  if (!fs::is_directory(path)) return fs::file_size(path);
  std::uint64_t bytes = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(path)) bytes += entry.file_size();
  return bytes;
}

}  // namespace dataset_tool
