#include "bench/databases/database.h"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <tuple>
#include <vector>

#include "bench/databases/classes.h"
#include "bench/databases/postgres_server.h"
#include "bench/databases/scratch_folder.h"
#include "datasets/all.h"
#include "datasets/sources/errors.h"
#include "datasets/tables/tables.h"
#include "orm/backend/all.h"

namespace bench {
namespace {

std::unique_ptr<orm::Backend> open(const orm::BackendRow& backend, const std::string& file) {
  return backend.needs_server ? open_in_new_schema(backend) : backend.open({scratch_folder() / file, ""});
}

std::string file_name(std::string_view dataset, Database::Rows rows) {
  return std::string(dataset) + (rows == Database::Rows::empty ? "_empty.sqlite" : ".sqlite");
}

}  // namespace

std::string place_of(std::string_view backend) {
  if (orm::backend_named(backend).needs_server) return "the PostgreSQL server";
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(scratch_folder(), error);
  return fmt::format("{} ({}set TMPDIR to a folder with more room)", scratch_folder().string(),
                     error ? "" : fmt::format("{} KiB are free there: ", space.available / 1024));
}

Database::Database(std::string_view backend, std::string_view dataset, Rows rows)
    : class_pairs_(bench::class_pairs(dataset)),
      dataset_(datasets::make(class_pairs_ > 0 ? kRowsOfClasses : dataset)),
      backend_(open(orm::backend_named(backend), file_name(dataset, rows))) {
  const datasets::Relation relation = measured_relation(dataset_.relation());
  if (relation == datasets::Relation::one_to_many)
    graph_ = graph_of(dataset_);
  else
    links_ = links_of(dataset_);
  if (orm::backend_named(backend).needs_server)  // the schema is marked as ours, not the tables
    datasets::create_tables(*backend_, relation);
  else
    datasets::create_schema(*backend_, relation);
  if (rows == Rows::filled) datasets::fill(*backend_, dataset_, relation);
}

void Database::tidy() {
  std::vector<std::string_view> tables;
  for (const datasets::Table& table : datasets::tables_of(measured_relation(dataset_.relation())))
    tables.push_back(table.name);
  backend_->tidy(tables);
}

Database& database(std::string_view backend, std::string_view dataset, Database::Rows rows, double& made_in_ms) {
  scratch_folder();  // made before the databases, hence removed after they are closed
  if (orm::backend_named(backend).needs_server) schemas_of_this_process();  // likewise
  static std::map<std::tuple<std::string, std::string, Database::Rows>, std::unique_ptr<Database>> databases;
  auto& place = databases[{std::string(backend), std::string(dataset), rows}];
  made_in_ms = 0;
  if (!place) {
    const auto start = std::chrono::steady_clock::now();
    try {
      place = std::make_unique<Database>(backend, dataset, rows);
    } catch (const datasets::BadSource&) {
      throw;  // says what to do, and concerns this dataset alone
    } catch (const std::exception& error) {
      throw orm::CannotOpen(
          {"", "cannot make the database of " + std::string(dataset) + ": " + error.what(), "", place_of(backend)});
    }
    made_in_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  }
  place->tidy();
  return *place;
}

}  // namespace bench
