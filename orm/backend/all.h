// Every backend: a row each, with what differs. Adding one is its row here, and its class where it is a new one.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "orm/backend/backend.h"
#include "orm/backend/postgres.h"
#include "orm/backend/sqlite.h"

namespace orm {

// Where a new database may be made; a backend uses what it needs of it.
struct Where {
  std::filesystem::path file;  // does not exist
  std::string conninfo;        // of a server, as libpq reads it
  PostgresOptions postgres = {};
};

struct BackendRow {
  std::string_view name;  // part of a cell's name; begins with its engine's
  std::string_view words;
  Engine engine;              // whose SQL, catalogue and client library it has
  bool needs_server = false;  // opened by `conninfo`, in a schema that its caller made
  bool is_sharded = false;    // that server spreads tables over others
  bool is_in_memory = false;  // work that sends no statement is measured on the first of these alone
  std::unique_ptr<Backend> (*open)(const Where& where);  // throws CannotOpen
};

inline constexpr BackendRow kBackends[] = {
    {.name = "sqlite",
     .words = "SQLite, in a file",
     .engine = Engine::sqlite,
     .open = [](const Where& where) -> std::unique_ptr<Backend> { return std::make_unique<Sqlite>(where.file); }},
    {.name = "sqlite_memory",
     .words = "SQLite, in memory; work that sends no statement is measured here",
     .engine = Engine::sqlite,
     .is_in_memory = true,
     .open = [](const Where& /*where*/) -> std::unique_ptr<Backend> { return Sqlite::in_memory(); }},
    {.name = "postgres",
     .words = "a PostgreSQL server",
     .engine = Engine::postgres,
     .needs_server = true,
     .open = [](const Where& where) -> std::unique_ptr<Backend> {
       return std::make_unique<Postgres>(where.conninfo, where.postgres);
     }},
    {.name = "postgres_sharded",
     .words = "PostgreSQL servers over which posts are spread, and one that coordinates them",
     .engine = Engine::postgres,
     .needs_server = true,
     .is_sharded = true,
     .open = [](const Where& where) -> std::unique_ptr<Backend> {
       PostgresOptions options = where.postgres;
       options.is_sharded = true;
       return std::make_unique<Postgres>(where.conninfo, options);
     }},
};

// Throws std::out_of_range for an unknown name.
const BackendRow& backend_named(std::string_view name);

// Where work that sends no statement is measured.
const BackendRow& backend_in_memory() noexcept;

}  // namespace orm
