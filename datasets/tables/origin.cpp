#include "datasets/tables/origin.h"

#include <string_view>

namespace datasets {
namespace {

// SQL integers are signed: a seed and a digest are stored as the number with the same 64 bits.
orm::Cell bits(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

void write_origin(orm::Backend& backend, const Origin& origin) {
  backend.execute(
      "CREATE TABLE bothsides_dataset(name TEXT NOT NULL, seed INTEGER NOT NULL, users INTEGER NOT NULL, "
      "posts INTEGER NOT NULL, digest INTEGER NOT NULL)");
  const orm::Cell row[] = {std::string_view(origin.name), bits(origin.seed), origin.sizes.users, origin.sizes.posts,
                           bits(origin.digest)};
  backend.execute("INSERT INTO bothsides_dataset(name, seed, users, posts, digest) VALUES (?1, ?2, ?3, ?4, ?5)", row);
}

std::optional<Origin> read_origin(orm::Backend& backend) {
  {
    auto table = backend.select("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'bothsides_dataset'");
    if (table.next().empty()) return std::nullopt;
  }
  auto cursor = backend.select("SELECT name, seed, users, posts, digest FROM bothsides_dataset");
  const orm::Row row = cursor.next();
  if (row.empty() || row[0].kind() != orm::Cell::Kind::text) return std::nullopt;
  for (const orm::Cell& number : row.subspan(1))
    if (number.kind() != orm::Cell::Kind::integer) return std::nullopt;
  return Origin{std::string(row[0].text()),
                static_cast<std::uint64_t>(row[1].integer()),
                {row[2].integer(), row[3].integer()},
                static_cast<std::uint64_t>(row[4].integer())};
}

}  // namespace datasets
