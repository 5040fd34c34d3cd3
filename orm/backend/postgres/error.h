// The one place where a SQLSTATE becomes a typed error.
#pragma once

#include <libpq-fe.h>

#include <string>

#include "orm/backend/errors.h"

namespace orm::postgres {

// Throws the type of error that `details.code`, a SQLSTATE, stands for.
[[noreturn]] void raise_sqlstate(BackendError::Details details);

// A field of what a server says, by its PG_DIAG code; empty where it has none.
std::string field(const PGresult* result, int code);

// What a failed result says: code, message with detail and hint. Of a result without a SQLSTATE the connection tells.
BackendError::Details details_of(const PGresult* result, PGconn* connection, std::string statement);

// Takes what a server says to a connection that is not busy, as libpq's receiver of notices: the last word before it
// ends the connection is what details_of() tells of the loss. `connection` is the PGconn.
void hear(void* connection, const PGresult* notice);
// Before the connection is closed, or when it is new.
void forget_words_to(const PGconn* connection);

// What a failed attempt to connect says, on one line and without the server's source code positions; the code is cut
// out of the message, for which the connection was made verbose. REQUIRES: PQstatus is CONNECTION_BAD.
BackendError::Details details_of_connecting(PGconn* connection);

// On one line: ends of lines become "; ".
std::string one_line(std::string_view text);

}  // namespace orm::postgres
