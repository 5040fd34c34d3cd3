#include "datasets/tool/names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "datasets/tool/errors.h"

namespace dataset_tool {
namespace {

// The names of "a.b".c, in which "" stands for a quote; nothing where the quotes do not fit.
std::optional<std::vector<std::string>> unquoted(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0;; ++at) {
    std::string part;
    if (at < text.size() && text[at] == '"') {
      for (++at;; ++at) {
        if (at >= text.size()) return std::nullopt;
        if (text[at] == '"' && (at + 1 == text.size() || text[at + 1] != '"')) break;
        if (text[at] == '"') ++at;
        part += text[at];
      }
      ++at;
    } else {
      while (at < text.size() && text[at] != '.') part += text[at++];
    }
    if (part.empty() || (at < text.size() && text[at] != '.')) return std::nullopt;
    parts.push_back(part);
    if (at >= text.size()) return parts;
  }
}

}  // namespace

std::vector<ColumnName> readings(const std::string& option, const std::string& text) {
  std::vector<ColumnName> found;
  if (text.find('"') != std::string::npos)
    if (const auto parts = unquoted(text); parts && parts->size() > 1)
      found.push_back({fmt::format("{}", fmt::join(parts->begin(), parts->end() - 1, ".")), parts->back()});
  for (auto dot = text.rfind('.'); dot != std::string::npos && dot > 0; dot = text.rfind('.', dot - 1)) {
    const ColumnName name{text.substr(0, dot), text.substr(dot + 1)};
    if (!name.column.empty() && std::find(found.begin(), found.end(), name) == found.end()) found.push_back(name);
  }
  if (found.empty()) throw BadInput(fmt::format("{} {}: is not a column: give TABLE.COLUMN", option, text));
  return found;
}

std::string listed(const std::vector<std::string>& columns) {
  return columns.size() == 1 ? columns.front() : fmt::format("({})", fmt::join(columns, ", "));
}

}  // namespace dataset_tool
