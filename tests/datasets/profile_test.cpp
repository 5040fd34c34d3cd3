// profile finds the shape of anybody's data, and changes nothing of it.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "datasets/sources/shape_file.h"
#include "orm/backend/sqlite.h"
#include "program.h"

namespace {

using datasets::FanOutCount;
using datasets::ShapeFile;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ProfileProgram : public Program {
 protected:
  // Four customers, of whom one has no order; an order of nobody.
  void make_shop() {
    orm::SqliteOptions options;
    options.foreign_keys = false;
    orm::Sqlite shop(path("shop.db"), options);
    for (const char* sql : {"CREATE TABLE customers(nr INTEGER PRIMARY KEY, name TEXT)",
                            "CREATE TABLE \"the orders\"(id INTEGER PRIMARY KEY, \"what it is\" TEXT, "
                            "buyer INTEGER REFERENCES customers, seller INTEGER, note BLOB)",
                            "INSERT INTO customers VALUES (1, 'secret name'), (2, 'x'), (3, 'é'), (4, NULL)",
                            "INSERT INTO \"the orders\" VALUES (1, 'secret order', 1, 7, NULL), (2, 'ab', 1, 7, NULL), "
                            "(3, 'ab', 2, NULL, NULL), (4, 'ab', 3, 8, x'0000'), (5, 'ab', NULL, 8, NULL)",
                            "CREATE TABLE empty(id INTEGER PRIMARY KEY, a INTEGER)"})
      shop.execute(sql);
  }
  ShapeFile profile(const Arguments& more) {
    Arguments arguments{"profile", "--out", "s.toml", "--force"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    make(arguments);
    return datasets::read_shape(path("s.toml"));
  }
  void expect_refusal(const Arguments& more, const std::string& part) {
    Arguments arguments{"profile", "--out", "refused.toml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    expect_complaint(run(arguments), 2, part);
    EXPECT_FALSE(std::filesystem::exists(path("refused.toml")));
  }
};

TEST_F(ProfileProgram, CountsByTheDeclaredForeignKey) {
  make_shop();
  const ShapeFile shape = profile({"--from", "shop.db", "--child", "the orders.buyer"});
  EXPECT_THAT(shape.fan_outs, ElementsAre(FanOutCount{0, 1}, FanOutCount{1, 2}, FanOutCount{2, 1}));
  EXPECT_TRUE(shape.is_childless_known);
  EXPECT_EQ(shape.null_keys, 1);
  EXPECT_EQ(shape.dangling_keys, 0);
  EXPECT_EQ(shape.widths.posts.front(), 2);  // "ab"; NULL and the keys count for nothing
  EXPECT_EQ(shape.widths.posts.back(), 13);  // "secret order" and the 7 of its seller
  EXPECT_EQ(shape.widths.users.back(), 11);  // "secret name"
}

TEST_F(ProfileProgram, SaysThatChildlessOwnersAreUnknownWithoutAParent) {
  make_shop();
  const ShapeFile shape = profile({"--from", "shop.db", "--child", "the orders.seller"});
  EXPECT_THAT(shape.fan_outs, ElementsAre(FanOutCount{2, 2}));
  EXPECT_FALSE(shape.is_childless_known);
  EXPECT_THAT(content("s.toml"), HasSubstr("childless = \"unknown\""));
  EXPECT_THAT(run({"profile", "--from", "shop.db", "--child", "the orders.seller", "--out", "t.toml"}).out,
              HasSubstr("give --parent TABLE.COLUMN"));
}

TEST_F(ProfileProgram, CountsByTheParentThatIsGivenAndKeysOfNoOwner) {
  make_shop();
  const ShapeFile shape = profile({"--from", "shop.db", "--child", "the orders.seller", "--parent", "customers.nr"});
  EXPECT_THAT(shape.fan_outs, ElementsAre(FanOutCount{0, 4}));
  EXPECT_EQ(shape.null_keys, 1);
  EXPECT_EQ(shape.dangling_keys, 4);
}

TEST_F(ProfileProgram, WritesNoNamesAndNoContents) {
  make_shop();
  profile({"--from", "shop.db", "--child", "the orders.buyer"});
  for (const char* word : {"secret", "orders", "customers", "buyer", "shop", "what"})
    EXPECT_THAT(content("s.toml"), Not(HasSubstr(word)));
}

TEST_F(ProfileProgram, ChangesNothingOfTheDatabaseNorBesideIt) {
  make_shop();  // in WAL mode, whose readers would make files
  const std::string before = content("shop.db");
  const auto time = std::filesystem::last_write_time(path("shop.db"));
  profile({"--from", "shop.db", "--child", "the orders.buyer"});
  EXPECT_EQ(content("shop.db"), before);
  EXPECT_EQ(std::filesystem::last_write_time(path("shop.db")), time);
  EXPECT_THAT(names(), ElementsAre("s.toml", "shop.db"));
}

TEST_F(ProfileProgram, SeesWhatAnotherProgramHasWrittenMeanwhile) {
  make_shop();
  orm::Sqlite other(path("shop.db"), {.open = orm::SqliteOptions::Open::existing});
  other.execute("INSERT INTO \"the orders\" VALUES (9, 'new', 4, 1, NULL)");  // in the write-ahead log alone
  const ShapeFile shape = profile({"--from", "shop.db", "--child", "the orders.buyer"});
  EXPECT_THAT(shape.fan_outs, ElementsAre(FanOutCount{1, 3}, FanOutCount{2, 1}));
}

TEST_F(ProfileProgram, NamesTheTableAndColumnThatAreNotThere) {
  make_shop();
  expect_refusal({"--from", "shop.db", "--child", "order.buyer"},
                 "shop.db: there is no table 'order': there are customers, empty, the orders");
  expect_refusal({"--from", "shop.db", "--child", "the orders.byer"},
                 "table 'the orders' has no column 'byer': it has id, what it is, buyer, seller, note");
  expect_refusal({"--from", "shop.db", "--child", "the orders.buyer", "--parent", "customers.id"},
                 "table 'customers' has no column 'id': it has nr, name");
  expect_refusal({"--from", "shop.db", "--child", "buyer"}, "--child buyer: is not a column: give TABLE.COLUMN");
  expect_refusal({"--from", "shop.db", "--child", "empty.a"}, "table 'empty' has no rows");
  expect_refusal({"--from", "shop.db", "--child", "the orders.buyer", "--parent", "empty.id"},
                 "table 'empty' has no rows");
  expect_refusal({"--from", "shop.db", "--child", "the orders.note", "--parent", "the orders.what it is"},
                 "holds the same value in several rows");
}

TEST_F(ProfileProgram, NamesASourceThatIsNone) {
  write("notes", std::string("\x7f"
                             "ELF\0\0\0",
                             7));
  write("nothing", "");
  expect_refusal({"--from", "notes", "--child", "a.b"}, "notes: is neither a SQLite database nor CSV");
  expect_refusal({"--from", "nothing", "--child", "a.b"}, "nothing: is empty");
  expect_refusal({"--from", "gone.db", "--child", "a.b"}, "gone.db: no such file");
  make_shop();
  std::filesystem::resize_file(path("shop.db"), 5000);
  expect_refusal({"--from", "shop.db", "--child", "the orders.buyer"}, "shop.db: cannot be read as a SQLite database");
}

TEST_F(ProfileProgram, ReplacesItsOwnFilesAlone) {
  make_shop();
  write("notes.toml", "mine");
  const auto arguments = [](const std::string& out) {
    return Arguments{"profile", "--from", "shop.db", "--child", "the orders.buyer", "--out", out};
  };
  Arguments forced = arguments("notes.toml");
  forced.push_back("--force");
  expect_complaint(run(forced), 2, "notes.toml: is not a shape file, not even --force replaces it");
  make(arguments("s.toml"));
  expect_complaint(run(arguments("s.toml")), 2, "s.toml: exists already: give --force to replace it");
  expect_complaint(run(arguments("no/such/s.toml")), 2, "no/such/s.toml: cannot be written");
}

TEST_F(ProfileProgram, ReadsCsvOfOtherProgramsWithTheirOwners) {
  write("orders.csv",
        "\xef\xbb\xbf"
        "id;buyer;what\r\n1;ann;\"a;b\"\r\n2;ann;\"line\nbreak\"\r\n3;bob;c\r\n4;;d\r\n\r\n");
  write("customers.csv", "name,age\nann,1\nbob,2\ncyd,3\n");
  const ShapeFile alone = profile({"--from", "orders.csv", "--child", "orders.buyer"});
  EXPECT_THAT(alone.fan_outs, ElementsAre(FanOutCount{1, 1}, FanOutCount{2, 1}));
  EXPECT_FALSE(alone.is_childless_known);
  EXPECT_EQ(alone.null_keys, 1);
  EXPECT_EQ(alone.widths.posts.back(), 10);  // "line\nbreak"
  const ShapeFile both = profile({"--from", "orders.csv", "--child", "orders.buyer", "--parent", "customers.name"});
  EXPECT_THAT(both.fan_outs, ElementsAre(FanOutCount{0, 1}, FanOutCount{1, 1}, FanOutCount{2, 1}));
  EXPECT_EQ(profile({"--from", ".", "--child", "orders.buyer", "--parent", "customers.name"}), both);
}

TEST_F(ProfileProgram, NamesTheBrokenLineOfACsvFile) {
  const auto refuse = [&](const std::string& text, const std::string& part) {
    write("orders.csv", text);
    expect_refusal({"--from", "orders.csv", "--child", "orders.buyer"}, part);
  };
  refuse("id,buyer\n1,2\n3\n", "orders.csv: line 3: 1 fields instead of 2");
  refuse("id,buyer\n1,2\n3,4,5\n", "orders.csv: line 3: 3 fields instead of 2");
  refuse("id,buyer\n1,\"2\n3,4\n", "orders.csv: line 2: a quoted field does not end");
  refuse("id,buyer\n1,2\n3,a\"b\n", "orders.csv: line 3: a quote stands where none may be");
  refuse("id,owner\n1,2\n", "orders.csv: line 1: has no column 'buyer': it has id, owner");
  refuse("id,buyer\n", "orders.csv: has no rows");
  refuse("id,buyer\n1,\n", "buyer is empty in every row");
  write("orders.csv", "id,buyer\n1,1\n");
  write("customers.csv", "id\n1\n1\n");
  expect_refusal({"--from", "orders.csv", "--child", "orders.buyer", "--parent", "customers.id"},
                 "customers.csv: id holds the same value in several rows");
  expect_refusal({"--from", "orders.csv", "--child", "orders.buyer", "--parent", "people.id"},
                 "people.csv: there is no such file");
}

TEST_F(ProfileProgram, CountsAnOwnerOnceWhoseKeyIsWrittenInSeveralWays) {
  orm::Sqlite shop(path("shop.db"));
  for (const char* sql : {"CREATE TABLE users(nr INTEGER PRIMARY KEY)", "INSERT INTO users VALUES (1), (2)",
                          "CREATE TABLE names(name TEXT PRIMARY KEY)", "INSERT INTO names VALUES ('a'), ('A')",
                          "CREATE TABLE posts(by TEXT, name TEXT COLLATE NOCASE)",
                          "INSERT INTO posts VALUES ('1', 'a'), ('01', 'A'), ('x', 'a')"})
    shop.execute(sql);
  const ShapeFile shape = profile({"--from", "shop.db", "--child", "posts.by", "--parent", "users.nr"});
  EXPECT_THAT(shape.fan_outs, ElementsAre(FanOutCount{0, 1}, FanOutCount{2, 1}));
  EXPECT_EQ(shape.dangling_keys, 1);
  // The owners' collation tells 'a' from 'A', whatever the children's would.
  const ShapeFile named = profile({"--from", "shop.db", "--child", "posts.name", "--parent", "names.name"});
  EXPECT_THAT(named.fan_outs, ElementsAre(FanOutCount{1, 1}, FanOutCount{2, 1}));
}

TEST_F(ProfileProgram, AKeyOfSeveralColumnsIsNoParent) {
  orm::SqliteOptions options;
  options.foreign_keys = false;
  orm::Sqlite shop(path("shop.db"), options);
  for (const char* sql : {"CREATE TABLE places(a INTEGER, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID",
                          "CREATE TABLE visits(place INTEGER REFERENCES places)", "INSERT INTO visits VALUES (1)"})
    shop.execute(sql);
  EXPECT_FALSE(profile({"--from", "shop.db", "--child", "visits.place"}).is_childless_known);
}

TEST_F(ProfileProgram, NamesTheFirstLineOfACsvFileWithoutNames) {
  const auto refuse = [&](const std::string& text, const std::string& part) {
    write("orders.csv", text);
    expect_refusal({"--from", "orders.csv", "--child", "orders.buyer"}, part);
  };
  refuse("\nid,buyer\n1,2\n", "orders.csv: line 1: the names of the columns are missing");
  refuse("buyer,buyer\n1,2\n", "orders.csv: line 1: has several columns 'buyer'");
  refuse("id,buyer\r1,2\r", "orders.csv: line 1: a line ends in CR alone, not in LF or CRLF");
  write("orders.csv", "id,buyer\n1,2\n");
  std::filesystem::create_directory(path("buyers.csv"));
  expect_refusal({"--from", "orders.csv", "--child", "orders.buyer", "--parent", "buyers.id"},
                 "buyers.csv: cannot be read (Is a directory)");
}

TEST_F(ProfileProgram, DataOfAShapeHasThatShape) {
  make({"generate", "zipf_small", "--out", "z.db"});
  const ShapeFile shape = profile({"--from", "z.db", "--child", "posts.author_id"});
  make({"generate", "--shape", "s.toml", "--out", "again.db"});
  const ShapeFile again = profile({"--from", "again.db", "--child", "posts.author_id"});
  EXPECT_EQ(again.fan_outs, shape.fan_outs);
  for (const std::size_t p : {10U, 50U, 90U})
    EXPECT_NEAR(static_cast<double>(again.widths.posts[p]), static_cast<double>(shape.widths.posts[p]), 2);
  EXPECT_THAT(run({"verify", "again.db", "--shape", "s.toml"}).exit_code, 1);  // the widths are those of `again` now
}

TEST_F(ProfileProgram, DataOfAShapeIsVerifiedByTheShapeAndScale) {
  make({"generate", "zipf_small", "--out", "z.db"});
  profile({"--from", "z.db", "--child", "posts.author_id"});
  make({"generate", "--shape", "s.toml", "--scale", "0.1", "--out", "tenth", "--format", "csv"});
  EXPECT_THAT(run({"verify", "tenth", "--shape", "s.toml", "--scale", "0.1"}).out,
              HasSubstr("100 users, 1,000 posts agree"));
  expect_complaint(run({"verify", "tenth", "--shape", "s.toml"}), 1, "tenth: is not shape_s");
  expect_complaint(run({"verify", "tenth"}), 2, "give --shape and --scale as they were");
  const auto described = nlohmann::json::parse(run({"describe", "s.toml", "--scale", "10", "--json"}).out);
  EXPECT_EQ(described["users"], 10'000);
  EXPECT_EQ(described["childless_users"], 170);
}

TEST_F(ProfileProgram, BadScalesAreRefused) {
  write("s.toml", "bothsides_shape = 1\n");
  for (const std::string scale : {"0", "-1", "nan", "inf", "1x"})
    expect_complaint(run({"generate", "--shape", "s.toml", "--scale", scale, "--out", "x"}), 2,
                     "is not a number above 0");
  expect_complaint(run({"generate", "zipf_tiny", "--scale", "2", "--out", "x"}), 2, "see 'dataset generate --help'");
  expect_complaint(run({"generate", "--shape", "s.toml", "--out", "x"}), 2, "s.toml: fan_out.children is missing");
  expect_complaint(run({"generate", "--shape", "gone.toml", "--out", "x"}), 2, "gone.toml: cannot be read");
}

}  // namespace
