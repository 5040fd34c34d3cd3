#include "datasets/tool/profile_sql.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "datasets/rows.h"
#include "datasets/tool/errors.h"

namespace dataset_tool {
namespace {

// The columns of a table that has the one in question.
std::vector<Catalogue::Column> columns_with(Catalogue& catalogue, const ColumnName& wanted) {
  const std::vector<Catalogue::Column> columns = catalogue.columns(wanted.table);
  if (columns.empty()) {
    constexpr std::size_t kListed = 12;
    std::vector<std::string> tables = catalogue.tables();
    const std::string more =
        tables.size() > kListed ? fmt::format(" and {} more", tables.size() - kListed) : std::string();
    tables.resize(std::min(tables.size(), kListed));
    throw BadInput(fmt::format("{}: there is no table '{}': there are {}{}", catalogue.shown(), wanted.table,
                               tables.empty() ? "none" : fmt::format("{}", fmt::join(tables, ", ")), more));
  }
  const auto is_it = [&](const Catalogue::Column& column) { return column.name == wanted.column; };
  if (std::none_of(columns.begin(), columns.end(), is_it)) {
    std::vector<std::string> names;
    for (const Catalogue::Column& column : columns) names.push_back(column.name);
    throw BadInput(fmt::format("{}: table '{}' has no column '{}': it has {}", catalogue.shown(), wanted.table,
                               wanted.column, fmt::join(names, ", ")));
  }
  return columns;
}

std::vector<std::pair<std::int64_t, std::int64_t>> pairs(Catalogue& catalogue, const std::string& sql) {
  std::vector<std::pair<std::int64_t, std::int64_t>> found;
  auto rows = catalogue.backend().select(sql);
  for (orm::Row row = rows.next(); !row.empty(); row = rows.next())
    found.emplace_back(row[0].integer(), row[1].integer());
  return found;
}

std::int64_t number(Catalogue& catalogue, const std::string& sql) {
  auto rows = catalogue.backend().select(sql);
  return rows.next()[0].integer();
}

std::vector<std::int64_t> widths_of(Catalogue& catalogue, const ColumnName& name,
                                    const std::vector<Catalogue::Column>& columns) {
  std::string bytes = "0";
  for (const Catalogue::Column& column : columns)
    if (!column.is_key && column.name != name.column) bytes += " + coalesce(" + column.bytes + ", 0)";
  return datasets::percentiles(pairs(
      catalogue, fmt::format("SELECT CAST(w AS bigint), count(*) FROM (SELECT {} AS w FROM {}) AS widths GROUP BY w "
                             "ORDER BY w",
                             bytes, catalogue.quoted_table(name.table))));
}

void require_rows(Catalogue& catalogue, const std::string& table, std::int64_t rows) {
  if (rows == 0)
    throw BadInput(fmt::format("{}: table '{}' has no rows: there is no shape to see", catalogue.shown(), table));
  if (rows > datasets::kMostRows)
    throw BadInput(fmt::format("{}: table '{}' has more than 100,000,000 rows: give a view of a part of it",
                               catalogue.shown(), table));
}

void require_unique(Catalogue& catalogue, const ColumnName& parent, const std::string& table, const std::string& key) {
  const auto counts =
      pairs(catalogue, fmt::format("SELECT count({0}), count(DISTINCT {0}) FROM {1}", key, table)).front();
  if (counts.first != counts.second)
    throw BadInput(fmt::format("{}: {} holds the same value in several rows: give --parent the key of the owners",
                               catalogue.shown(), parent.text()));
}

}  // namespace

std::optional<ColumnName> declared_parent(Catalogue& catalogue, const ColumnName& child) {
  columns_with(catalogue, child);
  return catalogue.referred(child);
}

datasets::ShapeFile count_shape(Catalogue& catalogue, const ColumnName& child,
                                const std::optional<ColumnName>& parent) {
  const auto child_columns = columns_with(catalogue, child);
  const std::string children = catalogue.quoted_table(child.table);
  const std::string key = catalogue.backend().dialect().quoted(child.column);
  const std::int64_t rows = number(catalogue, "SELECT count(*) FROM " + children);
  require_rows(catalogue, child.table, rows);
  const std::int64_t keys = number(catalogue, fmt::format("SELECT count({}) FROM {}", key, children));

  datasets::ShapeFile shape;
  shape.null_keys = rows - keys;
  shape.is_childless_known = parent.has_value();
  shape.widths.posts = widths_of(catalogue, child, child_columns);
  const std::string counts = fmt::format(
      "WITH c AS (SELECT {0} AS k, count(*) AS n FROM {1} WHERE {0} IS NOT NULL GROUP BY {0}) ", key, children);
  std::string histogram = counts + "SELECT n, count(*) FROM c GROUP BY n ORDER BY n";
  if (parent) {
    const auto parent_columns = columns_with(catalogue, *parent);
    const std::string owners = catalogue.quoted_table(parent->table);
    const std::string owner = catalogue.backend().dialect().quoted(parent->column);
    require_rows(catalogue, parent->table, number(catalogue, fmt::format("SELECT count({}) FROM {}", owner, owners)));
    require_unique(catalogue, *parent, owners, owner);
    shape.widths.users = widths_of(catalogue, *parent, parent_columns);
    // Keys that differ may be equal to one owner's: '1' and '01' are to a number.
    histogram = counts + fmt::format(
                             "SELECT h.n, count(*) FROM (SELECT CAST(coalesce(sum(c.n), 0) AS bigint) AS n FROM {0} AS "
                             "p LEFT JOIN c ON c.k = p.{1} WHERE p.{1} IS NOT NULL GROUP BY p.{1}) AS h "
                             "GROUP BY h.n ORDER BY h.n",
                             owners, owner);
  }
  for (const auto& [n, owners] : pairs(catalogue, histogram)) shape.fan_outs.push_back({n, owners});
  if (shape.fan_outs.empty())
    throw BadInput(fmt::format("{}: {} is NULL in every row, so no owner is known: give --parent", catalogue.shown(),
                               child.text()));
  shape.dangling_keys = keys - shape.owned();
  if (shape.dangling_keys < 0)  // by a collation of the child's alone
    throw BadInput(
        fmt::format("{}: {} is equal to several values of {}, so the owner of a row is not known: give "
                    "--parent a column of the same collation",
                    catalogue.shown(), child.text(), parent->text()));
  return shape;
}

}  // namespace dataset_tool
