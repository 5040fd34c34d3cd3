// Connection strings: what they say, which of it is nobody's password, and the parameters that it comes to.
#pragma once

#include <libpq-fe.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace orm::postgres {

inline constexpr const char* kApplicationName = "application_name";

struct FreeOptions {
  void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

// Throws CannotOpen for one that cannot be understood; the message holds nothing of it that could be a password.
Options parsed(const std::string& conninfo);
// The same where it names a host or a port that is none.
void require_place(const PQconninfoOption* given);

// "-c name=value …", behind what the caller gives of such options.
std::string options_of(const PQconninfoOption* given, const std::map<std::string, std::string>& settings);

// What the connection uses for a keyword; empty where it uses none.
std::string value_of(PGconn* connection, std::string_view keyword);
// Where a connection goes, without its password. Nothing of it where a name looks as if it were more than that.
std::string place_of(PGconn* connection);
std::string without_password(std::string text, PGconn* connection);

}  // namespace orm::postgres
