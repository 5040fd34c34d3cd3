// Datasets in SQLite files.
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "datasets/tables/tables.h"
#include "datasets/tool/errors.h"
#include "datasets/tool/stored.h"
#include "orm/backend/sqlite.h"

namespace fs = std::filesystem;

namespace dataset_tool {
namespace {

// The first bytes of a file; fewer when it is shorter.
std::vector<char> header(const fs::path& path) {
  std::vector<char> bytes(datasets::kHeaderSize);
  if (!fs::is_regular_file(path))
    throw BadInput(fmt::format("{}: is not a regular file: give the path of a dataset", path.string()));
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw BadInput(fmt::format("{}: cannot be read ({}): check its permissions", path.string(), std::strerror(errno)));
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

class StoredSqlite final : public Stored {
 public:
  explicit StoredSqlite(const fs::path& path)
      : path_(path.string()), backend_(fs::absolute(path), {.open = orm::SqliteOptions::Open::read_only}) {}

  datasets::Origin origin() override {
    return guarded([&] {
      if (auto origin = datasets::read_origin(backend_)) return *origin;
      throw Damaged(path_ + ": does not say which dataset it holds: generate it again with --force");
    });
  }
  std::uint64_t bytes() override { return bytes_on_disk(path_); }
  void read(datasets::RowVisitor& visitor) override {
    const datasets::Relation relation = origin().relation;
    guarded([&] { datasets::read_rows(backend_, relation, visitor); });
  }
  std::string schema_difference() override {
    const datasets::Relation relation = origin().relation;
    return guarded([&] { return datasets::schema_difference(backend_, relation); });
  }

 private:
  template <class F>
  auto guarded(F&& work) -> decltype(work()) {
    try {
      return work();
    } catch (const orm::DatabaseBusy&) {
      throw BadInput(path_ + ": is locked by another program: wait until it has finished");
    } catch (const orm::BackendError& error) {
      throw Damaged(fmt::format("{}: is damaged ({}): generate it again with --force", path_, error.details().message));
    } catch (const datasets::WrongType& error) {
      throw Damaged(fmt::format("{}: {}: generate it again with --force", path_, error.what()));
    }
  }

  std::string path_;
  orm::Sqlite backend_;
};

}  // namespace

bool is_our_sqlite(const fs::path& path) { return datasets::is_our_header(header(path)); }

std::unique_ptr<Stored> open_sqlite(const fs::path& path) {
  const std::vector<char> bytes = header(path);
  if (!datasets::is_sqlite_header(bytes))
    throw BadInput(fmt::format("{}: is not a SQLite database: give a file made by 'dataset generate'", path.string()));
  if (!datasets::is_our_header(bytes))
    throw BadInput(fmt::format("{}: is a SQLite database of another program: give a file made by 'dataset generate'",
                               path.string()));
  try {
    return std::make_unique<StoredSqlite>(path);
  } catch (const orm::BackendError& error) {
    throw Damaged(
        fmt::format("{}: is damaged ({}): generate it again with --force", path.string(), error.details().message));
  }
}

void write_sqlite(const fs::path& path, const fs::path& shown, const datasets::Dataset& dataset,
                  const datasets::Progress& progress) {
  try {
    orm::Sqlite backend(fs::absolute(path));
    // The file has a temporary name and is deleted after any error: no journal, no waiting for the disk.
    backend.execute("PRAGMA journal_mode = OFF");
    backend.execute("PRAGMA synchronous = OFF");
    datasets::create_schema(backend, dataset.relation());
    const std::uint64_t digest = datasets::fill(backend, dataset, progress);
    datasets::write_origin(backend, {dataset.name(), dataset.seed(), dataset.relation(), dataset.sizes(), digest});
  } catch (const orm::DiskFull&) {
    throw BadInput(fmt::format("{}: no space left on the disk: free some, or choose another --out", shown.string()));
  } catch (const orm::BackendError& error) {
    throw BadInput(fmt::format("{}: cannot be written ({}, {}): check the disk, or choose another --out",
                               shown.string(), error.details().message, error.code()));
  }
}

}  // namespace dataset_tool
