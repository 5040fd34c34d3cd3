#include "datasets/tool/profile_sql.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "datasets/rows.h"
#include "datasets/tool/errors.h"
#include "datasets/tool/profile_keys.h"

namespace dataset_tool {
namespace {

using SqlColumn = Catalogue::Column;

std::vector<std::pair<std::int64_t, std::int64_t>> pairs(Catalogue& catalogue, const std::string& sql) {
  std::vector<std::pair<std::int64_t, std::int64_t>> found;
  auto rows = catalogue.backend().select(sql);
  for (orm::Row row = rows.next(); !row.empty(); row = rows.next())
    found.emplace_back(row[0].integer(), row[1].integer());
  return found;
}

// SQL on the columns of a key, one after another.
template <class F>
std::string each(const Key& key, std::string_view between, F&& sql) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < key.columns.size(); ++i) parts.push_back(sql(*key.columns[i], i));
  return fmt::format("{}", fmt::join(parts, between));
}

class Counting {
 public:
  Counting(Catalogue& catalogue, const Key& child) : catalogue_(catalogue), child_(child) {}

  // Texts that stand for a missing key.
  std::optional<NullWord> null_word() const {
    NullWord found;
    for (const SqlColumn* column : child_.columns) {
      if (!column->is_text) continue;
      std::vector<std::string> words;
      for (const char* word : kNullWords) words.push_back(fmt::format("'{}'", word));
      auto rows = catalogue_.backend().select(
          fmt::format("SELECT v, count(*) FROM (SELECT CAST({} AS text) AS v FROM {} AS t) AS texts WHERE "
                      "lower(trim(v)) IN ({}) GROUP BY v ORDER BY count(*) DESC, v LIMIT 1",
                      quoted("t", *column), child_.table.sql, fmt::join(words, ", ")));
      const orm::Row row = rows.next();
      if (!row.empty() && row[1].integer() > found.children) found = {std::string(row[0].text()), row[1].integer()};
    }
    return found.children > 0 ? std::optional(found) : std::nullopt;
  }
  std::int64_t rows(const Key& key, bool with_key) const {
    return catalogue_.backend().select_integer(
        fmt::format("SELECT count(*) FROM {} AS t{}", key.table.sql, with_key ? " WHERE " + not_null("t", key) : ""));
  }
  void require_unique(const Key& owner) const {
    const std::string groups =
        each(owner, ", ", [&](const SqlColumn& column, std::size_t) { return quoted("t", column); });
    if (catalogue_.backend().select_integer(
            fmt::format("SELECT count(*) FROM (SELECT 1 AS one FROM {} AS t WHERE {} GROUP BY {} HAVING "
                        "count(*) > 1) AS twice",
                        owner.table.sql, not_null("t", owner), groups)) == 0)
      return;
    std::vector<std::string> key;
    for (const SqlColumn& column : owner.table.columns)
      if (column.is_key) key.push_back(column.name);
    throw BadInput(fmt::format(
        "{}: {} holds the same value in several rows: give --parent the key of the owners{}", catalogue_.shown(),
        owner.text(),
        key.size() > 1
            ? fmt::format("; of a key of several columns, {}, declare the foreign key or make views that join "
                          "them into one column",
                          listed(key))
            : ""));
  }
  // Children -> how many owners have so many.
  std::vector<std::pair<std::int64_t, std::int64_t>> of_children_alone() const {
    const std::string groups =
        each(child_, ", ", [&](const SqlColumn& column, std::size_t) { return quoted("t", column); });
    return pairs(catalogue_, fmt::format("SELECT n, count(*) FROM (SELECT count(*) AS n FROM {} AS t WHERE {} GROUP BY "
                                         "{}) AS owners GROUP BY n ORDER BY n",
                                         child_.table.sql, not_null("t", child_), groups));
  }
  // The same, of the owners that have children: keys that differ may be equal to one owner's, as '1' and '01' are to a
  // number. The children's keys are the outer side, so that the owners' index is used.
  std::vector<std::pair<std::int64_t, std::int64_t>> of_owners(const Key& owner) const {
    const std::string keys = each(
        child_, ", ", [](const SqlColumn& column, std::size_t i) { return fmt::format("{} AS k{}", column.exact, i); });
    const std::string groups = each(child_, ", ", [](const SqlColumn& column, std::size_t) { return column.groups; });
    const std::string condition = each(owner, " AND ", [&](const SqlColumn& column, std::size_t i) {
      return catalogue_.match(column, quoted("t", column), *child_.columns[i], fmt::format("keys.k{}", i));
    });
    const std::string owners =
        each(owner, ", ", [&](const SqlColumn& column, std::size_t) { return quoted("t", column); });
    return pairs(
        catalogue_,
        fmt::format("SELECT n, count(*) FROM (SELECT CAST(sum(keys.n) AS bigint) AS n FROM (SELECT {}, count(*) "
                    "AS n FROM {} AS t WHERE {} GROUP BY {}) AS keys CROSS JOIN {} AS t WHERE {} GROUP BY {}) "
                    "AS owners GROUP BY n ORDER BY n",
                    keys, child_.table.sql, not_null("t", child_), groups, owner.table.sql, condition, owners));
  }
  // Percentiles of the bytes of rows without their keys; none where the role may not read every column.
  std::vector<std::int64_t> widths(const Key& key, Profiled& profiled) const {
    std::vector<std::string> bytes, unreadable;
    for (const SqlColumn& column : key.table.columns) {
      if (column.is_key || key.has(column)) continue;
      if (!column.is_readable) unreadable.push_back(column.name);
      bytes.push_back("coalesce(" + column.bytes + ", 0)");
    }
    if (!unreadable.empty()) {
      profiled.notes.push_back(fmt::format("the widths of {} are left out: this role may not read {}", key.table.name,
                                           fmt::join(unreadable, ", ")));
      return {};
    }
    return datasets::percentiles(
        pairs(catalogue_, fmt::format("SELECT CAST(w AS bigint), count(*) FROM (SELECT {} AS w FROM {} AS t) AS widths "
                                      "GROUP BY w ORDER BY w",
                                      sum(bytes, 0, bytes.size()), key.table.sql)));
  }

 private:
  std::string quoted(std::string_view table, const SqlColumn& column) const {
    return fmt::format("{}.{}", table, catalogue_.backend().dialect().quoted(column.name));
  }
  std::string not_null(std::string_view table, const Key& key) const {
    return each(key, " AND ",
                [&](const SqlColumn& column, std::size_t) { return quoted(table, column) + " IS NOT NULL"; });
  }
  // As a tree that is not deep: databases bound the depth of an expression.
  static std::string sum(const std::vector<std::string>& terms, std::size_t from, std::size_t to) {
    if (from == to) return "0";
    if (to - from == 1) return terms[from];
    const std::size_t middle = from + (to - from) / 2;
    return "(" + sum(terms, from, middle) + " + " + sum(terms, middle, to) + ")";
  }

  Catalogue& catalogue_;
  const Key& child_;
};

void require_rows(Catalogue& catalogue, const Key& key, std::int64_t rows) {
  if (rows == 0)
    throw BadInput(
        fmt::format("{}: table '{}' has no rows: there is no shape to see", catalogue.shown(), key.table.name));
  if (rows > datasets::kMostRows)
    throw BadInput(fmt::format("{}: table '{}' has more than 100,000,000 rows: give a view of a part of it",
                               catalogue.shown(), key.table.name));
}

std::vector<std::pair<std::int64_t, std::int64_t>> of_owners(Catalogue& catalogue, const Counting& counting,
                                                             const Keys& keys) {
  try {
    return counting.of_owners(*keys.owner);
  } catch (const orm::StatementError& error) {
    if (error.code() != "42883") throw;  // there is no operator between their types
    const auto types = [](const Key& key) {
      std::vector<std::string> names;
      for (const SqlColumn* column : key.columns) names.push_back(column->type);
      return listed(names);
    };
    throw BadInput(
        fmt::format("{}: {} is {} and {} is {}, which are never equal: give --parent the column that {} holds "
                    "the values of, or views in which both have one type",
                    catalogue.shown(), keys.child.text(), types(keys.child), keys.owner->text(), types(*keys.owner),
                    keys.child.text()));
  }
}

}  // namespace

Profiled profile_sql(Catalogue& catalogue, const Question& question) {
  Profiled profiled;
  const Keys keys = find_keys(catalogue, question, profiled);
  const Counting counting(catalogue, keys.child);
  const std::int64_t rows = counting.rows(keys.child, false);
  require_rows(catalogue, keys.child, rows);
  const std::int64_t with_key = counting.rows(keys.child, true);

  datasets::ShapeFile& shape = profiled.shape;
  shape.null_keys = rows - with_key;
  shape.is_childless_known = keys.owner.has_value();
  shape.widths.posts = counting.widths(keys.child, profiled);
  std::vector<std::pair<std::int64_t, std::int64_t>> histogram;
  if (keys.owner) {
    const std::int64_t owners = counting.rows(*keys.owner, true);
    require_rows(catalogue, *keys.owner, owners);
    counting.require_unique(*keys.owner);
    shape.widths.users = counting.widths(*keys.owner, profiled);
    histogram = of_owners(catalogue, counting, keys);
    std::int64_t childless = owners;
    for (const auto& [n, of_these] : histogram) childless -= of_these;
    if (childless > 0) histogram.insert(histogram.begin(), {0, childless});
  } else {
    histogram = counting.of_children_alone();
  }
  for (const auto& [n, owners] : histogram) shape.fan_outs.push_back({n, owners});
  if (shape.fan_outs.empty())
    throw BadInput(fmt::format("{}: {} is NULL in every row, so no owner is known: give --parent", catalogue.shown(),
                               keys.child.text()));
  shape.dangling_keys = with_key - shape.owned();
  profiled.null_word = counting.null_word();
  return profiled;
}

}  // namespace dataset_tool
