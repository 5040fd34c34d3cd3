// The tables of a relation (layout.h) with their keys and indexes, in a database.
#pragma once

#include <cstddef>
#include <string>

#include "datasets/rows.h"
#include "orm/backend/backend.h"

namespace datasets {

// Claims the database (mark.h) and makes the tables, with an index on each foreign key that no primary key begins with.
// 1 to 3 SELECTs, then PRAGMA and CREATE statements.
// Throws NotOurs when the database holds tables of another program, orm::StatementError when ours exist already.
void create_schema(orm::Backend& backend, Relation relation = Relation::one_to_many);

// Makes the tables and indexes alone, in a database or schema that the caller has seen to be ours. A table whose
// foreign keys the server cannot have is made without them; returns how many were. REQUIRES: no transaction.
std::size_t create_tables(orm::Backend& backend, Relation relation = Relation::one_to_many);

// Drops our tables of any relation with their rows; the mark stays. Throws NotOurs when the database has no mark.
void drop_schema(orm::Backend& backend);

// What differs between the database's tables and those of create_schema: "index posts_author_id is missing"; empty when
// nothing does. The dataset's own record (origin.h) may be there or not.
std::string schema_difference(orm::Backend& backend, Relation relation = Relation::one_to_many);

}  // namespace datasets
