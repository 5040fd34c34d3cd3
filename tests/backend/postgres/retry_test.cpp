// What the database gives up for another's sake, 40001 and 40P01: a type of its own, a usable session after the
// rollback, and the whole unit of work done anew; and a COMMIT of which nobody knows how far it came.
#include "orm/backend/retry.h"

#include <gmock/gmock.h>

#include "../databases.h"
#include "datasets/all.h"
#include "datasets/digest.h"
#include "datasets/tables/fill.h"
#include "datasets/tables/read_back.h"
#include "datasets/tables/schema.h"
#include "rows.h"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Retries : public databases::OnPostgres {
 protected:
  void SetUp() override {
    databases::OnPostgres::SetUp();
    if (IsSkipped()) return;
    backend->execute("CREATE TABLE t (id bigint PRIMARY KEY, n bigint)");
    backend->execute("INSERT INTO t VALUES (1, 0)");
  }
  // The first `times` statements that insert into the table fail with this code. A sequence does not roll back.
  void refuse(std::string_view table, int times, std::string_view code, const std::string& when = "BEFORE INSERT",
              const std::string& each = "STATEMENT") {
    backend->execute("CREATE SEQUENCE tries");
    backend->execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('tries') <= " +
                     std::to_string(times) + " THEN RAISE SQLSTATE '" + std::string(code) +
                     "'; END IF; RETURN NULL; END $$");
    const std::string kind = each == "ROW" ? "CONSTRAINT TRIGGER" : "TRIGGER";
    const std::string deferred = each == "ROW" ? " DEFERRABLE INITIALLY DEFERRED" : "";
    backend->execute("CREATE " + kind + " refuse " + when + " ON " + std::string(table) + deferred + " FOR EACH " +
                     each + " EXECUTE FUNCTION refuse()");
  }
  void add_row() {
    ++attempts;
    backend->rollback();
    backend->begin();
    backend->execute("UPDATE t SET n = n + 1");
    backend->execute("INSERT INTO t VALUES (2, 0)");
    backend->commit();
  }
  std::uint64_t retries() const { return backend->counts().retries; }

  int attempts = 0;
};

class RetriesOfBothCodes : public Retries, public testing::WithParamInterface<std::string> {};
INSTANTIATE_TEST_SUITE_P(Codes, RetriesOfBothCodes, testing::Values("40001", "40P01"));

TEST_P(RetriesOfBothCodes, AreOfTheWholeUnitOfWork) {
  refuse("t", 3, GetParam());
  orm::retried(*backend, [&] { add_row(); });
  EXPECT_EQ(attempts, 4);
  EXPECT_EQ(retries(), 3U);
  EXPECT_THAT(rows::all(*backend, "SELECT id, n FROM t ORDER BY id"), ElementsAre("1|1", "2|0"));  // not 4 times
}

TEST_F(Retries, EndWithTheErrorAfterTheLastAttemptAndTheSessionIsUsable) {
  refuse("t", 100, "40001");
  const auto error = rows::refusal<orm::SerializationFailure>(
      [&] { orm::retried(*backend, [&] { add_row(); }, {.attempts = 3, .pause = std::chrono::milliseconds(1)}); });
  EXPECT_EQ(error.code, "40001");
  EXPECT_EQ(attempts, 3);
  EXPECT_EQ(retries(), 2U);
  backend->rollback();
  EXPECT_THAT(rows::all(*backend, "SELECT id, n FROM t"), ElementsAre("1|0"));
}

TEST_F(Retries, AreForNothingElse) {
  backend->execute("INSERT INTO t VALUES (2, 0)");
  rows::refusal<orm::UniqueViolation>([&] { orm::retried(*backend, [&] { add_row(); }); });
  EXPECT_EQ(attempts, 1);
  EXPECT_EQ(retries(), 0U);
}

TEST_F(Retries, WaitLongerEachTime) {
  refuse("t", 4, "40001");
  const auto start = std::chrono::steady_clock::now();
  orm::retried(*backend, [&] { add_row(); }, {.pause = std::chrono::milliseconds(4)});
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(4 + 8 + 16 + 32));
}

// Two serializable transactions read what the other writes: the second to commit is given up, and sees the first's
// value when it is done anew.
TEST_F(Retries, GoOnFromWhatTheOtherSessionCommitted) {
  backend->execute("INSERT INTO t VALUES (2, 0)");
  const auto other = schema->connect();
  const auto add = [](orm::Backend& to, std::int64_t id, bool commits) {
    to.execute("BEGIN ISOLATION LEVEL SERIALIZABLE");
    const orm::Cell parameters[] = {id, std::stoll(rows::all(to, "SELECT sum(n)::bigint FROM t")[0]) + 10};
    to.execute("UPDATE t SET n = $2 WHERE id = $1", parameters);
    if (commits) to.commit();
  };
  orm::retried(*backend, [&] {
    backend->rollback();
    add(*backend, 1, false);
    if (attempts++ == 0) add(*other, 2, true);
    backend->commit();
  });
  EXPECT_EQ(attempts, 2);
  EXPECT_EQ(retries(), 1U);
  EXPECT_THAT(rows::all(*backend, "SELECT n FROM t ORDER BY id"), ElementsAre("20", "10"));
}

TEST_F(Retries, OfALoadOfADatasetLeaveItsRowsOnce) {
  const auto dataset = datasets::make("zipf_tiny");
  datasets::create_tables(*backend);
  refuse("posts", 2, "40001");
  EXPECT_EQ(datasets::fill(*backend, dataset, datasets::Relation::one_to_many), datasets::digest(dataset));
  EXPECT_EQ(retries(), 2U);
  EXPECT_EQ(datasets::digest(*backend, datasets::Relation::one_to_many), datasets::digest(dataset));
}

TEST_F(Retries, AreNotOfACommitThatMayBeHalfDone) {
  refuse("t", 1, "40001", "AFTER INSERT", "ROW");
  connect({.is_sharded = true});
  const auto error = rows::refusal<orm::CommitInDoubt>([&] { orm::retried(*backend, [&] { add_row(); }); });
  EXPECT_EQ(error.code, "40001");
  EXPECT_THAT(error.message, HasSubstr("may have committed a part"));
  EXPECT_EQ(attempts, 1);
  EXPECT_THAT(rows::all(*backend, "SELECT id, n FROM t"), ElementsAre("1|0"));  // usable, and here all was given up
}

TEST_F(Retries, OfOneServerAreOfItsCommitToo) {
  refuse("t", 1, "40001", "AFTER INSERT", "ROW");
  orm::retried(*backend, [&] { add_row(); });
  EXPECT_EQ(attempts, 2);
}

}  // namespace
