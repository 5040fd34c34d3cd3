// In place of postgres/ in a build that needs no PostgreSQL: one that cannot be opened.
#include <cstdlib>
#include <utility>

#include "orm/backend/errors.h"
#include "orm/backend/postgres.h"

namespace orm {

namespace postgres {
class Connection {};
class Catalogue {};
}  // namespace postgres

bool Postgres::is_built() noexcept { return false; }

Postgres::Postgres(const std::string& /*conninfo*/, PostgresOptions options) : options_(std::move(options)) {
  throw CannotOpen({"", kNotBuilt, "", ""});
}

// No object lives to be asked.
Postgres::~Postgres() = default;
const Dialect& Postgres::dialect() const noexcept { std::abort(); }
std::map<std::string, std::string> Postgres::settings() { std::abort(); }
void Postgres::tidy(std::span<const std::string_view> /*tables*/) { std::abort(); }
int Postgres::server_process() const noexcept { std::abort(); }
pg_conn* Postgres::native() { std::abort(); }
std::unique_ptr<Statement> Postgres::do_prepare(std::string /*sql*/) { std::abort(); }
std::uint64_t Postgres::do_execute(Statement& /*statement*/, Row /*parameters*/) { std::abort(); }
void Postgres::do_select(Statement& /*statement*/, Row /*parameters*/) { std::abort(); }
Row Postgres::fetch(Statement& /*statement*/) { std::abort(); }
void Postgres::end(Statement& /*statement*/) noexcept { std::abort(); }
std::uint64_t Postgres::do_write(const WriteGroup& /*group*/, const RowSource& /*rows*/) { std::abort(); }

}  // namespace orm
