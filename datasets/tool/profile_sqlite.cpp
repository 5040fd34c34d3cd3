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

  std::optional<Table> find(const std::string& name) override {
    constexpr std::string_view kMain = "main.";
    auto found = find_exactly(name);
    if (!found && is_same(std::string_view(name).substr(0, kMain.size()), kMain))
      found = find_exactly(name.substr(kMain.size()));
    return found;
  }
  const Column* find(const Table& table, const std::string& column) const override {
    const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                    [&](const Column& each) { return is_same(each.name, column); });
    return found != table.columns.end() ? &*found : nullptr;
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
  std::vector<ForeignKey> foreign_keys(const Table& table) override {
    std::vector<ForeignKey> found;
    const orm::Cell parameters[] = {std::string_view(table.name)};
    {
      auto rows = backend_.select(
          "SELECT seq, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1) ORDER BY id, seq", parameters);
      for (orm::Row row = rows.next(); !row.empty(); row = rows.next()) {
        if (row[0].integer() == 0) found.push_back({{}, std::string(row[1].text()), {}});
        found.back().columns.emplace_back(row[2].text());
        if (!row[3].is_null()) found.back().referred.emplace_back(row[3].text());
      }
    }
    for (ForeignKey& key : found)
      if (key.referred.empty()) key.referred = primary_key(key.table);  // REFERENCES users
    return found;
  }
  // The owner's collation decides, because it stands on the left, and its affinity, because + takes the child's away.
  std::string match(const Column& /*owner*/, const std::string& owner_sql, const Column& /*child*/,
                    const std::string& child_sql) const override {
    return owner_sql + " = +" + child_sql;
  }
  orm::Backend& backend() override { return backend_; }
  const std::string& shown() const override { return shown_; }

 private:
  // As SQLite compares names.
  static bool is_same(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
  }
  std::optional<Table> find_exactly(const std::string& name) {
    Table table;
    {
      const orm::Cell parameters[] = {std::string_view(name)};
      auto rows = backend_.select(
          "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ?1 COLLATE NOCASE", parameters);
      const orm::Row row = rows.next();
      if (row.empty()) return std::nullopt;
      table.name = row[0].text();
    }
    table.sql = backend_.dialect().quoted(table.name);
    const orm::Cell parameters[] = {std::string_view(table.name)};
    auto rows = backend_.select("SELECT name, pk, type FROM pragma_table_xinfo(?1) WHERE hidden <> 1", parameters);
    for (orm::Row row = rows.next(); !row.empty(); row = rows.next()) {
      const std::string column(row[0].text());
      const std::string sql = "t." + backend_.dialect().quoted(column);
      table.columns.push_back({.name = column,
                               .is_key = row[1].integer() > 0,
                               .bytes = "length(CAST(" + sql + " AS BLOB))",
                               .exact = sql,
                               .groups = sql + " COLLATE BINARY",
                               .type = row[2].is_null() ? "" : std::string(row[2].text())});
    }
    return table;
  }
  std::vector<std::string> primary_key(const std::string& table) {
    std::vector<std::string> columns;
    const orm::Cell parameters[] = {std::string_view(table)};
    auto rows = backend_.select("SELECT name FROM pragma_table_xinfo(?1) WHERE pk > 0 ORDER BY pk", parameters);
    for (orm::Row row = rows.next(); !row.empty(); row = rows.next()) columns.emplace_back(row[0].text());
    return columns;
  }

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
  Profiled profile(const Question& question) override {
    return guarded([&] { return profile_sql(*catalogue_, question); });
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
