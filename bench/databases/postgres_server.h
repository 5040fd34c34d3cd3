// The PostgreSQL server of this process: BOTHSIDES_DSN names it. All that is made there lies in schemas with the mark
// of this run, which are dropped at the end, also when the process is interrupted.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "orm/backend/all.h"

namespace bench {

inline constexpr const char* kNoServer =
    "BOTHSIDES_DSN names no PostgreSQL server; `export BOTHSIDES_DSN=\"$(scripts/postgres_cluster start)\"` makes a "
    "throw-away one, and scripts/run --backend postgres does everything itself";

// libpq's connection string; nothing when the variable is unset or empty.
std::optional<std::string> server_conninfo();

// The paths that BOTHSIDES_POSTGRES_PATHS forces: "insert=copy|arrays|pipeline|single", "update=" and "remove="
// likewise, "load=copy|stream|whole", "keys=array|list", with commas between. Throws std::runtime_error for anything
// else.
orm::PostgresOptions options_of(const std::string& paths);

// Makes what drops the schemas at the end of the process; what is made after it is destroyed before.
void schemas_of_this_process();

// A connection whose tables are made in a schema of their own. The first failure to connect is thrown again by every
// later call, so that a server that does not answer is waited for once. BOTHSIDES_KEEP=1 leaves the schemas.
std::unique_ptr<orm::Backend> open_in_new_schema(const orm::BackendRow& backend);

// Why this program measures nothing on PostgreSQL: it was built without it, or no server is named; empty otherwise.
std::string lack_of_any_server();

// Why no cell of this backend can be measured here: the above, or the server spreads nothing over others; empty where
// they can be. Asks the server once.
std::string lack_of_server(const orm::BackendRow& backend);

// What the server is, a line; for a backend whose tables are spread over several, lines `spread: …` and `lacks: …` too.
// Tries what a role that may only read cannot do. Throws std::runtime_error, CannotOpen.
std::string described_server(const orm::BackendRow& backend);

// Versions and settings of the server, and the cores that it may use where it runs on this machine.
std::map<std::string, std::string> server_settings();

// Ends the connections of the run with this token and drops its schemas. Returns how many.
std::size_t drop_schemas(const std::string& token);

}  // namespace bench
