// A cell is what one number is about: workload/relation/strategy/backend/dataset. This is the one place that writes its
// name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bench {

struct Cell {
  std::string workload, relation, strategy, backend, dataset;

  // "move_by_append/one_to_many/backref/sqlite_memory/zipf_small"
  std::string name() const;
  // The cell without its strategy: what is measured together.
  std::string group() const;
  // Of a name with exactly five parts, none empty.
  static std::optional<Cell> parse(std::string_view name);

  bool operator==(const Cell&) const = default;
};

}  // namespace bench
