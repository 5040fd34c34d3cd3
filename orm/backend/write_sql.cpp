#include "orm/backend/write_sql.h"

#include <fmt/format.h>

namespace orm {
namespace {

class Text {
 public:
  explicit Text(const Dialect& dialect) : dialect_(dialect) {}
  void add(std::string_view text) { text_ += text; }
  void names(std::span<const std::string> columns) {
    separated(columns, ", ", [&](const std::string& column) { text_ += dialect_.quoted(column); });
  }
  void placeholders(std::span<const std::string> columns) {
    separated(columns, ", ", [&](const std::string&) { text_ += dialect_.placeholder(++parameters_); });
  }
  void equations(std::span<const std::string> columns, std::string_view separator) {
    separated(columns, separator, [&](const std::string& column) {
      text_ += dialect_.quoted(column) + " = " + dialect_.placeholder(++parameters_);
    });
  }
  std::string take() { return std::move(text_); }

 private:
  template <class F>
  void separated(std::span<const std::string> columns, std::string_view separator, F&& each) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) text_ += separator;
      each(columns[i]);
    }
  }

  const Dialect& dialect_;
  std::size_t parameters_ = 0;
  std::string text_;
};

}  // namespace

std::string write_sql(const WriteGroup& group, const Dialect& dialect) {
  Text text(dialect);
  switch (group.kind) {
    case StatementKind::insert:
      text.add("INSERT INTO " + dialect.quoted(group.table) + " (");
      text.names(group.columns);
      text.add(") VALUES (");
      text.placeholders(group.columns);
      text.add(")");
      break;
    case StatementKind::update:
      text.add("UPDATE " + dialect.quoted(group.table) + " SET ");
      text.equations(group.columns, ", ");
      text.add(" WHERE ");
      text.equations(group.key, " AND ");
      break;
    default:
      text.add("DELETE FROM " + dialect.quoted(group.table) + " WHERE ");
      text.equations(group.key, " AND ");
      break;
  }
  return text.take();
}

std::string about_row(const WriteGroup& group, Row values) {
  // A row is named by its key: the last values of an update or delete, the first value of an insert.
  const Row key = group.kind == StatementKind::insert ? values.first(1) : values.last(group.key.size());
  std::string text(group.table);
  for (const Cell& value : key) {
    if (value.kind() == Cell::Kind::integer) text += fmt::format(" {}", value.integer());
    if (value.kind() == Cell::Kind::text) text += fmt::format(" '{}'", value.text());
    if (value.is_null()) text += " NULL";
  }
  return text;
}

}  // namespace orm
