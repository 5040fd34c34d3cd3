// A SQLite file of anybody as the source of a profile.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "datasets/tool/errors.h"
#include "datasets/tool/in_use.h"
#include "datasets/tool/profile_sql.h"
#include "orm/backend/sqlite.h"

namespace fs = std::filesystem;

namespace dataset_tool {
namespace {

// A database in WAL mode that nobody has open is read as one that cannot change: SQLite would make files beside it.
orm::SqliteOptions::Open way_to_open(const fs::path& file) {
  std::array<char, 20> header{};
  std::ifstream(file, std::ios::binary).read(header.data(), header.size());
  const bool is_wal = header[18] == 2;
  const bool is_idle = !fs::exists(file.string() + "-wal") && sign_of_use(file).empty();
  return is_wal && is_idle ? orm::SqliteOptions::Open::immutable : orm::SqliteOptions::Open::read_only;
}

class SqliteCatalogue final : public Catalogue {
 public:
  explicit SqliteCatalogue(const std::string& file)
      : shown_(file), backend_(fs::absolute(file), {.open = way_to_open(file)}) {}

  std::vector<Column> columns(const std::string& table) override {
    std::vector<Column> found;
    const orm::Cell parameters[] = {std::string_view(table)};
    auto rows = backend_.select("SELECT name, pk FROM pragma_table_xinfo(?1) WHERE hidden <> 1", parameters);
    for (orm::Row row = rows.next(); !row.empty(); row = rows.next()) {
      const std::string name(row[0].text());
      found.push_back({name, row[1].integer() > 0, "length(CAST(" + backend_.dialect().quoted(name) + " AS BLOB))"});
    }
    return found;
  }
  std::vector<std::string> tables() override {
    std::vector<std::string> found;
    auto rows = backend_.select(
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
        "ORDER BY "
        "name");
    for (orm::Row row = rows.next(); !row.empty(); row = rows.next()) found.emplace_back(row[0].text());
    return found;
  }
  std::optional<ColumnName> referred(const ColumnName& child) override {
    std::optional<ColumnName> found;
    {
      const orm::Cell parameters[] = {std::string_view(child.table), std::string_view(child.column)};
      auto rows = backend_.select(
          "SELECT \"table\", \"to\" FROM pragma_foreign_key_list(?1) AS f WHERE \"from\" = ?2 COLLATE NOCASE AND "
          "(SELECT count(*) FROM pragma_foreign_key_list(?1) AS g WHERE g.id = f.id) = 1",
          parameters);
      const orm::Row row = rows.next();
      if (row.empty()) return std::nullopt;
      found = ColumnName{std::string(row[0].text()), row[1].is_null() ? "" : std::string(row[1].text())};
    }
    const std::vector<Column> owners = columns(found->table);
    if (found->column.empty()) {  // REFERENCES users: its primary key, where that is one column
      const auto is_key = [](const Column& column) { return column.is_key; };
      if (std::count_if(owners.begin(), owners.end(), is_key) != 1) return std::nullopt;
      found->column = std::find_if(owners.begin(), owners.end(), is_key)->name;
    }
    if (owners.empty()) return std::nullopt;
    return found;
  }
  std::string quoted_table(const std::string& table) override { return backend_.dialect().quoted(table); }
  orm::Backend& backend() override { return backend_; }
  const std::string& shown() const override { return shown_; }

 private:
  std::string shown_;
  orm::Sqlite backend_;
};

class SqliteSource final : public ProfileSource {
 public:
  explicit SqliteSource(const std::string& file) : file_(file) {
    guarded([&] {
      catalogue_ = std::make_unique<SqliteCatalogue>(file);
      return 0;
    });
  }
  std::optional<ColumnName> declared_parent(const ColumnName& child) override {
    return guarded([&] { return dataset_tool::declared_parent(*catalogue_, child); });
  }
  datasets::ShapeFile shape(const ColumnName& child, const std::optional<ColumnName>& parent) override {
    return guarded([&] { return count_shape(*catalogue_, child, parent); });
  }

 private:
  template <class F>
  auto guarded(F&& work) -> decltype(work()) {
    try {
      return work();
    } catch (const orm::DatabaseBusy&) {
      throw BadInput(file_ + ": is locked by another program: wait until it has finished");
    } catch (const orm::BackendError& error) {
      throw BadInput(
          fmt::format("{}: cannot be read as a SQLite database ({}): check the file", file_, error.details().message));
    }
  }

  std::string file_;
  std::unique_ptr<SqliteCatalogue> catalogue_;
};

}  // namespace

std::unique_ptr<ProfileSource> open_sqlite_source(const std::string& file) {
  return std::make_unique<SqliteSource>(file);
}

}  // namespace dataset_tool
