// Which columns of which tables a question about an SQL database is about.
#pragma once

#include "datasets/tool/profile_sql.h"

namespace dataset_tool {

struct Key {
  Catalogue::Table table;
  std::vector<const Catalogue::Column*> columns;  // of the table
  std::string text() const;
  bool has(const Catalogue::Column& column) const;

  Key() = default;
  Key(const Catalogue& catalogue, Catalogue::Table of, const std::vector<std::string>& names);
  Key(Key&&) = default;
  Key& operator=(Key&&) = default;
};

struct Keys {
  Key child;
  std::optional<Key> owner;  // the same number of columns
};

// Fills in the names, the notes and the warnings of `profiled`. Throws BadInput.
Keys find_keys(Catalogue& catalogue, const Question& question, Profiled& profiled);

}  // namespace dataset_tool
