// Schemas of PostgreSQL that this suite made, each marked by a comment with a token. Nothing without the mark is ever
// changed or dropped.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "orm/backend/backend.h"

namespace orm {

struct NotOurs : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A token of its own for each run: 16 hexadecimal digits.
std::string new_schema_token();

// Makes an empty schema `name` with the mark, in one transaction. Throws NotOurs when there is a schema of that name,
// PermissionDenied or ReadOnlyDatabase when the role may not make one. REQUIRES: no transaction; `token` as
// new_schema_token() makes them.
void create_owned_schema(Backend& postgres, const std::string& name, const std::string& token);

// Drops the schema with all in it if it bears the mark of this token; one that is gone already is none of our business.
// Throws NotOurs for one without the mark, which is left as it is. REQUIRES: no transaction.
void drop_owned_schema(Backend& postgres, const std::string& name, const std::string& token);

// Names of the schemas with the mark of this token.
std::vector<std::string> owned_schemas(Backend& postgres, const std::string& token);
// Whether the schema has this suite's mark, whatever its token; false when there is none of that name.
bool is_owned_schema(Backend& postgres, const std::string& name);

}  // namespace orm
