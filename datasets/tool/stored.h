// A dataset that was written to disk: an SQLite file or a directory of CSV files, read row by row.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "datasets/tables/layout.h"
#include "datasets/tables/origin.h"
#include "datasets/tables/progress.h"

namespace dataset_tool {

class Stored {
 public:
  virtual ~Stored() = default;
  // What it says it holds.
  virtual datasets::Origin origin() = 0;
  // All rows, in the order of datasets::for_each_row. Throws Damaged when a row cannot be read.
  virtual void read(datasets::RowVisitor& visitor) = 0;
  // Of storage.
  virtual std::uint64_t bytes() = 0;
  // How its tables differ from what was written; empty when they do not.
  virtual std::string schema_difference() { return {}; }
};

// What `where` names: a schema of PostgreSQL when there is a connection, else a file or directory.
struct Place {
  std::string where;
  std::optional<std::string> dsn;  // as libpq takes it; what it leaves out comes from PG* variables
};
std::unique_ptr<Stored> open_stored(const Place& place);

// Opens what lies at `path` for reading only. Throws BadInput when there is nothing, or nothing of ours; Damaged.
std::unique_ptr<Stored> open_stored(const std::filesystem::path& path);
std::unique_ptr<Stored> open_sqlite(const std::filesystem::path& path);
std::unique_ptr<Stored> open_csv(const std::filesystem::path& path);
std::unique_ptr<Stored> open_postgres(const std::string& dsn, const std::string& schema);

// Writes a dataset into an empty file or directory. Throws BadInput (a full disk, a write error) and what `progress`
// throws. `shown` is the path that messages name.
void write_sqlite(const std::filesystem::path& path, const std::filesystem::path& shown,
                  const datasets::Dataset& dataset, const datasets::Progress& progress);
void write_csv(const std::filesystem::path& path, const std::filesystem::path& shown, const datasets::Dataset& dataset,
               const datasets::Progress& progress);

// Into a schema that is made under another name first. With `force` a dataset's schema is replaced, and no other.
// Throws BadInput.
void write_postgres(const std::string& dsn, const std::string& schema, bool force, const datasets::Dataset& dataset,
                    const datasets::Progress& progress);

// True for a file with our mark. Throws BadInput when it cannot be read.
bool is_our_sqlite(const std::filesystem::path& path);
// True for a directory with our mark and nothing in it that write_csv has not made.
bool is_our_csv(const std::filesystem::path& path);

// Bytes on disk.
std::uint64_t bytes_on_disk(const std::filesystem::path& path);

}  // namespace dataset_tool
