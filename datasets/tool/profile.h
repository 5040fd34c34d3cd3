// Where a relationship is read from to find its shape: a database or CSV files of anybody, which are read and only
// read.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "datasets/sources/shape_file.h"

namespace dataset_tool {

struct ColumnName {
  std::string table;
  std::string column;
  std::string text() const { return table.empty() ? column : table + "." + column; }
};

class ProfileSource {
 public:
  virtual ~ProfileSource() = default;
  // The column that a declared foreign key of `child` refers to. Throws BadInput when there is no such child.
  virtual std::optional<ColumnName> declared_parent(const ColumnName& child) = 0;
  // The shape; without a parent, of the owners that have children. Throws BadInput, which names what is wrong: a column
  // that is not there, a table without rows, a parent with a value twice.
  virtual datasets::ShapeFile shape(const ColumnName& child, const std::optional<ColumnName>& parent) = 0;
};

// `from` is a SQLite file, a CSV file or a folder of them, or what libpq takes as a connection. Throws BadInput. No
// message holds a connection's text: a password may stand in it.
std::unique_ptr<ProfileSource> open_profile_source(const std::string& from);
std::unique_ptr<ProfileSource> open_csv_source(const std::string& from);
std::unique_ptr<ProfileSource> open_sqlite_source(const std::string& file);
std::unique_ptr<ProfileSource> open_postgres_source(const std::string& conninfo);

}  // namespace dataset_tool
