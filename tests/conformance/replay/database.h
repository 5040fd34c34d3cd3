// The database of one scenario, in memory: the model's tables, and their rows as the trace shows them.
#pragma once

#include <memory>

#include "orm/backend/sqlite.h"
#include "tests/conformance/replay/scenario.h"

namespace replay {

class Database {
 public:
  // With the scenario's rows. Throws BadInput when the database refuses one.
  explicit Database(const Scenario& scenario);

  orm::Backend& backend() noexcept { return *backend_; }
  // All rows by primary key, as the open transaction sees them.
  Json rows(const Table& table);

 private:
  std::unique_ptr<orm::Sqlite> backend_;
};

}  // namespace replay
