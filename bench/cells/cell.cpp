#include "bench/cells/cell.h"

#include <fmt/format.h>

#include <array>

namespace bench {

std::string Cell::name() const { return fmt::format("{}/{}/{}/{}/{}", workload, relation, strategy, backend, dataset); }

std::string Cell::group() const { return fmt::format("{}/{}/{}/{}", workload, relation, backend, dataset); }

std::optional<Cell> Cell::parse(std::string_view name) {
  std::array<std::string, 5> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto slash = name.find('/');
    const bool is_last = i + 1 == parts.size();
    if (is_last != (slash == std::string_view::npos)) return std::nullopt;
    parts[i] = std::string(name.substr(0, slash));
    if (parts[i].empty()) return std::nullopt;
    if (!is_last) name.remove_prefix(slash + 1);
  }
  return Cell{parts[0], parts[1], parts[2], parts[3], parts[4]};
}

}  // namespace bench
