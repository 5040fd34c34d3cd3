// What the catalogue says of a table that rows are written to: which fast paths are open, and which would be wrong.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "orm/backend/backend.h"
#include "orm/backend/postgres/connection.h"
#include "orm/backend/postgres/oid.h"

namespace orm::postgres {

struct Column {
  Oid type = 0;            // of a domain its base type
  bool is_unique = false;  // stands in a unique or exclusion constraint or index
};

struct Table {
  std::map<std::string, Column, std::less<>> columns;
  // COPY is refused by views and by row security, and before PostgreSQL 16 it sends rows to other servers one by one.
  bool takes_copy = false;
  bool is_spread = false;  // partitions of it lie on other servers

  const Column* find(std::string_view column) const;
};

// Tables as they were when first asked for, on one connection; 1 SELECT each, counted among `other_statements`.
class Catalogue {
 public:
  // nullptr when there is no such table: the write itself will say so.
  const Table* find(Connection& connection, const Dialect& dialect, std::string_view table, Counts& counts);
  void forget() { tables_.clear(); }
  bool knows_spread_tables() const;

 private:
  std::map<std::string, Table, std::less<>> tables_;
  unsigned generation_ = 0;
};

}  // namespace orm::postgres
