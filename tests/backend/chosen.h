// The database of a test whose sources run on both backends: SQLite in memory, or PostgreSQL when
// BOTHSIDES_TEST_BACKEND is "postgres".
#pragma once

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "databases.h"

namespace databases {

inline bool is_postgres_chosen() {
  const char* chosen = std::getenv("BOTHSIDES_TEST_BACKEND");
  return chosen != nullptr && std::string_view(chosen) == "postgres";
}

class ServerNeeded : public testing::Environment {
 public:
  void SetUp() override {
    if (is_postgres_chosen() && dsn() == nullptr) GTEST_SKIP() << kNoServer;
  }
};
inline testing::Environment* const kServerNeeded = testing::AddGlobalTestEnvironment(new ServerNeeded);

class Chosen {
 public:
  explicit Chosen(bool foreign_keys = true) : foreign_keys_(foreign_keys) {
    if (is_postgres_chosen()) {
      schema_ = std::make_unique<Schema>();
      // A statement a row, as on SQLite: so the counts that a test asserts are the same.
      constexpr auto kByRow = orm::WritePath::pipeline;
      backend_ = schema_->connect({.insert = kByRow, .update = kByRow, .remove = kByRow});
    } else {
      backend_ = orm::Sqlite::in_memory({.foreign_keys = foreign_keys});
    }
  }

  orm::Backend& backend() { return *backend_; }
  void sql(std::string_view text) {
    std::string here = translated(*backend_, std::string(text));
    if (is_postgres_chosen() && here == "PRAGMA foreign_keys = OFF") here = "SET session_replication_role = replica";
    backend_->execute(here);
    if (is_postgres_chosen() && !foreign_keys_) backend_->execute("SET session_replication_role = replica");
  }

 private:
  bool foreign_keys_;
  std::unique_ptr<Schema> schema_;
  std::unique_ptr<orm::Backend> backend_;
};

}  // namespace databases
