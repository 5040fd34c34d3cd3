// dataset profile: which tables and columns a name means, and which keys are equal, as SQLite has it.
#include <gmock/gmock.h>

#include "datasets/sources/shape_file.h"
#include "orm/backend/sqlite.h"
#include "program.h"

namespace {

using datasets::FanOutCount;
using datasets::ShapeFile;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ProfileKeys : public Program {
 protected:
  void make_shop(const std::vector<std::string>& statements) {
    std::filesystem::remove(path("shop.db"));
    orm::SqliteOptions options;
    options.foreign_keys = false;
    orm::Sqlite shop(path("shop.db"), options);
    for (const std::string& sql : statements) shop.execute(sql);
    shop.execute("PRAGMA journal_mode = DELETE");
  }
  Outcome profile(const std::string& child, const std::string& parent = "") {
    Arguments arguments{"profile", "--from", "shop.db", "--child", child, "--out", "s.toml", "--force"};
    if (!parent.empty()) arguments.insert(arguments.end(), {"--parent", parent});
    return run(arguments);
  }
  // 3 owners, of whom one has two children, one one, and one none.
  void expect_one_two_none(const std::string& child, const std::string& parent = "", std::int64_t null_keys = 0) {
    SCOPED_TRACE(child + " " + parent);
    const Outcome outcome = profile(child, parent);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const ShapeFile shape = datasets::read_shape(path("s.toml"));
    EXPECT_THAT(shape.fan_outs, ElementsAre(FanOutCount{0, 1}, FanOutCount{1, 1}, FanOutCount{2, 1}));
    EXPECT_EQ(shape.null_keys, null_keys);
    EXPECT_EQ(shape.dangling_keys, 0);
  }
};

TEST_F(ProfileKeys, NamesHaveNoCaseAndForeignKeysNeitherInSqlite) {
  make_shop({"CREATE TABLE Users(Id INTEGER PRIMARY KEY)",
             "CREATE TABLE posts(id INTEGER PRIMARY KEY, Author_Id INTEGER REFERENCES uSERS(ID))",
             "INSERT INTO Users VALUES (1), (2), (3)", "INSERT INTO posts VALUES (1, 1), (2, 1), (3, 2), (4, NULL)"});
  expect_one_two_none("posts.author_id", "", 1);
  expect_one_two_none("POSTS.AUTHOR_ID", "", 1);
  expect_one_two_none("Posts.Author_ID", "USERS.iD", 1);
  expect_one_two_none("main.posts.author_id", "main.users.id", 1);
  EXPECT_THAT(profile("posts.äuthor").err, HasSubstr("table 'posts' has no column"));
}

TEST_F(ProfileKeys, TheParentsCollationAndAffinityDecideWhichKeysAreEqual) {
  make_shop({"CREATE TABLE users(login TEXT PRIMARY KEY COLLATE NOCASE)",
             "CREATE TABLE posts(author TEXT REFERENCES users(login))",
             "INSERT INTO users VALUES ('Ann'), ('Bob'), ('C')", "INSERT INTO posts VALUES ('ann'), ('ANN'), ('bob')"});
  expect_one_two_none("posts.author");
  expect_one_two_none("posts.author", "users.login");
  // The child's own collation says nothing.
  make_shop({"CREATE TABLE users(login TEXT PRIMARY KEY)", "CREATE TABLE posts(author TEXT COLLATE NOCASE)",
             "INSERT INTO users VALUES ('a'), ('A'), ('b')", "INSERT INTO posts VALUES ('a'), ('A'), ('a')"});
  expect_one_two_none("posts.author", "users.login");
  make_shop({"CREATE TABLE users(id INTEGER PRIMARY KEY)", "CREATE TABLE posts(author TEXT)",
             "INSERT INTO users VALUES (1), (2), (3)", "INSERT INTO posts VALUES ('1.0'), ('01'), ('2')"});
  expect_one_two_none("posts.author", "users.id");
  make_shop({"CREATE TABLE users(id TEXT PRIMARY KEY)", "CREATE TABLE posts(author INTEGER)",
             "INSERT INTO users VALUES ('1'), ('2'), ('03')", "INSERT INTO posts VALUES (1), (1), (2)"});
  expect_one_two_none("posts.author", "users.id");
  make_shop({"CREATE TABLE users(id TEXT PRIMARY KEY COLLATE RTRIM)", "CREATE TABLE posts(author)",
             "INSERT INTO users VALUES ('a'), ('b'), ('c')", "INSERT INTO posts VALUES ('a '), ('a'), ('b  ')"});
  expect_one_two_none("posts.author", "users.id");
}

TEST_F(ProfileKeys, ATableMayHaveAnyName) {
  for (const std::string name : {"c", "p", "t", "h", "n", "w", "k", "keys", "owners", "widths", "texts", "twice", "a.b",
                                 "select", "it's", "a\"b"}) {
    std::string quoted;
    for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
    make_shop(
        {"CREATE TABLE \"" + quoted + "\"(k INTEGER PRIMARY KEY, n INTEGER REFERENCES \"" + quoted + "\"(k), v TEXT)",
         "INSERT INTO \"" + quoted + "\" VALUES (1, NULL, 'x'), (2, 1, 'x'), (3, 1, 'x')"});
    SCOPED_TRACE(name);
    ASSERT_EQ(profile(name + ".n").exit_code, 0);
    EXPECT_THAT(datasets::read_shape(path("s.toml")).fan_outs, ElementsAre(FanOutCount{0, 2}, FanOutCount{2, 1}));
  }
}

TEST_F(ProfileKeys, NamesMayHaveDots) {
  make_shop({"CREATE TABLE users(\"user.id\" INTEGER PRIMARY KEY)", "CREATE TABLE posts(\"customer.id\" INTEGER)",
             "CREATE TABLE \"x.posts\"(\"a.b.c\" INTEGER)", "INSERT INTO users VALUES (1), (2), (3)",
             "INSERT INTO posts VALUES (1), (1), (2)", "INSERT INTO \"x.posts\" VALUES (1), (1), (2)"});
  expect_one_two_none("posts.customer.id", "users.user.id");
  expect_one_two_none("x.posts.a.b.c", "users.user.id");
  expect_one_two_none("\"x.posts\".\"a.b.c\"", "users.\"user.id\"");
  make_shop({"CREATE TABLE a(\"b.c\" INTEGER)", "CREATE TABLE \"a.b\"(c INTEGER)", "INSERT INTO a VALUES (1), (1)",
             "INSERT INTO \"a.b\" VALUES (1), (2), (3)"});
  expect_complaint(profile("a.b.c"), 2, "write it with quotes");
  EXPECT_THAT(profile("\"a.b\".c").out, HasSubstr("3 owners"));
  EXPECT_THAT(profile("a.\"b.c\"").out, HasSubstr("1 owner ("));
}

TEST_F(ProfileKeys, ATableMayHaveMoreThanAThousandColumns) {
  std::string columns;
  for (int i = 0; i < 1900; ++i) columns += ", q" + std::to_string(i) + " TEXT";
  make_shop({"CREATE TABLE users(id INTEGER PRIMARY KEY" + columns + ")",
             "CREATE TABLE posts(author INTEGER REFERENCES users" + columns + ")",
             "INSERT INTO users(id, q1899) VALUES (1, 'abc'), (2, ''), (3, '')",
             "INSERT INTO posts(author, q0, q1899) VALUES (1, 'ab', 'c'), (1, '', ''), (2, '', '')"});
  expect_one_two_none("posts.author");
  EXPECT_EQ(datasets::read_shape(path("s.toml")).widths.posts.back(), 3);
  EXPECT_EQ(datasets::read_shape(path("s.toml")).widths.users.back(), 3);
}

TEST_F(ProfileKeys, AKeyOfSeveralColumnsIsCountedAsAWhole) {
  for (const std::string reference : {"users(tenant, id)", "users"}) {
    make_shop({"CREATE TABLE users(tenant INTEGER, id INTEGER, PRIMARY KEY (tenant, id))",
               "CREATE TABLE posts(tenant INTEGER, author INTEGER, FOREIGN KEY (tenant, author) REFERENCES " +
                   reference + ")",
               "INSERT INTO users VALUES (1, 1), (1, 2), (2, 1)",
               "INSERT INTO posts VALUES (1, 1), (1, 1), (2, 1), (NULL, 1)"});
    expect_one_two_none("posts.author", "", 1);
    expect_one_two_none("posts.tenant", "", 1);
    expect_one_two_none("posts.author", "users.id", 1);
  }
  make_shop({"CREATE TABLE users(tenant INTEGER, id INTEGER, PRIMARY KEY (tenant, id))",
             "CREATE TABLE posts(author INTEGER)", "INSERT INTO users VALUES (1, 1), (2, 1)",
             "INSERT INTO posts VALUES (1)"});
  expect_complaint(profile("posts.author", "users.id"), 2, "of a key of several columns, (tenant, id)");
}

TEST_F(ProfileKeys, ADeclaredKeyToWhatIsNotThereIsSaid) {
  for (const std::string reference : {"users(gone)", "nobody", "nobody(id)", "keyless"}) {
    make_shop({"CREATE TABLE users(id INTEGER PRIMARY KEY)", "CREATE TABLE keyless(id INTEGER)",
               "CREATE TABLE posts(author INTEGER REFERENCES " + reference + ")",
               "INSERT INTO users VALUES (1), (2), (3)", "INSERT INTO posts VALUES (1), (1), (2)"});
    const Outcome outcome = profile("posts.author");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, HasSubstr("dataset: warning: the foreign key author of posts names "));
    EXPECT_THAT(outcome.err, HasSubstr("which is not there, so owners without children are unknown: give --parent"));
    EXPECT_FALSE(datasets::read_shape(path("s.toml")).is_childless_known);
    expect_one_two_none("posts.author", "users.id");
  }
}

TEST_F(ProfileKeys, WarnsOfKeysThatAreLikelyToBeNone) {
  const auto warning = [&](const std::string& keys, const std::string& parent = "") {
    make_shop({"CREATE TABLE users(id INTEGER PRIMARY KEY)", "CREATE TABLE posts(id INTEGER PRIMARY KEY, author)",
               "INSERT INTO users VALUES (1), (2), (3)", "INSERT INTO posts(author) VALUES " + keys});
    return profile("posts.author", parent).err;
  };
  EXPECT_EQ(warning("(1), (1), (2)"), "");
  EXPECT_EQ(warning("(1), (1), (2)", "users.id"), "");
  EXPECT_THAT(warning("('NULL'), ('NULL'), (1), (1)"), HasSubstr("posts.author is 'NULL' in 2 rows"));
  EXPECT_THAT(warning("(''), (''), (1), (1)"), HasSubstr("posts.author is an empty text in 2 rows"));
  EXPECT_THAT(warning("(' None '), (1), (1)"), HasSubstr("posts.author is ' None ' in 1 rows"));
  EXPECT_THAT(warning("('a'), ('b')", "users.id"), HasSubstr("no key of posts.author is one of users.id"));
  EXPECT_THAT(warning("(7), (8), (NULL)"), HasSubstr("each key of posts.author occurs in only one row"));
}

}  // namespace
