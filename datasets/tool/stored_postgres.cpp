// Datasets in PostgreSQL: each in a schema that this program made and marked.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "datasets/tables/tables.h"
#include "datasets/tool/errors.h"
#include "datasets/tool/stored.h"
#include "orm/backend/owned_schema.h"
#include "orm/backend/postgres.h"

namespace dataset_tool {
namespace {

const std::string kToken = "da7a5e7500000001";  // of datasets that stay; benchmark runs have a token of their own each

std::string one_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// Translates errors; no message holds the connection's text, for a password may stand in it.
template <class F>
auto guarded(const std::string& schema, F&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const orm::CannotOpen& error) {
    throw BadInput(fmt::format("PostgreSQL: cannot connect ({}): check --dsn, and that the server runs",
                               one_line(error.details().message)));
  } catch (const orm::NotOurs& error) {
    throw BadInput(fmt::format("schema {}: {}", schema, one_line(error.what())));
  } catch (const datasets::WrongType& error) {
    throw Damaged(fmt::format("schema {}: {}: generate it again with --force", schema, error.what()));
  } catch (const orm::BackendError& error) {
    throw BadInput(fmt::format("schema {}: PostgreSQL says: {}: check the server and the role's rights", schema,
                               one_line(error.details().message)));
  }
}

bool is_dataset(orm::Backend& postgres, const std::string& schema) {
  const std::vector<std::string> ours = orm::owned_schemas(postgres, kToken);
  return std::find(ours.begin(), ours.end(), schema) != ours.end();
}

bool exists(orm::Backend& postgres, const std::string& schema) {
  const orm::Cell parameters[] = {std::string_view(schema)};
  auto rows = postgres.select("SELECT 1::bigint FROM pg_catalog.pg_namespace WHERE nspname = $1::text", parameters);
  return !rows.next().empty();
}

void enter(orm::Backend& postgres, const std::string& schema) {
  postgres.execute("SET search_path TO " + postgres.dialect().quoted(schema));
}

class StoredPostgres final : public Stored {
 public:
  StoredPostgres(const std::string& dsn, const std::string& schema)
      : schema_(schema), backend_(dsn, {.settings = {{"default_transaction_read_only", "on"}}}) {
    if (!is_dataset(backend_, schema))
      throw BadInput(
          fmt::format("schema {}: is no dataset in this database: make one with 'dataset generate NAME "
                      "--format postgres --out SCHEMA'",
                      schema));
    enter(backend_, schema);
  }
  datasets::Origin origin() override {
    return guarded(schema_, [&] {
      if (auto origin = datasets::read_origin(backend_)) return *origin;
      throw Damaged(
          fmt::format("schema {}: does not say which dataset it holds: generate it again with --force", schema_));
    });
  }
  void read(datasets::RowVisitor& visitor) override {
    const datasets::Relation relation = origin().relation;
    guarded(schema_, [&] { datasets::read_rows(backend_, relation, visitor); });
  }
  std::string schema_difference() override {
    const datasets::Relation relation = origin().relation;
    return guarded(schema_, [&] { return datasets::schema_difference(backend_, relation); });
  }
  std::uint64_t bytes() override {
    return guarded(schema_, [&] {
      const orm::Cell parameters[] = {std::string_view(schema_)};
      auto rows = backend_.select(
          "SELECT coalesce(sum(pg_catalog.pg_total_relation_size(c.oid)), 0)::bigint FROM pg_catalog.pg_class AS c "
          "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1::text AND c.relkind = 'r'",
          parameters);
      return static_cast<std::uint64_t>(rows.next()[0].integer());
    });
  }

 private:
  std::string schema_;
  orm::Postgres backend_;
};

// The schema is filled under another name, and is gone again unless it is complete.
void fill_schema(orm::Postgres& postgres, const std::string& schema, const datasets::Dataset& dataset,
                 const datasets::Progress& progress) {
  const std::string made = fmt::format("{}_tmp_{}", schema, getpid());
  orm::create_owned_schema(postgres, made, kToken);
  try {
    enter(postgres, made);
    datasets::create_tables(postgres, dataset.relation());
    const std::uint64_t digest = datasets::fill(postgres, dataset, progress);
    datasets::write_origin(postgres, {dataset.name(), dataset.seed(), dataset.relation(), dataset.sizes(), digest});
    if (exists(postgres, schema)) orm::drop_owned_schema(postgres, schema, kToken);
    postgres.execute("ALTER SCHEMA " + postgres.dialect().quoted(made) + " RENAME TO " +
                     postgres.dialect().quoted(schema));
  } catch (...) {
    try {
      orm::drop_owned_schema(postgres, made, kToken);
    } catch (const std::exception&) {  // the first error is told
    }
    throw;
  }
}

}  // namespace

std::unique_ptr<Stored> open_postgres(const std::string& dsn, const std::string& schema) {
  return guarded(schema, [&] { return std::make_unique<StoredPostgres>(dsn, schema); });
}

void write_postgres(const std::string& dsn, const std::string& schema, bool force, const datasets::Dataset& dataset,
                    const datasets::Progress& progress) {
  guarded(schema, [&] {
    orm::Postgres postgres(dsn);
    if (exists(postgres, schema) && !is_dataset(postgres, schema))
      throw BadInput(
          fmt::format("schema {}: was not made by this program, not even --force replaces it: choose another "
                      "--out",
                      schema));
    if (exists(postgres, schema) && !force)
      throw BadInput(fmt::format("schema {}: exists already: give --force to replace it", schema));
    fill_schema(postgres, schema, dataset, progress);
  });
}

}  // namespace dataset_tool
