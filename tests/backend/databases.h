// The databases that a test runs on: SQLite in memory and in a file, and PostgreSQL where BOTHSIDES_DSN names a server.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "orm/backend/owned_schema.h"
#include "orm/backend/postgres.h"
#include "orm/backend/sqlite.h"

namespace databases {

inline const char* dsn() { return std::getenv("BOTHSIDES_DSN"); }
inline constexpr const char* kNoServer =
    "BOTHSIDES_DSN names no PostgreSQL server; scripts/postgres_cluster start prints what it should be";

// SQL of the tests is written for SQLite's types with PostgreSQL's placeholders.
inline std::string translated(const orm::Backend& backend, std::string text) {
  const std::string integer(backend.dialect().integer_type());
  for (std::size_t at = text.find("INTEGER"); at != std::string::npos; at = text.find("INTEGER", at + integer.size()))
    text.replace(at, 7, integer);
  if (backend.engine() != orm::Engine::postgres)
    for (char& c : text) c = c == '$' ? '?' : c;
  return text;
}

// A schema of the test's own on the server, gone with this object.
class Schema {
 public:
  Schema() : token_(orm::new_schema_token()), name_("bothsides_test_" + token_), admin_(dsn()) {
    orm::create_owned_schema(admin_, name_, token_);
  }
  ~Schema() {
    try {
      orm::drop_owned_schema(admin_, name_, token_);
    } catch (const std::exception& error) {
      ADD_FAILURE() << error.what();
    }
  }
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  const std::string& name() const { return name_; }
  std::unique_ptr<orm::Postgres> connect(orm::PostgresOptions options = {}) const {
    options.settings["search_path"] = name_;
    return std::make_unique<orm::Postgres>(dsn(), options);
  }
  // A connection of its own that sees all schemas.
  orm::Postgres& admin() { return admin_; }

 private:
  std::string token_;
  std::string name_;
  orm::Postgres admin_;
};

// A test on PostgreSQL alone.
class OnPostgres : public testing::Test {
 protected:
  void SetUp() override {
    if (dsn() == nullptr) GTEST_SKIP() << kNoServer;
    schema = std::make_unique<Schema>();
    backend = schema->connect();
  }
  void TearDown() override { backend.reset(); }
  // The same tables through another connection with other options.
  void connect(orm::PostgresOptions options) { backend = schema->connect(std::move(options)); }
  std::string sql(std::string text) const { return translated(*backend, std::move(text)); }

  std::unique_ptr<Schema> schema;
  std::unique_ptr<orm::Postgres> backend;
};

// A test on each of them, by the backend's name.
class OnEach : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() != "postgres") {
      backend = orm::Sqlite::in_memory();
    } else if (dsn() == nullptr) {
      GTEST_SKIP() << kNoServer;
    } else {
      schema_ = std::make_unique<Schema>();
      backend = schema_->connect();
    }
    make_tables();
  }
  void TearDown() override { backend.reset(); }
  virtual void make_tables() {}
  bool is_postgres() const { return GetParam() == "postgres"; }
  std::string sql(std::string text) const { return translated(*backend, std::move(text)); }

  std::unique_ptr<orm::Backend> backend;

 private:
  std::unique_ptr<Schema> schema_;
};

#define ON_EACH_DATABASE(TEST_CLASS)                                                            \
  INSTANTIATE_TEST_SUITE_P(Databases, TEST_CLASS, testing::Values("sqlite_memory", "postgres"), \
                           [](const testing::TestParamInfo<std::string>& each) { return each.param; })

}  // namespace databases
