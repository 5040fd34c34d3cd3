// The shape of a relationship in an SQL database, counted there: rows do not travel.
#pragma once

#include <string>
#include <vector>

#include "datasets/tool/profile.h"
#include "orm/backend/backend.h"

namespace dataset_tool {

// What differs between the databases. Expressions are of a table that is called `t`.
class Catalogue {
 public:
  virtual ~Catalogue() = default;
  struct Column {
    std::string name;
    bool is_key = false;       // of the primary key
    std::string bytes;         // SQL for the bytes of its value, NULL for NULL
    std::string exact;         // its value, of which those that only its own rules hold equal are kept apart …
    std::string groups;        // … by GROUP BY these
    bool is_text = true;       // may hold a text
    bool is_readable = true;   // by the role that asks
    std::string type = {};     // for people
    std::string as_text = {};  // where owners' texts have rules of their own, a format: a text as one of these
  };
  struct Table {
    std::string name;  // as messages call it
    std::string sql;   // what stands behind FROM
    std::vector<Column> columns;
    std::string note = {};  // what a reader has to know of its rows
  };
  struct ForeignKey {
    std::vector<std::string> columns;
    std::string table;                  // of the owners, for people
    std::vector<std::string> referred;  // the same number of columns; none: they are not there
  };

  // A table or view; nothing when there is none of that name. Names are compared as the database compares them.
  virtual std::optional<Table> find(const std::string& name) = 0;
  virtual const Column* find(const Table& table, const std::string& column) const = 0;
  // Names of the tables, for people.
  virtual std::vector<std::string> tables() = 0;
  virtual std::vector<ForeignKey> foreign_keys(const Table& table) = 0;
  // SQL that holds where a child's key is equal to an owner's, as the owner's column compares.
  virtual std::string match(const Column& owner, const std::string& owner_sql, const Column& child,
                            const std::string& child_sql) const = 0;
  virtual orm::Backend& backend() = 0;
  virtual const std::string& shown() const = 0;  // what messages call the database
};

// Throws BadInput, and orm::BackendError of the database.
Profiled profile_sql(Catalogue& catalogue, const Question& question);

}  // namespace dataset_tool
