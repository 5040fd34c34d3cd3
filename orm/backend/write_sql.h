// The SQL text of a group of writes that is executed row by row.
#pragma once

#include <string>

#include "orm/backend/backend.h"

namespace orm {

// INSERT INTO t (a, b) VALUES (?, ?) | UPDATE t SET a = ? WHERE id = ? | DELETE FROM t WHERE id = ?
// Parameters are numbered in the order of the group's values.
std::string write_sql(const WriteGroup& group, const Dialect& dialect);

// The key of the row that an error was about: "posts 17".
std::string about_row(const WriteGroup& group, Row values);

}  // namespace orm
