// The tables of users and posts:
//   users(id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL)
//   posts(id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL, author_id INTEGER REFERENCES users(id))
//   posts_author_id ON posts(author_id)
#pragma once

#include <string>

#include "orm/backend/backend.h"

namespace datasets {

// Claims the database (mark.h) and makes the tables and the index. 1 to 3 SELECTs, then PRAGMA and CREATE statements.
// Throws NotOurs when the database holds tables of another program, orm::StatementError when ours exist already.
void create_schema(orm::Backend& backend);

// Drops our tables with their rows; the mark stays. Throws NotOurs when the database has no mark.
void drop_schema(orm::Backend& backend);

// What differs between the database's tables and those of create_schema: "index posts_author_id is missing"; empty when
// nothing does. The dataset's own record (origin.h) may be there or not.
std::string schema_difference(orm::Backend& backend);

}  // namespace datasets
