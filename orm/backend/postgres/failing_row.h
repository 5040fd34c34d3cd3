// Which row of a group the server refused. A server tells the line of a COPY, or the values of a key.
#pragma once

#include <libpq-fe.h>

#include <string>

#include "orm/backend/backend.h"

namespace orm::postgres {

// Rows [first, first + count) of a group, as one statement wrote them.
struct Rows {
  const WriteGroup& group;
  const RowSource& source;
  std::size_t first, count;
};

// "posts 17", or "posts" where the error does not lead to a row. Reads the rows again: linear, on an error alone.
std::string about_failure(const PGresult* failure, const Rows& rows);

}  // namespace orm::postgres
