#include "orm/backend/postgres/failing_row.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "orm/backend/postgres/error.h"
#include "orm/backend/write_sql.h"

namespace orm::postgres {
namespace {

std::string text_of(const Cell& value) {
  if (value.kind() == Cell::Kind::text) return std::string(value.text());
  return value.is_null() ? "null" : std::to_string(value.integer());
}

// Where a column stands among the values of a row: its columns, then its key.
std::optional<std::size_t> position_of(const WriteGroup& group, std::string_view column) {
  std::size_t position = 0;
  for (const auto names : {group.columns, group.key})
    for (const std::string& name : names) {
      if (name == column) return position;
      ++position;
    }
  return std::nullopt;
}

std::string about_index(const Rows& rows, std::size_t index) {
  std::vector<Cell> values(rows.group.columns.size() + rows.group.key.size());
  rows.source.fill(index, values.data());
  return about_row(rows.group, values);
}

// The first row that fits; of several the second, for it met the first.
std::optional<std::size_t> find(const Rows& rows, const std::function<bool(Row)>& fits) {
  std::vector<Cell> values(rows.group.columns.size() + rows.group.key.size());
  std::optional<std::size_t> found;
  for (std::size_t index = rows.first; index < rows.first + rows.count; ++index) {
    rows.source.fill(index, values.data());
    if (!fits(values)) continue;
    if (found) return index;
    found = index;
  }
  return found;
}

// The number in "COPY posts, line 17, column title", in any language.
std::optional<std::size_t> line_of(std::string_view context, std::string_view table) {
  const std::string start = "COPY " + std::string(table);
  const std::size_t at = context.find(start);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t digit = context.find_first_of("0123456789", at + start.size());
  if (digit == std::string_view::npos) return std::nullopt;
  std::size_t line = 0;
  std::from_chars(context.data() + digit, context.data() + context.size(), line);
  return line;
}

// "Key (post_id, tag_id)=(1, 2) already exists.", in any language: the columns and their values.
struct Key {
  std::vector<std::size_t> positions;
  std::string_view values;
};
std::optional<Key> key_in(std::string_view detail, const WriteGroup& group) {
  const std::size_t middle = detail.find(")=(");
  const std::size_t open = detail.find('(');
  const std::size_t close = detail.rfind(')');
  if (middle == std::string_view::npos || open > middle || close < middle + 3) return std::nullopt;
  Key key{{}, detail.substr(middle + 3, close - middle - 3)};
  std::string_view names = detail.substr(open + 1, middle - open - 1);
  while (!names.empty()) {
    const std::size_t comma = std::min(names.find(", "), names.size());
    const auto position = position_of(group, names.substr(0, comma));
    if (!position) return std::nullopt;
    key.positions.push_back(*position);
    names.remove_prefix(std::min(comma + 2, names.size()));
  }
  return key;
}

// Whether "Failing row contains (17, title, …)" shows this value; a long one is cut short there.
bool shows(std::string_view detail, const std::string& value) {
  constexpr std::size_t kShown = 60;
  const bool is_whole = value.size() <= kShown;
  for (const char before : {'(', ' '})
    for (const std::string_view after : {",", ")"})
      if (detail.find(before + value.substr(0, kShown) + std::string(is_whole ? after : "")) != std::string_view::npos)
        return true;
  return false;
}

std::optional<std::size_t> row_of(const PGresult* failure, const Rows& rows) {
  if (const auto line = line_of(field(failure, PG_DIAG_CONTEXT), rows.group.table);
      line && *line >= 1 && *line <= rows.count)
    return rows.first + *line - 1;
  if (const auto column = position_of(rows.group, field(failure, PG_DIAG_COLUMN_NAME)))
    return find(rows, [&](Row values) { return values[*column].is_null(); });
  const std::string detail = field(failure, PG_DIAG_MESSAGE_DETAIL);
  if (const auto key = key_in(detail, rows.group))
    return find(rows, [&](Row values) {
      std::string text;
      for (const std::size_t position : key->positions) text += (text.empty() ? "" : ", ") + text_of(values[position]);
      return key->values.starts_with(text);
    });
  if (detail.empty()) return std::nullopt;
  return find(rows, [&](Row values) {
    return std::all_of(values.begin(), values.end(), [&](const Cell& value) { return shows(detail, text_of(value)); });
  });
}

}  // namespace

std::string about_failure(const PGresult* failure, const Rows& rows) {
  if (failure == nullptr) return std::string(rows.group.table);
  const auto row = row_of(failure, rows);
  return row ? about_index(rows, *row) : std::string(rows.group.table);
}

}  // namespace orm::postgres
