// What ends a transaction: conflicts with others, timeouts, an earlier error; each is its own type and keeps its code.
#include <gmock/gmock.h>

#include <thread>

#include "../databases.h"
#include "rows.h"

namespace {

using testing::HasSubstr;

class Transactions : public databases::OnPostgres {
 protected:
  void SetUp() override {
    databases::OnPostgres::SetUp();
    if (IsSkipped()) return;
    backend->execute("CREATE TABLE t (id bigint PRIMARY KEY, n bigint)");
    backend->execute("INSERT INTO t VALUES (1, 0), (2, 0)");
    other = schema->connect();
  }
  void TearDown() override {
    other.reset();
    databases::OnPostgres::TearDown();
  }
  std::unique_ptr<orm::Postgres> other;
};

TEST_F(Transactions, ASerializationFailureHasItsType) {
  for (auto* connection : {backend.get(), other.get()}) {
    connection->execute("BEGIN ISOLATION LEVEL SERIALIZABLE");
    rows::all(*connection, "SELECT sum(n) FROM t");
  }
  backend->execute("UPDATE t SET n = 1 WHERE id = 1");
  backend->commit();
  EXPECT_EQ(rows::refusal<orm::SerializationFailure>([&] {
              other->execute("UPDATE t SET n = 2 WHERE id = 2");
              other->commit();
            }).code,
            "40001");
  other->rollback();
}

TEST_F(Transactions, ADeadlockHasItsType) {
  backend->execute("SET deadlock_timeout = '20ms'");
  other->execute("SET deadlock_timeout = '10s'");
  backend->begin();
  other->begin();
  backend->execute("UPDATE t SET n = 1 WHERE id = 1");
  other->execute("UPDATE t SET n = 2 WHERE id = 2");
  std::thread waiting([&] { other->execute("UPDATE t SET n = 2 WHERE id = 1"); });
  const auto error = rows::refusal<orm::Deadlock>([&] { backend->execute("UPDATE t SET n = 1 WHERE id = 2"); });
  backend->rollback();
  waiting.join();
  other->commit();
  EXPECT_EQ(error.code, "40P01");
  EXPECT_EQ(rows::all(*backend, "SELECT n FROM t ORDER BY id"), (std::vector<std::string>{"2", "2"}));
}

TEST_F(Transactions, AStatementTimeoutIsSaid) {
  const auto hasty = schema->connect({.settings = {{"statement_timeout", "30ms"}}});
  const auto error = rows::refusal<orm::Cancelled>([&] { hasty->execute("SELECT pg_sleep(10)"); });
  EXPECT_EQ(error.code, "57014");
  EXPECT_THAT(error.message, HasSubstr("statement timeout"));
  EXPECT_EQ(rows::all(*hasty, "SELECT 1"), std::vector<std::string>{"1"});
}

TEST_F(Transactions, ALockThatIsNotGrantedIsBusy) {
  other->begin();
  other->execute("UPDATE t SET n = 1 WHERE id = 1");
  const auto hasty = schema->connect({.settings = {{"lock_timeout", "30ms"}}});
  EXPECT_EQ(rows::refusal<orm::DatabaseBusy>([&] { hasty->execute("UPDATE t SET n = 2 WHERE id = 1"); }).code, "55P03");
  other->rollback();
}

TEST_F(Transactions, AfterAnErrorNothingGoesOnAndNothingIsCommitted) {
  backend->begin();
  backend->execute("UPDATE t SET n = 5");
  rows::refusal<orm::UniqueViolation>([&] { backend->execute("INSERT INTO t VALUES (1, 1)"); });
  EXPECT_EQ(rows::refusal<orm::TransactionAborted>([&] { backend->execute("UPDATE t SET n = 6"); }).code, "25P02");
  const auto error = rows::refusal<orm::TransactionAborted>([&] { backend->commit(); });
  EXPECT_THAT(error.message, HasSubstr("nothing was committed"));
  EXPECT_EQ(rows::all(*backend, "SELECT n FROM t WHERE n <> 0"), std::vector<std::string>{});
}

TEST_F(Transactions, ARoleThatMayNotWriteIsTold) {
  backend->execute("SET default_transaction_read_only = on");
  const auto error = rows::refusal<orm::ReadOnlyDatabase>([&] { backend->execute("UPDATE t SET n = 1"); });
  EXPECT_EQ(error.code, "25006");
  backend->execute("SET default_transaction_read_only = off");
  const std::string role = schema->name() + "_reader";
  backend->begin();
  backend->execute("CREATE ROLE " + role);
  backend->execute("GRANT USAGE ON SCHEMA " + schema->name() + " TO " + role);
  backend->execute("SET LOCAL ROLE " + role);
  EXPECT_EQ(rows::refusal<orm::PermissionDenied>([&] { backend->execute("UPDATE t SET n = 1"); }).code, "42501");
  backend->rollback();
}

TEST_F(Transactions, CopyIsNoStatementToExecute) {
  for (const char* sql : {"COPY t TO STDOUT", "COPY t FROM STDIN"})
    EXPECT_THAT(rows::refusal<orm::StatementError>([&] { backend->execute(sql); }).message, HasSubstr("COPY"));
  EXPECT_EQ(rows::all(*backend, "SELECT count(*) FROM t"), std::vector<std::string>{"2"});
}

}  // namespace
