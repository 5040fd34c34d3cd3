// A dataset that was written to disk: an SQLite file or a directory of CSV files, read row by row.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "datasets/tables/origin.h"
#include "datasets/tables/progress.h"

namespace dataset_tool {

using OnUser = std::function<void(const datasets::User&)>;
using OnPost = std::function<void(const datasets::Post&)>;

class Stored {
 public:
  virtual ~Stored() = default;
  // What it says it holds.
  virtual datasets::Origin origin() = 0;
  // All users, then all posts, in the order of their ids. A post without an author has author_id 0.
  // Throws Damaged when a row cannot be read.
  virtual void read(const OnUser& on_user, const OnPost& on_post) = 0;
  // How its tables differ from what was written; empty when they do not.
  virtual std::string schema_difference() { return {}; }
};

// Opens what lies at `path` for reading only. Throws BadInput when there is nothing, or nothing of ours; Damaged.
std::unique_ptr<Stored> open_stored(const std::filesystem::path& path);
std::unique_ptr<Stored> open_sqlite(const std::filesystem::path& path);
std::unique_ptr<Stored> open_csv(const std::filesystem::path& path);

// Writes a dataset into an empty file or directory. Throws BadInput (a full disk, a write error) and what `progress`
// throws. `shown` is the path that messages name.
void write_sqlite(const std::filesystem::path& path, const std::filesystem::path& shown,
                  const datasets::Dataset& dataset, const datasets::Progress& progress);
void write_csv(const std::filesystem::path& path, const std::filesystem::path& shown, const datasets::Dataset& dataset,
               const datasets::Progress& progress);

// True for a file with our mark. Throws BadInput when it cannot be read.
bool is_our_sqlite(const std::filesystem::path& path);
// True for a directory with our mark and nothing in it that write_csv has not made.
bool is_our_csv(const std::filesystem::path& path);

// Bytes on disk.
std::uint64_t bytes_on_disk(const std::filesystem::path& path);

}  // namespace dataset_tool
