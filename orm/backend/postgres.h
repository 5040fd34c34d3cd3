// PostgreSQL through libpq: binary parameters and results, and for each group of work the fastest path that is correct.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "orm/backend/backend.h"

struct pg_conn;

namespace orm {

namespace postgres {
class Connection;
class Catalogue;
}  // namespace postgres

// How a group of rows is written. `automatic` takes COPY for many new rows, arrays for many changed or removed ones, a
// pipeline for a few. A path that a group cannot take is replaced as `automatic` would; settings() says so.
enum class WritePath : std::uint8_t {
  automatic,
  copy,      // COPY … FROM STDIN (FORMAT binary); inserts into tables without row security
  arrays,    // one statement on unnest($1::bigint[], …); columns of integers and texts
  pipeline,  // a statement a row, sent without waiting for the answers
  single,    // a statement and a round trip a row
};

// How the rows of a SELECT come. `automatic` takes COPY for a SELECT without parameters (a whole table, usually), the
// stream for one with a list of keys, and else the whole.
enum class LoadPath : std::uint8_t {
  automatic,
  copy,    // COPY (SELECT …) TO STDOUT (FORMAT binary); SELECTs without parameters, of integers and texts
  stream,  // libpq's single-row mode: one row in memory at a time
  whole,   // all rows are taken in before the first is handed on
};

constexpr std::string_view name_of(WritePath path) noexcept {
  constexpr std::string_view names[] = {"automatic", "copy", "arrays", "pipeline", "single"};
  return names[static_cast<std::size_t>(path)];
}
constexpr std::string_view name_of(LoadPath path) noexcept {
  constexpr std::string_view names[] = {"automatic", "copy", "stream", "whole"};
  return names[static_cast<std::size_t>(path)];
}

struct PostgresOptions {
  WritePath insert = WritePath::automatic;
  WritePath update = WritePath::automatic;
  WritePath remove = WritePath::automatic;
  LoadPath load = LoadPath::automatic;
  bool array_keys = true;                    // a list of keys is `= ANY($1)`; false: `IN ($1, $2, …)`
  std::chrono::seconds connect_timeout{10};  // where neither conninfo nor environment has a connect_timeout
  // Of the session, from its start: {"search_path", "ours"}, {"statement_timeout", "5s"}. They come with the connection
  // and no statement sets them, so that a proxy that lends its connections (pgbouncer) has to refuse, and nobody else
  // gets a session that is set.
  std::map<std::string, std::string> settings = {};
  // The connection may be such a proxy's: work is in transactions alone, settings hold within each, and statements have
  // no names, each being prepared anew when it is executed. What is done leaves no trace in the session.
  bool is_shared = false;
  // The server is known to spread tables over others, so that a COMMIT that fails is in doubt. Of tables of which many
  // rows are written it is found by asking.
  bool is_sharded = false;
};

// `conninfo` is libpq's, "host=… dbname=…" or postgresql://…; what it leaves out comes from PG* variables, a service
// file and a password file. Every statement may throw ConnectionLost; after rollback() (none is needed outside a
// transaction) the next one connects anew. Rows of an open cursor are taken in whole when another statement is sent.
class Postgres final : public Backend {
 public:
  // False in a build for runs that need no PostgreSQL: there the constructor throws.
  static bool is_built() noexcept;
  static constexpr const char* kNotBuilt = "this program was built without PostgreSQL; `scripts/build release` adds it";
  // Throws CannotOpen.
  explicit Postgres(const std::string& conninfo, PostgresOptions options = {});
  ~Postgres() override;

  Engine engine() const noexcept override { return Engine::postgres; }
  const Dialect& dialect() const noexcept override;
  std::map<std::string, std::string> settings() override;
  void tidy(std::span<const std::string_view> tables) override;
  const PostgresOptions& options() const noexcept { return options_; }
  // The process of the server that serves this connection.
  int server_process() const noexcept;
  // The library's own handle, for code that is measured against this class. Statements sent through it are not counted.
  // Throws CannotOpen, ConnectionLost.
  pg_conn* native();

 private:
  std::unique_ptr<Statement> do_prepare(std::string sql) override;
  void do_prepare_anew() override { execute("DEALLOCATE ALL"); }
  std::uint64_t do_execute(Statement& statement, Row parameters) override;
  void do_select(Statement& statement, Row parameters) override;
  Row fetch(Statement& statement) override;
  void end(Statement& statement) noexcept override;
  std::uint64_t do_write(const WriteGroup& group, const RowSource& rows) override;

  std::uint64_t execute_directly(const std::string& sql);
  void tidy_elsewhere(std::string_view table);

  PostgresOptions options_;
  std::unique_ptr<postgres::Connection> connection_;
  std::unique_ptr<postgres::Catalogue> catalogue_;
  std::uint64_t prepared_ = 0;
  bool has_changed_schema_ = false;              // in this transaction
  std::set<std::string> fallbacks_;              // "insert posts: arrays for copy"
  std::set<std::string, std::less<>> analyzed_;  // of the tables that lie on other servers
};

}  // namespace orm
