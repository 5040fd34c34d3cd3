// Many rows as one statement whose parameters are arrays, a column each.
#include <fmt/format.h>

#include <optional>
#include <vector>

#include "orm/backend/postgres/write.h"
#include "orm/backend/write_sql.h"

namespace orm::postgres {
namespace {

// Bounds of one statement: its arrays are built in memory, here and on the server.
constexpr std::size_t kRows = 32'768;
constexpr std::size_t kBytes = std::size_t{16} << 20;

struct Element {
  Oid type;
  std::string_view name;
};
Element element_of(Oid column) {
  switch (column) {
    case kInt2:
      return {kInt2, "smallint"};
    case kInt4:
      return {kInt4, "integer"};
    case kInt8:
      return {kInt8, "bigint"};
    case kJson:
      return {kJson, "json"};
    default:
      return {kText, "text"};
  }
}

std::string arrays_sql(const WriteGroup& group, const Table& table, const Dialect& dialect) {
  std::string arrays, names, set, columns, where;
  std::size_t index = 0;
  const auto add = [](std::string& to, std::string_view separator, const std::string& text) {
    to += (to.empty() ? "" : std::string(separator)) + text;
  };
  for (const auto part : {group.columns, group.key})
    for (const std::string& column : part) {
      ++index;
      add(arrays, ", ", fmt::format("${}::{}[]", index, element_of(table.find(column)->type).name));
      add(names, ", ", fmt::format("v{}", index));
      if (index <= group.columns.size()) {
        add(set, ", ", fmt::format("{} = given.v{}", dialect.quoted(column), index));
        add(columns, ", ", dialect.quoted(column));
      } else {
        add(where, " AND ", fmt::format("target.{} = given.v{}", dialect.quoted(column), index));
        if (table.is_spread)  // what other servers are asked for, which cannot join: without it they send all rows
          add(where, " AND ", fmt::format("target.{} = ANY(${})", dialect.quoted(column), index));
      }
    }
  const std::string given = fmt::format("unnest({}) AS given({})", arrays, names);
  const std::string name = dialect.quoted(group.table);
  switch (group.kind) {
    case StatementKind::insert:
      return fmt::format("INSERT INTO {} ({}) SELECT {} FROM {}", name, columns, names, given);
    case StatementKind::update:
      return fmt::format("UPDATE {} AS target SET {} FROM {} WHERE {}", name, set, given, where);
    default:
      if (group.key.size() == 1)
        return fmt::format("DELETE FROM {} WHERE {} = ANY({})", name, dialect.quoted(group.key[0]), arrays);
      return fmt::format("DELETE FROM {} AS target USING {} WHERE {}", name, given, where);
  }
}

class Arrays {
 public:
  Arrays(const Writing& to, const WriteGroup& group, const RowSource& rows, const Table& table)
      : to_(to),
        group_(group),
        rows_(rows),
        statement_(static_cast<PreparedStatement&>(to.backend.prepare(arrays_sql(group, table, to.dialect)))),
        values_(group.columns.size() + group.key.size()) {
    for (const auto part : {group.columns, group.key})
      for (const std::string& column : part) arrays_.emplace_back(element_of(table.find(column)->type).type);
    statement_.prepare(to.connection);
  }

  std::uint64_t write_all() {
    std::uint64_t matched = 0;
    std::size_t first = 0;
    std::size_t bytes = 0;
    for (std::size_t index = 0; index < group_.rows; ++index) {
      rows_.fill(index, values_.data());
      if (index > first && (index - first >= kRows || bytes >= kBytes || !is_after_last())) {
        matched += send(first, index);
        first = index;
        bytes = 0;
      }
      add(index);
      bytes += bytes_of(values_);
      all_bytes_ += bytes_of(values_);
    }
    return matched + send(first, group_.rows);
  }
  std::uint64_t bytes() const { return all_bytes_; }

 private:
  // One statement changes a row once: a key that may have been there before begins another.
  bool is_after_last() const {
    if (group_.kind != StatementKind::update) return true;
    const Cell& key = values_.back();
    return key.kind() == Cell::Kind::integer && last_key_ && key.integer() > *last_key_;
  }
  void add(std::size_t index) {
    try {
      for (std::size_t i = 0; i < values_.size(); ++i) arrays_[i].add(values_[i]);
    } catch (const DataError& error) {
      rows_.fill(index, values_.data());
      throw DataError({error.code(), error.details().message, statement_.sql(), about_row(group_, values_)});
    }
    const Cell& key = values_.back();
    last_key_ = key.kind() == Cell::Kind::integer ? std::optional(key.integer()) : std::nullopt;
  }
  std::uint64_t send(std::size_t first, std::size_t end) {
    Parameters parameters;
    for (Array& array : arrays_) parameters.add_binary(array.bytes());
    if (PQsendQueryPrepared(to_.connection.ready(), statement_.name().c_str(), parameters.size(), parameters.values(),
                            parameters.lengths(), parameters.formats(), 1) == 0)
      to_.connection.fail(statement_.sql());
    const Result result = to_.connection.take();
    if (!is_success(result.get()))
      raise_about(to_, result.get(), statement_.sql(), {group_, rows_, first, end - first});
    for (Array& array : arrays_) array.clear();
    const std::uint64_t matched = changed_rows(result.get());
    to_.backend.sent(statement_.sql(), group_.kind);
    ++to_.counts.array_statements;
    to_.counts.rows_written += matched;
    return matched;
  }

  const Writing& to_;
  const WriteGroup& group_;
  const RowSource& rows_;
  PreparedStatement& statement_;
  std::vector<Cell> values_;
  std::vector<Array> arrays_;
  std::optional<std::int64_t> last_key_;
  std::uint64_t all_bytes_ = 0;
};

}  // namespace

std::uint64_t write_by_arrays(const Writing& to, const WriteGroup& group, const RowSource& rows, const Table& table) {
  Arrays arrays(to, group, rows, table);
  const std::uint64_t matched = arrays.write_all();
  to.counts.bytes_written += arrays.bytes();
  return matched;
}

}  // namespace orm::postgres
