// describe says the same of a dataset's name and of its file.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "program.h"

namespace {

using nlohmann::json;
using testing::HasSubstr;

using DescribeProgram = Program;

TEST_F(DescribeProgram, GivesTheNumbersOfZipfTinyAsJson) {
  const json it = json::parse(run({"describe", "zipf_tiny", "--json"}).out);
  EXPECT_EQ(it["name"], "zipf_tiny");
  EXPECT_EQ(it["users"], 16);
  EXPECT_EQ(it["posts"], 40);
  EXPECT_EQ(it["fan_out"]["max"], 13);
  EXPECT_EQ(it["fan_out"]["mean"], 2.5);
  EXPECT_EQ(it["childless_users"], 1);
  EXPECT_EQ(it["top_1_percent_share"], 0.325);
  EXPECT_EQ(it["digest"], "8d2c5099af44a2a5");
  std::int64_t users = 0;
  for (const json& bucket : it["histogram"]) users += bucket["users"].get<std::int64_t>();
  EXPECT_EQ(users, 16);
}

TEST_F(DescribeProgram, SaysTheSameOfANameAndOfItsFiles) {
  json by_name = json::parse(run({"describe", "zipf_small", "--seed", "9", "--json"}).out);
  by_name.erase("bytes_on_disk");
  for (const std::string format : {"sqlite", "csv"}) {
    make({"generate", "zipf_small", "--out", format, "--format", format, "--seed", "9"});
    json by_file = json::parse(run({"describe", format, "--json"}).out);
    EXPECT_GT(by_file["bytes_on_disk"], by_file["text_bytes"]);
    by_file.erase("bytes_on_disk");
    EXPECT_EQ(by_file, by_name);
  }
}

TEST_F(DescribeProgram, GivesTheNumbersOfEveryRelation) {
  const json profiles = json::parse(run({"describe", "profiles_small", "--json"}).out);
  EXPECT_EQ(profiles["childless_users"], 2'000);
  EXPECT_EQ(profiles["fan_out"]["max"], 1);
  const json threads = json::parse(run({"describe", "threads_small", "--json"}).out);
  EXPECT_EQ(threads["replies_without_parent"], 2'500);
  EXPECT_EQ(threads["fan_out"]["max"], 717);
  const json tags = json::parse(run({"describe", "tags_small", "--json"}).out);
  EXPECT_EQ(tags["post_tags"], 20'000);
  EXPECT_EQ(tags["fan_out"]["max"], 4'482);
  EXPECT_EQ(tags["tags_per_post"]["max"], 6);
  EXPECT_EQ(tags["tags_per_post"]["mean"], 2.0);
}

TEST_F(DescribeProgram, PrintsATableAndAHistogramForPeople) {
  const std::string text = run({"describe", "zipf_small"}).out;
  EXPECT_THAT(text, HasSubstr("1,000 users, 10,000 posts"));
  EXPECT_THAT(text, HasSubstr("max 1,918; mean 10.0"));
  EXPECT_THAT(text, HasSubstr("50.3 % of the posts"));
  EXPECT_THAT(text, HasSubstr("512 - 1,023          2  #\n"));
}

TEST_F(DescribeProgram, DrawsAPictureWhoseTitleSaysWhatIsSeen) {
  make({"describe", "zipf_small", "--plot", "p.svg"});
  const std::string svg = content("p.svg");
  EXPECT_THAT(svg, HasSubstr("zipf_small: the top 1 % of users own 50.3 % of the posts"));
  EXPECT_THAT(svg, HasSubstr("1,000 users, 10,000 posts"));
  EXPECT_THAT(svg, HasSubstr("512 – 1,023"));
  EXPECT_THAT(svg, testing::EndsWith("</svg>\n"));
  expect_complaint(run({"describe", "zipf_small", "--plot", "p.svg"}), 2, "p.svg: exists already");
  expect_complaint(run({"describe", "zipf_small", "--plot", "no/such.svg"}), 2, "no/such.svg: cannot be written");
}

TEST_F(DescribeProgram, ListNamesEveryDataset) {
  const Outcome text = run({"list"});
  const json rows = json::parse(run({"list", "--json"}).out);
  EXPECT_GE(rows.size(), 6U);
  for (const json& row : rows) EXPECT_THAT(text.out, HasSubstr(row["name"].get<std::string>()));
}

TEST_F(DescribeProgram, HelpOfEveryCommandSuffices) {
  EXPECT_THAT(run({"--help"}).out, AllOf(HasSubstr("generate"), HasSubstr("Examples:"), HasSubstr("Exit status")));
  EXPECT_THAT(run({"generate", "--help"}).out, AllOf(HasSubstr("--out"), HasSubstr("--format"), HasSubstr("--force")));
  for (const std::string command : {"verify", "describe", "list"}) EXPECT_EQ(run({command, "--help"}).exit_code, 0);
}

}  // namespace
