#include "datasets/tables/read_back.h"

#include <string>

#include "datasets/digest.h"

namespace datasets {
namespace {

std::int64_t& size_of(Sizes& sizes, std::string_view table) {
  if (table == "users") return sizes.users;
  if (table == "posts") return sizes.posts;
  if (table == "profiles") return sizes.profiles;
  return table == "tags" ? sizes.tags : sizes.post_tags;
}

}  // namespace

Sizes count_rows(orm::Backend& backend, Relation relation) {
  Sizes sizes;
  for (const Table& table : tables_of(relation))
    size_of(sizes, table.name) = backend.select_integer("SELECT COUNT(*) FROM " + std::string(table.name));
  return sizes;
}

void read_rows(orm::Backend& backend, Relation relation, RowVisitor& visitor) {
  for (const Table& table : tables_of(relation)) {
    std::string columns;
    for (const Column& column : table.columns) columns.append(columns.empty() ? "" : ", ").append(column.name);
    auto rows = backend.select("SELECT " + columns + " FROM " + std::string(table.name) + " ORDER BY " +
                               std::string(table.key));
    for (orm::Row row = rows.next(); !row.empty(); row = rows.next()) visit_row(table, row, visitor);
  }
}

std::uint64_t digest(orm::Backend& backend, Relation relation) {
  Digest digest;
  Visiting visitor([&](const auto& row) { digest.add(row); });
  read_rows(backend, relation, visitor);
  return digest.value();
}

}  // namespace datasets
