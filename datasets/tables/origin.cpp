#include "datasets/tables/origin.h"

#include <array>
#include <string_view>

namespace datasets {
namespace {

// SQL integers are signed: a seed and a digest are stored as the number with the same 64 bits.
orm::Cell bits(std::uint64_t value) { return static_cast<std::int64_t>(value); }

const std::array<std::string, 9> kColumns{"name",     "relation", "seed",      "users", "posts",
                                          "profiles", "tags",     "post_tags", "digest"};

bool has_record(orm::Backend& backend) {
  auto found = backend.select(backend.engine() == orm::Engine::postgres
                                  ? "SELECT 1::bigint WHERE to_regclass('bothsides_dataset') IS NOT NULL"
                                  : "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'bothsides_dataset'");
  return !found.next().empty();
}

}  // namespace

void write_origin(orm::Backend& backend, const Origin& origin) {
  const orm::Dialect& dialect = backend.dialect();
  std::string columns;
  std::string names;
  std::string places;
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    const bool is_text = i < 2;
    const std::string comma = i == 0 ? "" : ", ";
    columns += comma + kColumns[i] + " " + (is_text ? "TEXT" : std::string(dialect.integer_type())) + " NOT NULL";
    names += comma + kColumns[i];
    places += comma + dialect.placeholder(i + 1);
  }
  backend.execute("CREATE TABLE bothsides_dataset(" + columns + ")");
  const Sizes& sizes = origin.sizes;
  const orm::Cell row[] = {std::string_view(origin.name),
                           name_of(origin.relation),
                           bits(origin.seed),
                           sizes.users,
                           sizes.posts,
                           sizes.profiles,
                           sizes.tags,
                           sizes.post_tags,
                           bits(origin.digest)};
  backend.execute("INSERT INTO bothsides_dataset(" + names + ") VALUES (" + places + ")", row);
}

std::optional<Origin> read_origin(orm::Backend& backend) {
  if (!has_record(backend)) return std::nullopt;
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
