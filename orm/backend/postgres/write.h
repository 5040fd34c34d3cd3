// The ways in which a group of rows is written.
#pragma once

#include <cstdint>
#include <string>

#include "orm/backend/postgres.h"
#include "orm/backend/postgres/connection.h"
#include "orm/backend/postgres/failing_row.h"
#include "orm/backend/postgres/statement.h"
#include "orm/backend/postgres/table.h"

namespace orm::postgres {

struct Writing {
  Backend& backend;  // for statements prepared once
  Connection& connection;
  const Dialect& dialect;
  Counts& counts;
};

// Which of the paths are right for a group in its table: values are what the server would get from row after row.
bool may_copy(const WriteGroup& group, const Table* table);
bool may_use_arrays(const WriteGroup& group, const Table* table);

// Each writes the whole group, counts it, and returns the rows that matched. REQUIRES: the path is open, see above.
// Throw typed errors about the row that was refused, where the server tells it.
std::uint64_t write_by_copy(const Writing& to, const WriteGroup& group, const RowSource& rows, const Table& table);
std::uint64_t write_by_arrays(const Writing& to, const WriteGroup& group, const RowSource& rows, const Table& table);
std::uint64_t write_by_pipeline(const Writing& to, const WriteGroup& group, const RowSource& rows);
std::uint64_t write_one_by_one(const Writing& to, const WriteGroup& group, const RowSource& rows);

// The number of rows that a finished command changed.
std::uint64_t changed_rows(const PGresult* result);
// Throws what the server said of a statement that wrote these rows.
[[noreturn]] void raise_about(const Writing& to, const PGresult* failure, const std::string& sql, const Rows& rows);

}  // namespace orm::postgres
