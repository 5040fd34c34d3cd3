#include "bench/databases/shards.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "datasets/tables/layout.h"
#include "datasets/tables/schema.h"

namespace bench {
namespace {

constexpr auto kRelation = datasets::Relation::blog;
constexpr std::size_t kManyRows = 16;  // from which on a backend looks for its fastest way

constexpr std::string_view kPlaces = R"(SELECT w.fdwname::text, count(DISTINCT f.ftserver)
FROM pg_catalog.pg_inherits i
JOIN pg_catalog.pg_foreign_table f ON f.ftrelid = i.inhrelid
JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
WHERE i.inhparent = to_regclass($1::text) GROUP BY 1)";

constexpr std::string_view kKeys =
    R"(SELECT count(*) FILTER (WHERE contype = 'p'), count(*) FILTER (WHERE contype = 'f')
FROM pg_catalog.pg_constraint WHERE conrelid = to_regclass($1::text))";

// "over 2 servers by postgres_fdw"; empty for a table that lies here.
std::string place_of(orm::Backend& backend, std::string_view table) {
  const orm::Cell parameters[] = {table};
  auto found = backend.select(kPlaces, parameters);
  const orm::Row row = found.next();
  return row.empty() ? "" : fmt::format("over {} servers by {}", row[1].integer(), row[0].text());
}

void drop_tables(orm::Backend& backend) {
  const auto tables = datasets::tables_of(kRelation);
  for (auto table = tables.rbegin(); table != tables.rend(); ++table)
    backend.execute("DROP TABLE IF EXISTS " + std::string(table->name));
}

bool has_foreign_key(const datasets::Column& column) {
  return column.constraint.find("REFERENCES") != std::string_view::npos;
}

void ask_of_keys(orm::Backend& backend, const datasets::Table& table, std::vector<std::string>& lacks) {
  const orm::Cell parameters[] = {table.name};
  auto found = backend.select(kKeys, parameters);
  const orm::Row row = found.next();
  if (row[0].integer() == 0)
    lacks.push_back(fmt::format("a primary key over all of {}: each server has one for its own rows", table.name));
  if (row[1].integer() < std::count_if(table.columns.begin(), table.columns.end(), has_foreign_key))
    lacks.push_back(fmt::format("the foreign keys of {}: nothing replaces them", table.name));
}

struct ManyPosts final : orm::RowSource {
  void fill(std::size_t index, orm::Cell* values) const override {
    values[0] = static_cast<std::int64_t>(index) + 1;
    values[1] = values[2] = std::string_view("asked");
    values[3] = orm::Cell();
  }
};

// Writes posts that are rolled back, in the way that the backend finds best, and then as half of a two-phase commit.
void ask_of_writes(orm::Backend& backend, std::vector<std::string>& lacks) {
  const std::vector<std::string> columns{"id", "title", "body", "author_id"};
  backend.begin();
  const orm::Counts before = backend.counts();
  backend.write({orm::StatementKind::insert, kSpreadTable, columns, {}, kManyRows}, ManyPosts());
  if ((backend.counts() - before).fallbacks > 0)
    lacks.push_back(fmt::format("a COPY into {} that sends many rows at once: arrays are sent instead", kSpreadTable));
  const std::string name = fmt::format("bothsides_{}", reinterpret_cast<std::uintptr_t>(&backend));
  try {
    backend.execute("PREPARE TRANSACTION '" + name + "'");
    backend.execute("ROLLBACK PREPARED '" + name + "'");
  } catch (const orm::BackendError& error) {
    backend.rollback();
    lacks.push_back(
        fmt::format("two-phase commit [{}]: a failed COMMIT may be complete on some servers", error.code()));
  }
}

}  // namespace

bool spreads_posts(orm::Backend& backend) {
  backend.execute(fmt::format("CREATE TABLE {}(id bigint PRIMARY KEY)", kSpreadTable));
  const bool is_spread = !place_of(backend, kSpreadTable).empty();
  backend.execute(fmt::format("DROP TABLE {}", kSpreadTable));
  return is_spread;
}

std::optional<Shards> ask_of_shards(orm::Backend& backend) {
  datasets::create_tables(backend, kRelation);
  Shards shards;
  std::map<std::string, std::string> tables;  // by where they are
  for (const datasets::Table& table : datasets::tables_of(kRelation)) {
    if (const std::string place = place_of(backend, table.name); !place.empty())
      (tables[place] += tables[place].empty() ? "" : ", ") += table.name;
    ask_of_keys(backend, table, shards.lacks);
  }
  for (const auto& [place, names] : tables)
    shards.tables += fmt::format("{}{} {}", shards.tables.empty() ? "" : "; ", names, place);
  if (!tables.empty()) ask_of_writes(backend, shards.lacks);
  drop_tables(backend);
  return tables.empty() ? std::nullopt : std::optional(shards);
}

}  // namespace bench
