// Datasets in PostgreSQL, and profiles of what is there: on the server that BOTHSIDES_DSN names.
#include <gmock/gmock.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "datasets/all.h"
#include "datasets/digest.h"
#include "datasets/sources/shape_file.h"
#include "orm/backend/owned_schema.h"
#include "orm/backend/postgres.h"
#include "program.h"

namespace {

using datasets::FanOutCount;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class PostgresProgram : public Program {
 protected:
  void SetUp() override {
    const char* dsn = std::getenv("BOTHSIDES_DSN");
    if (dsn == nullptr)
      GTEST_SKIP()
          << "BOTHSIDES_DSN names no PostgreSQL server; scripts/postgres_cluster start prints what it should be";
    dsn_ = dsn;
    server_.emplace(dsn_);
  }
  void TearDown() override {
    if (!server_) return;
    for (const std::string& schema : schemas())
      server_->execute("DROP SCHEMA " + server_->dialect().quoted(schema) + " CASCADE");
  }
  // Those of this test, by their names.
  std::vector<std::string> schemas() {
    std::vector<std::string> found;
    auto rows = server_->select("SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'dataset_test_" +
                                std::to_string(getpid()) + "%' ORDER BY 1");
    for (orm::Row row = rows.next(); !row.empty(); row = rows.next()) found.emplace_back(row[0].text());
    return found;
  }
  Outcome generate(const std::string& name, const Arguments& more = {}) {
    Arguments arguments{"generate", name, "--format", "postgres", "--dsn", dsn_, "--out", schema_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  std::string schema_ = "dataset_test_" + std::to_string(getpid());
  std::string dsn_;
  std::optional<orm::Postgres> server_;
};

TEST_F(PostgresProgram, TheDigestIsTheSameThroughEveryStore) {
  for (const std::string name : {"zipf_small", "sparse_tiny", "profiles_small", "threads_small", "tags_small"}) {
    const std::string digest = datasets::digest_text(datasets::digest(datasets::make(name)));
    EXPECT_THAT(generate(name, {"--force"}).out, HasSubstr("digest " + digest)) << name;
    EXPECT_THAT(run({"verify", schema_, "--dsn", dsn_}).out, HasSubstr("agree")) << name;
    EXPECT_EQ(nlohmann::json::parse(run({"describe", schema_, "--dsn", dsn_, "--json"}).out)["digest"], digest) << name;
    for (const std::string store : {"sqlite", "csv"}) {
      make({"generate", name, "--out", store, "--format", store, "--force"});
      EXPECT_EQ(nlohmann::json::parse(run({"describe", "./" + store, "--json"}).out)["digest"], digest) << store;
    }
  }
}

TEST_F(PostgresProgram, ASchemaMayHaveAnyName) {
  schema_ += " \"é\".'x'";
  EXPECT_EQ(generate("zipf_tiny").exit_code, 0);
  EXPECT_EQ(generate("zipf_tiny", {"--force"}).exit_code, 0);
  EXPECT_THAT(run({"verify", schema_, "--dsn", dsn_}).out, HasSubstr("is zipf_tiny"));
  EXPECT_EQ(run({"describe", schema_, "--dsn", dsn_}).exit_code, 0);
}

TEST_F(PostgresProgram, FindsTheFirstRowThatDiffers) {
  EXPECT_EQ(generate("zipf_tiny").exit_code, 0);
  server_->execute("UPDATE " + schema_ + ".posts SET body = 'x' WHERE id = 17");
  expect_complaint(run({"verify", schema_, "--dsn", dsn_}), 1, "posts 17: body differs");
  server_->execute("DROP INDEX " + schema_ + ".posts_author_id");
  expect_complaint(run({"verify", schema_, "--dsn", dsn_}), 1, "index posts_author_id is missing");
  server_->execute("ALTER TABLE " + schema_ + ".users ADD COLUMN age bigint");
  expect_complaint(run({"verify", schema_, "--dsn", dsn_}), 1, "table users is declared differently");
  server_->execute("DROP TABLE " + schema_ + ".users CASCADE");
  expect_complaint(run({"verify", schema_, "--dsn", dsn_}), 1, "table users is missing");
}

TEST_F(PostgresProgram, ReplacesADatasetOnlyWithForceAndNothingElseEver) {
  EXPECT_EQ(generate("zipf_tiny").exit_code, 0);
  expect_complaint(generate("uniform_tiny"), 2, "exists already: give --force to replace it");
  EXPECT_EQ(generate("uniform_tiny", {"--force"}).exit_code, 0);
  EXPECT_THAT(run({"verify", schema_, "--dsn", dsn_}).out, HasSubstr("is uniform_tiny"));
  server_->execute("COMMENT ON SCHEMA " + schema_ + " IS 'mine'");
  expect_complaint(generate("zipf_tiny", {"--force"}), 2, "was not made by this program, not even --force replaces it");
  expect_complaint(run({"verify", schema_, "--dsn", dsn_}), 2, "is not a dataset in this database");
  expect_complaint(run({"describe", schema_ + "_gone", "--dsn", dsn_}), 2, "is not a dataset in this database");
  EXPECT_THAT(schemas(), ElementsAre(schema_));
}

TEST_F(PostgresProgram, AProfileReadsAndChangesNothing) {
  const auto in_schema = [&](std::string sql) {
    for (auto at = sql.find('@'); at != std::string::npos; at = sql.find('@')) sql.replace(at, 1, schema_);
    server_->execute(sql);
  };
  in_schema("CREATE SCHEMA @");
  in_schema("CREATE TABLE @.buyers(nr integer PRIMARY KEY, name varchar(20), raw bytea)");
  in_schema(
      "CREATE TABLE @.\"Orders\"(id serial PRIMARY KEY, buyer smallint REFERENCES @.buyers, seller uuid, price "
      "numeric)");
  in_schema("INSERT INTO @.buyers VALUES (1, 'secret', '\\x0102'), (2, 'é', NULL), (3, NULL, NULL)");
  in_schema("INSERT INTO @.\"Orders\"(buyer, price) VALUES (1, 12.50), (1, NULL), (2, 1), (NULL, 1)");
  const Arguments from{"profile", "--from", dsn_, "--out", "s.toml", "--force", "--child"};
  const auto profile = [&](const std::string& child, const Arguments& more = {}) {
    Arguments arguments = from;
    arguments.push_back(child);
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  };
  EXPECT_THAT(profile(schema_ + ".Orders.buyer").out, HasSubstr("3 owners (1 without children), 4 children"));
  const datasets::ShapeFile shape = datasets::read_shape(path("s.toml"));
  EXPECT_THAT(shape.fan_outs, ElementsAre(FanOutCount{0, 1}, FanOutCount{1, 1}, FanOutCount{2, 1}));
  EXPECT_EQ(shape.null_keys, 1);
  EXPECT_EQ(shape.widths.users.back(), 8);  // "secret" and two bytes
  EXPECT_EQ(shape.widths.posts.back(), 5);  // "12.50"
  EXPECT_THAT(content("s.toml"), Not(HasSubstr("secret")));
  expect_complaint(profile(schema_ + ".Orders.byer"), 2, "has no column 'byer': it has id, buyer, seller, price");
  expect_complaint(profile(schema_ + ".orders.buyer"), 2, "there is no table '" + schema_ + ".orders'");
  expect_complaint(profile(schema_ + ".Orders.seller"), 2, "is NULL in every row, so no owner is known");
  expect_complaint(profile(schema_ + ".Orders.buyer", {"--parent", schema_ + ".buyers.name"}), 2,
                   schema_ + ".Orders.buyer is smallint and " + schema_ + ".buyers.name is character varying(20)");
  in_schema("CREATE TABLE @.\"dot.ted\"(buyer smallint REFERENCES @.buyers)");
  in_schema("INSERT INTO @.\"dot.ted\" VALUES (1)");
  EXPECT_THAT(profile(schema_ + ".dot.ted.buyer").out, HasSubstr("3 owners (2 without children), 1 child "));
  // A view that writes when it is read: the transaction may not.
  in_schema("CREATE FUNCTION @.note() RETURNS integer LANGUAGE sql AS 'INSERT INTO @.buyers VALUES (9) RETURNING nr'");
  in_schema("CREATE VIEW @.trap AS SELECT @.note() AS buyer");
  expect_complaint(profile(schema_ + ".trap.buyer"), 2, "read-only transaction");
}

TEST_F(PostgresProgram, NoMessageHoldsThePassword) {
  const std::string secret = "correct horse battery staple";
  for (const std::string& dsn : {"host=/nonexistent dbname=x password='" + secret + "'",
                                 "postgresql://me:" + secret + "@[broken/x", "password='" + secret + "' nonsense=1"})
    for (const Arguments& arguments :
         {Arguments{"profile", "--from", dsn, "--child", "a.b", "--out", "s.toml"},
          Arguments{"verify", "x", "--dsn", dsn}, Arguments{"describe", "x", "--dsn", dsn},
          Arguments{"generate", "zipf_tiny", "--format", "postgres", "--dsn", dsn, "--out", "x"}}) {
      const Outcome outcome = run(arguments);
      expect_complaint(outcome, 2, "PostgreSQL: cannot connect (");
      for (const char* word : {"correct", "horse", "staple"}) EXPECT_THAT(outcome.err, Not(HasSubstr(word)));
    }
}

}  // namespace
