#include "datasets/tables/origin.h"

#include <string_view>

namespace datasets {
namespace {

// SQL integers are signed: a seed and a digest are stored as the number with the same 64 bits.
orm::Cell bits(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

void write_origin(orm::Backend& backend, const Origin& origin) {
  backend.execute(
      "CREATE TABLE bothsides_dataset(name TEXT NOT NULL, seed INTEGER NOT NULL, relation TEXT NOT NULL, "
      "users INTEGER NOT NULL, posts INTEGER NOT NULL, profiles INTEGER NOT NULL, tags INTEGER NOT NULL, "
      "post_tags INTEGER NOT NULL, digest INTEGER NOT NULL)");
  const Sizes& sizes = origin.sizes;
  const orm::Cell row[] = {std::string_view(origin.name),
                           bits(origin.seed),
                           name_of(origin.relation),
                           sizes.users,
                           sizes.posts,
                           sizes.profiles,
                           sizes.tags,
                           sizes.post_tags,
                           bits(origin.digest)};
  backend.execute(
      "INSERT INTO bothsides_dataset(name, seed, relation, users, posts, profiles, tags, post_tags, digest) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      row);
}

std::optional<Origin> read_origin(orm::Backend& backend) {
  {
    auto table = backend.select("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'bothsides_dataset'");
    if (table.next().empty()) return std::nullopt;
  }
  auto cursor = backend.select(
      "SELECT name, relation, seed, users, posts, profiles, tags, post_tags, digest FROM bothsides_dataset");
  const orm::Row row = cursor.next();
  if (row.empty() || row[0].kind() != orm::Cell::Kind::text || row[1].kind() != orm::Cell::Kind::text)
    return std::nullopt;
  for (const orm::Cell& number : row.subspan(2))
    if (number.kind() != orm::Cell::Kind::integer) return std::nullopt;
  const auto relation = relation_named(row[1].text());
  if (!relation) return std::nullopt;
  return Origin{std::string(row[0].text()),
                static_cast<std::uint64_t>(row[2].integer()),
                *relation,
                {row[3].integer(), row[4].integer(), row[5].integer(), row[6].integer(), row[7].integer()},
                static_cast<std::uint64_t>(row[8].integer())};
}

}  // namespace datasets
