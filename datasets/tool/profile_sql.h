// The shape of a relationship in an SQL database, counted there: rows do not travel.
#pragma once

#include <string>
#include <vector>

#include "datasets/tool/profile.h"
#include "orm/backend/backend.h"

namespace dataset_tool {

// What differs between the databases.
class Catalogue {
 public:
  virtual ~Catalogue() = default;
  struct Column {
    std::string name;
    bool is_key = false;  // of the primary key
    std::string bytes;    // SQL for the bytes of its value, NULL for NULL
  };
  // Of a table or view; empty when there is none of that name.
  virtual std::vector<Column> columns(const std::string& table) = 0;
  // Names of the tables, for people.
  virtual std::vector<std::string> tables() = 0;
  virtual std::optional<ColumnName> referred(const ColumnName& child) = 0;
  // The table's name as SQL.
  virtual std::string quoted_table(const std::string& table) = 0;
  virtual orm::Backend& backend() = 0;
  virtual const std::string& shown() const = 0;  // what messages call the database
};

// Throws BadInput, and orm::BackendError of the database.
std::optional<ColumnName> declared_parent(Catalogue& catalogue, const ColumnName& child);
datasets::ShapeFile count_shape(Catalogue& catalogue, const ColumnName& child, const std::optional<ColumnName>& parent);

}  // namespace dataset_tool
