// The database that a group of cells works on: made by plain SQL from a dataset, in a file, in memory or in a schema of
// a PostgreSQL server, and gone at the end.
#pragma once

#include <concepts>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "bench/answers/graph.h"
#include "bench/answers/links.h"
#include "datasets/dataset.h"
#include "orm/backend/all.h"

namespace bench {

// What of a dataset is measured: of a blog its users and posts.
constexpr datasets::Relation measured_relation(datasets::Relation relation) noexcept {
  return relation == datasets::Relation::blog ? datasets::Relation::one_to_many : relation;
}

// The rows of a dataset in a database of their own, or the empty tables alone. Work on it happens inside a transaction
// that is rolled back, so every cell finds it as it was made. The state of the dataset is kept beside it for the
// answers.
class Database {
 public:
  enum class Rows : std::uint8_t { filled, empty };

  // The name of a dataset, or classes_N. Throws datasets::UnknownDataset, orm::BackendError.
  Database(std::string_view backend, std::string_view dataset, Rows rows);

  orm::Backend& backend() noexcept { return *backend_; }
  const datasets::Dataset& dataset() const noexcept { return dataset_; }
  std::int64_t class_pairs() const noexcept { return class_pairs_; }  // of classes_N; 0 of any other dataset
  const Graph& graph() const noexcept { return graph_; }              // REQUIRES: users with posts
  const Links& links() const noexcept { return links_; }              // REQUIRES: another relation
  template <class State>
  const State& state() const noexcept {
    if constexpr (std::same_as<State, Graph>)
      return graph_;
    else
      return links_;
  }
  // Before a row of measurement: takes away what rolled-back rows left behind. REQUIRES: no transaction.
  void tidy();

 private:
  std::int64_t class_pairs_;
  datasets::Dataset dataset_;
  Graph graph_;
  Links links_;
  std::unique_ptr<orm::Backend> backend_;
};

// Where the databases of a backend lie, for messages about a disk that is full: with what to do.
std::string place_of(std::string_view backend);

// The database of this process for (backend, dataset, rows), made when it is first asked for. `made_in_ms` becomes the
// time that took, 0 when it was there.
Database& database(std::string_view backend, std::string_view dataset, Database::Rows rows, double& made_in_ms);

}  // namespace bench
