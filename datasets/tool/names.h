// Names of columns as a person types them: TABLE.COLUMN, where either may have dots of its own.
#pragma once

#include <string>
#include <vector>

namespace dataset_tool {

struct ColumnName {
  std::string table;
  std::string column;
  std::string text() const { return table + "." + column; }
  bool operator==(const ColumnName&) const = default;
};

// Every way to read `text`: first as SQL quotes names, then cut at one dot after another, from the last to the first.
// Throws BadInput, which names `option`, when it is no column.
std::vector<ColumnName> readings(const std::string& option, const std::string& text);

// "author", or "(tenant, author)" of a key of several columns.
std::string listed(const std::vector<std::string>& columns);

}  // namespace dataset_tool
