// dataset profile: CSV files as programs write them.
#include <gmock/gmock.h>

#include "datasets/sources/shape_file.h"
#include "program.h"

namespace {

using datasets::FanOutCount;
using datasets::ShapeFile;
using testing::ElementsAre;
using testing::HasSubstr;

class ProfileCsv : public Program {
 protected:
  Outcome outcome(const std::string& text, const std::string& child = "orders.customer",
                  const std::string& file = "orders.csv") {
    write(file, text);
    return run({"profile", "--from", file, "--child", child, "--out", "s.toml", "--force"});
  }
  // Two owners, of 1 and 2 children.
  ShapeFile profile(const std::string& text, const std::string& child = "orders.customer",
                    const std::string& file = "orders.csv") {
    const Outcome done = outcome(text, child, file);
    EXPECT_EQ(done.exit_code, 0) << done.err;
    if (done.exit_code != 0) return {};
    const ShapeFile shape = datasets::read_shape(path("s.toml"));
    EXPECT_THAT(shape.fan_outs, ElementsAre(FanOutCount{1, 1}, FanOutCount{2, 1})) << text;
    return shape;
  }
};

TEST_F(ProfileCsv, AnySeparatorAndOthersWithinQuotes) {
  profile("id;customer;\"weight, kg, gross\"\n1;1;5\n2;1;6\n3;2;7\n");
  profile("\"a;b;c;d\",customer\n1,1\n2,1\n3,2\n");
  profile("id|customer|\"a,b,c\"\n1|1|5\n2|1|6\n3|2|7\n");
  profile("\"weight\tkg\tnet\"\tid\tcustomer\n1\t1\t1\n2\t2\t1\n3\t3\t2\n");
  profile("sep=;\nid;customer\n1;1\n2;1\n3;2\n");
  profile("\xef\xbb\xbfsep=,\r\nid,customer\r\n1,1\r\n2,1\r\n3,2\r\n");
  profile("sep=:\nid:customer\n1:1\n2:1\n3:2\n");
}

TEST_F(ProfileCsv, BlanksAroundFieldsAreNoPartOfThem) {
  EXPECT_EQ(profile("id, customer, total\n1, 1, 5\n2,1 , 6\n3, 2, \n").widths.posts.front(), 0);
  profile("id, \"customer\" , total\n1, \"1\" , \"5, 6\"\n2, \"1\", 6\n3, \"2\", 7\n");
  EXPECT_EQ(profile("customer,what\n1,a\n 1,a\n\"2\",a\n   ,a\n").null_keys, 1);
  EXPECT_THAT(outcome("customer,what\n1, \"a\" b\n").err, HasSubstr("line 2: a quote stands where none may be"));
}

TEST_F(ProfileCsv, TabsWithoutQuotesAndWithThem) {
  EXPECT_EQ(
      profile("id\tcustomer\ttitle\n1\t1\tThe \"Big\" one\n2\t1\t\"Quoted\" start\n3\t\\N\tx\n4\t2\t\"\n").null_keys,
      1);
  profile("id\tcustomer\ttitle\n1\t\"1\"\t\"with \"\"quotes\"\"\"\n2\t1\tx\n3\t2\tx\n");
  profile("id\tcustomer\ttitle\n1\t1\t\"a\ttab\"\n2\t1\t\"a\nline\"\n3\t2\tx\n");
  profile("id\tcustomer\n1\t1\n2\t1\n3\t2\n", "orders.customer", "orders.tsv");
}

TEST_F(ProfileCsv, TheOwnersOfATsvFileAreInOneToo) {
  write("customers.tsv", "id\tname\n1\ta\n2\tb\n3\tc\n");
  write("orders.tsv", "id\tcustomer\n1\t1\n2\t1\n3\t2\n");
  EXPECT_THAT(run({"profile", "--from", "orders.tsv", "--child", "orders.customer", "--parent", "customers.id", "--out",
                   "s.toml"})
                  .out,
              HasSubstr("3 owners (1 without children), 3 children"));
}

TEST_F(ProfileCsv, NamesMayHaveDots) {
  profile("id,customer.id\n1,1\n2,1\n3,2\n", "orders.customer.id");
  profile("id,customer\n1,1\n2,1\n3,2\n", "orders.2024.customer", "orders.2024.csv");
  profile("id,customer.id\n1,1\n2,1\n3,2\n", "orders.2024.customer.id", "orders.2024.csv");
  profile("id,customer.id\n1,1\n2,1\n3,2\n", "orders.\"customer.id\"");
}

TEST_F(ProfileCsv, Utf16IsSaid) {
  const auto wide = [](const std::string& text, bool is_little) {
    std::string bytes;
    for (const char c : text) bytes += is_little ? std::string{c, '\0'} : std::string{'\0', c};
    return bytes;
  };
  const std::string text = "id,customer\n1,1\n2,1\n";
  for (const std::string& bytes : {"\xff\xfe" + wide(text, true), "\xfe\xff" + wide(text, false), wide(text, true)})
    expect_complaint(outcome(bytes), 2, "orders.csv: is UTF-16, not UTF-8: save it as UTF-8");
  write("customers.csv", "\xff\xfe" + wide("id\n1\n", true));
  write("orders.csv", text);
  expect_complaint(run({"profile", "--from", "orders.csv", "--child", "orders.customer", "--parent", "customers.id",
                        "--out", "t.toml"}),
                   2, "customers.csv: is UTF-16");
}

TEST_F(ProfileCsv, WarnsOfKeysThatAreLikelyToBeNone) {
  EXPECT_EQ(outcome("customer,x\n1,\n1,\n2,\n").err, "");
  EXPECT_THAT(outcome("customer,x\n1,\n1,\nNULL,\nNULL,\n").err,
              HasSubstr("dataset: warning: orders.customer is 'NULL' in 2 rows"));
  EXPECT_THAT(outcome("customer,x\n\"\",\n\"\",\n1,\n1,\n").err, HasSubstr("is an empty text in 2 rows"));
  EXPECT_THAT(outcome("customer,x\nnan,\nnan,\n1,\n1,\n").err, HasSubstr("'nan' in 2 rows"));
  write("customers.csv", "id\n1\n2\n");
  write("orders.csv", "customer\n1.0\n1.0\n2.0\n");
  EXPECT_THAT(run({"profile", "--from", "orders.csv", "--child", "orders.customer", "--parent", "customers.id", "--out",
                   "s.toml", "--force"})
                  .err,
              HasSubstr("no key of orders.customer is one of customers.id"));
}

}  // namespace
