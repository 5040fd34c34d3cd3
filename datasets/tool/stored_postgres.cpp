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
  if (!orm::Postgres::is_built()) throw BadInput(orm::Postgres::kNotBuilt);
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

// A connection may be shared with other clients, by a proxy: what is set is set within transactions.
orm::PostgresOptions shared(std::map<std::string, std::string> settings = {}) {
  return {.settings = std::move(settings), .is_shared = true};
}

template <class F>
auto in_transaction(orm::Backend& postgres, F&& work) -> decltype(work()) {
  postgres.begin();
  struct End {
    orm::Backend& postgres;
    bool is_good = false;
    ~End() {
      if (is_good) return;
      try {
        postgres.rollback();
      } catch (const orm::BackendError&) {  // the first error is told
      }
    }
  } end{postgres};
  auto result = work();
  postgres.commit();
  end.is_good = true;
  return result;
}

class StoredPostgres final : public Stored {
 public:
  StoredPostgres(const std::string& dsn, const std::string& schema) : schema_(schema), backend_(dsn, shared()) {
    backend_.begin();  // to the end: one state of all tables
    backend_.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    if (!is_dataset(backend_, schema))
      throw BadInput(
          fmt::format("schema {}: is not a dataset in this database: make one with 'dataset generate NAME "
                      "--format postgres --out SCHEMA'",
                      schema));
    backend_.execute("SET LOCAL search_path TO " + backend_.dialect().quoted(schema));
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
void fill_schema(const std::string& dsn, orm::Postgres& postgres, const std::string& schema,
                 const datasets::Dataset& dataset, const datasets::Progress& progress) {
  const std::string made = fmt::format("{}_tmp_{}", schema, getpid());
  orm::create_owned_schema(postgres, made, kToken);
  try {
    {
      orm::Postgres inside(dsn, shared({{"search_path", postgres.dialect().quoted(made)}}));
      in_transaction(inside, [&] {
        datasets::create_tables(inside, dataset.relation());
        return 0;
      });
      const std::uint64_t digest = datasets::fill(inside, dataset, progress);
      in_transaction(inside, [&] {
        datasets::write_origin(inside, {dataset.name(), dataset.seed(), dataset.relation(), dataset.sizes(), digest});
        return 0;
      });
    }
    if (in_transaction(postgres, [&] { return exists(postgres, schema); }))
      orm::drop_owned_schema(postgres, schema, kToken);
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
    orm::Postgres postgres(dsn, shared());
    const auto [is_there, is_ours] =
        in_transaction(postgres, [&] { return std::pair(exists(postgres, schema), is_dataset(postgres, schema)); });
    if (is_there && !is_ours)
      throw BadInput(
          fmt::format("schema {}: was not made by this program, not even --force replaces it: choose another "
                      "--out",
                      schema));
    if (is_there && !force)
      throw BadInput(fmt::format("schema {}: exists already: give --force to replace it", schema));
    fill_schema(dsn, postgres, schema, dataset, progress);
  });
}

}  // namespace dataset_tool
