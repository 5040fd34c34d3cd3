// dataset profile of PostgreSQL tables: all rows are counted or none, as the keys there have it, and nothing is left in
// the session.
#include <gmock/gmock.h>

#include <cstdlib>

#include "datasets/sources/shape_file.h"
#include "orm/backend/postgres.h"
#include "program.h"

namespace {

using datasets::FanOutCount;
using datasets::ShapeFile;
using testing::ElementsAre;
using testing::HasSubstr;

class ProfilePostgres : public Program {
 protected:
  void SetUp() override {
    const char* dsn = std::getenv("BOTHSIDES_DSN");
    if (dsn == nullptr)
      GTEST_SKIP()
          << "BOTHSIDES_DSN names no PostgreSQL server; scripts/postgres_cluster start prints what it should be";
    dsn_ = dsn;
    server_.emplace(dsn_);
    execute("CREATE SCHEMA @");
  }
  void TearDown() override {
    if (!server_) return;
    execute("DROP SCHEMA IF EXISTS @ CASCADE");
    if (has_role_) {
      execute("DROP OWNED BY @_role");
      execute("DROP ROLE @_role");
    }
  }
  // @ is the schema's name.
  void execute(std::string sql) {
    for (auto at = sql.find('@'); at != std::string::npos; at = sql.find('@')) sql.replace(at, 1, name_);
    server_->execute(sql);
  }
  void make_role() {
    execute("CREATE ROLE @_role LOGIN");
    has_role_ = true;
    execute("GRANT USAGE ON SCHEMA @ TO @_role");
  }
  Outcome profile(const std::string& child, const std::string& parent = "", bool as_role = false) {
    Arguments arguments{"profile",
                        "--from",
                        dsn_ + (as_role ? " user=" + name_ + "_role" : ""),
                        "--child",
                        name_ + "." + child,
                        "--out",
                        "s.toml",
                        "--force"};
    if (!parent.empty()) arguments.insert(arguments.end(), {"--parent", name_ + "." + parent});
    return run(arguments);
  }
  // 3 owners, of whom one has two children, one one, and one none.
  void expect_one_two_none(const std::string& child, const std::string& parent = "") {
    SCOPED_TRACE(child + " " + parent);
    const Outcome outcome = profile(child, parent);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const ShapeFile shape = datasets::read_shape(path("s.toml"));
    EXPECT_THAT(shape.fan_outs, ElementsAre(FanOutCount{0, 1}, FanOutCount{1, 1}, FanOutCount{2, 1}));
    EXPECT_EQ(shape.dangling_keys, 0);
  }

  std::string name_ = "dataset_test_profile_" + std::to_string(getpid());
  std::string dsn_;
  std::optional<orm::Postgres> server_;
  bool has_role_ = false;
};

TEST_F(ProfilePostgres, RowsThatAPolicyHidesAreARefusal) {
  make_role();
  execute("CREATE TABLE @.users(id int PRIMARY KEY)");
  execute("CREATE TABLE @.posts(author int REFERENCES @.users, tenant text)");
  execute("CREATE VIEW @.seen WITH (security_invoker = false) AS SELECT author FROM @.posts");
  execute("INSERT INTO @.users VALUES (1), (2), (3)");
  execute("INSERT INTO @.posts VALUES (1, 'a'), (1, 'b'), (2, 'a')");
  execute("GRANT SELECT ON ALL TABLES IN SCHEMA @ TO @_role");
  execute("CREATE POLICY p ON @.posts FOR SELECT TO @_role USING (tenant = 'a')");
  execute("ALTER TABLE @.posts ENABLE ROW LEVEL SECURITY");
  expect_complaint(profile("posts.author", "", true), 2,
                   "a row-level policy hides rows of " + name_ + ".posts from this role, so they cannot be counted");
  expect_complaint(profile("users.id", "posts.author", true), 2, "a row-level policy hides rows of");
  expect_one_two_none("posts.author");
  // A view reads with its owner's rights, unless the owner is bound by the policy too.
  EXPECT_THAT(profile("seen.author", "users.id", true).out, HasSubstr("3 owners (1 without children), 3 children"));
  execute("ALTER VIEW @.seen SET (security_invoker = true)");
  expect_complaint(profile("seen.author", "users.id", true), 2, "row-level");
}

TEST_F(ProfilePostgres, AKeyRefersToTheTableAloneAndNotToWhatInheritsFromIt) {
  execute("CREATE TABLE @.users(id int PRIMARY KEY)");
  execute("CREATE TABLE @.users_old() INHERITS (@.users)");
  execute("CREATE TABLE @.posts(author int REFERENCES @.users)");
  execute("INSERT INTO @.users VALUES (1), (2), (3)");
  execute("INSERT INTO @.users_old VALUES (1), (9)");
  execute("INSERT INTO @.posts VALUES (1), (1), (2)");
  expect_one_two_none("posts.author");
  EXPECT_THAT(profile("posts.author").out,
              HasSubstr("the rows of tables that inherit from " + name_ + ".users are not"));
  expect_one_two_none("posts.author", "users.id");
}

TEST_F(ProfilePostgres, PartitionsAreCounted) {
  execute("CREATE TABLE @.users(id int PRIMARY KEY) PARTITION BY LIST (id)");
  execute("CREATE TABLE @.users_a PARTITION OF @.users FOR VALUES IN (1)");
  execute("CREATE TABLE @.users_b PARTITION OF @.users DEFAULT");
  execute("CREATE TABLE @.posts(author int REFERENCES @.users) PARTITION BY LIST (author)");
  execute("CREATE TABLE @.posts_a PARTITION OF @.posts DEFAULT");
  execute("INSERT INTO @.users VALUES (1), (2), (3)");
  execute("INSERT INTO @.posts VALUES (1), (1), (2)");
  expect_one_two_none("posts.author");
}

TEST_F(ProfilePostgres, AKeyOfSeveralColumnsIsCountedAsAWhole) {
  execute("CREATE TABLE @.users(tenant int, id int, PRIMARY KEY (tenant, id))");
  execute("CREATE TABLE @.posts(author int, tenant int, FOREIGN KEY (tenant, author) REFERENCES @.users)");
  execute("INSERT INTO @.users VALUES (1, 1), (1, 2), (2, 1)");
  execute("INSERT INTO @.posts VALUES (1, 1), (1, 1), (1, 2), (1, NULL)");
  expect_one_two_none("posts.author");
  expect_one_two_none("posts.author", "users.id");
}

TEST_F(ProfilePostgres, WidthsOfColumnsThatMayNotBeReadAreLeftOut) {
  make_role();
  execute("CREATE TABLE @.users(id int PRIMARY KEY, secret text)");
  execute("CREATE TABLE @.posts(author int REFERENCES @.users, secret text)");
  execute("INSERT INTO @.users VALUES (1), (2), (3)");
  execute("INSERT INTO @.posts VALUES (1, 'x'), (1, 'y'), (2, 'z')");
  execute("GRANT SELECT (id) ON @.users TO @_role");
  execute("GRANT SELECT (author) ON @.posts TO @_role");
  const Outcome outcome = profile("posts.author", "", true);
  EXPECT_THAT(outcome.out, HasSubstr("3 owners (1 without children), 3 children"));
  EXPECT_THAT(outcome.out, HasSubstr("the widths of " + name_ + ".posts are left out: this role may not read secret"));
  EXPECT_TRUE(datasets::read_shape(path("s.toml")).widths.posts.empty());
  expect_complaint(profile("posts.secret", "", true), 2, "this role may not read " + name_ + ".posts.secret");
}

TEST_F(ProfilePostgres, TheParentsCollationDecidesWhichKeysAreEqual) {
  execute("CREATE COLLATION @.\"no {case}\" (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
  execute("CREATE TABLE @.users(login text COLLATE @.\"no {case}\" PRIMARY KEY)");
  execute("CREATE TABLE @.posts(author varchar(20))");
  execute("INSERT INTO @.users VALUES ('Ann'), ('Bob'), ('C')");
  execute("INSERT INTO @.posts VALUES ('ann'), ('ANN'), ('bob')");
  expect_one_two_none("posts.author", "users.login");
  execute("CREATE TABLE @.people(login text PRIMARY KEY)");
  execute("CREATE TABLE @.notes(author text COLLATE @.\"no {case}\")");
  execute("INSERT INTO @.people VALUES ('a'), ('A'), ('b')");
  execute("INSERT INTO @.notes VALUES ('a'), ('A'), ('a')");
  expect_one_two_none("notes.author", "people.login");
  execute("CREATE TABLE @.padded(login char(5) PRIMARY KEY)");
  execute("CREATE TABLE @.notes_of_padded(author text)");
  execute("INSERT INTO @.padded VALUES ('a'), ('abcde'), ('c')");
  execute("INSERT INTO @.notes_of_padded VALUES ('a'), ('a'), ('abcde')");
  expect_one_two_none("notes_of_padded.author", "padded.login");
}

TEST_F(ProfilePostgres, NamesAreAsTheyAreWrittenOrAsSqlTakesThem) {
  execute("CREATE TABLE @.users(id int PRIMARY KEY)");
  execute("CREATE TABLE @.c(author_id int REFERENCES @.users, \"n.k\" int)");
  execute("INSERT INTO @.users VALUES (1), (2), (3)");
  execute("INSERT INTO @.c VALUES (1, 1), (1, 1), (2, 2)");
  expect_one_two_none("C.Author_ID", "USERS.Id");
  expect_one_two_none("c.n.k", "users.id");
  expect_one_two_none("\"c\".\"n.k\"", "users.id");
}

TEST_F(ProfilePostgres, ATextWhereANumberIsAskedForIsSaid) {
  execute("CREATE TABLE @.users(id int PRIMARY KEY, login text UNIQUE)");
  execute("CREATE TABLE @.posts(author int, login text)");
  execute("INSERT INTO @.users VALUES (1, 'a')");
  execute("INSERT INTO @.posts VALUES (1, 'a'), (1, 'NULL')");
  expect_complaint(profile("posts.author", "users.login"), 2,
                   name_ + ".posts.author is integer and " + name_ + ".users.login is text, which are never equal");
  expect_complaint(profile("posts.login", "users.id"), 2, ".posts.login is text and ");
  EXPECT_THAT(profile("posts.login").err, HasSubstr("is 'NULL' in 1 rows"));
}

}  // namespace
