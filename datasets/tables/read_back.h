// The rows that the tables hold, streamed: one row in memory at a time.
#pragma once

#include <cstdint>

#include "datasets/rows.h"
#include "datasets/tables/layout.h"
#include "orm/backend/backend.h"

namespace datasets {

// Numbers of rows in the tables of a relation. A SELECT a table.
Sizes count_rows(orm::Backend& backend, Relation relation = Relation::one_to_many);

// Hands each row to `visitor`, in the order of for_each_row. A SELECT a table.
// Throws orm::BackendError, WrongType and what the visitor throws.
void read_rows(orm::Backend& backend, Relation relation, RowVisitor& visitor);

// The digest of the rows in the tables; equals digest(Dataset) when they are the dataset's.
std::uint64_t digest(orm::Backend& backend, Relation relation = Relation::one_to_many);

}  // namespace datasets
