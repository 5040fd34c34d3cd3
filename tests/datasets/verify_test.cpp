// verify finds any change of a stored dataset, names the first row that differs, and exits 1.
#include <gmock/gmock.h>

#include "orm/backend/sqlite.h"
#include "program.h"

namespace {

using testing::HasSubstr;

class VerifyProgram : public Program {
 protected:
  void change(const std::string& sql) {
    orm::SqliteOptions options;
    options.foreign_keys = false;
    orm::Sqlite file(path("z"), options);
    file.execute(sql);
  }
  // What verify says after a change of a fresh file.
  Outcome after(const std::string& sql) {
    make({"generate", "zipf_tiny", "--out", "z", "--force"});
    change(sql);
    return run({"verify", "z"});
  }
  // The same for a text replaced in posts.csv.
  Outcome after_replacing(const std::string& from, const std::string& to) {
    make({"generate", "zipf_tiny", "--out", "c", "--format", "csv", "--force"});
    std::string text = content("c/posts.csv");
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos);
    write("c/posts.csv", text.replace(at, from.size(), to));
    return run({"verify", "c"});
  }
};

TEST_F(VerifyProgram, AgreesWithWhatWasGenerated) {
  for (const std::string format : {"sqlite", "csv"})
    for (const std::string name : {"zipf_tiny", "uniform_small", "profiles_small", "threads_small", "tags_small"}) {
      make({"generate", name, "--out", name + format, "--format", format, "--seed", "3"});
      const Outcome outcome = run({"verify", name + format});
      EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
      EXPECT_THAT(outcome.out, HasSubstr("is " + name + ", seed 3"));
      EXPECT_THAT(outcome.out, HasSubstr("agree"));
    }
}

TEST_F(VerifyProgram, NamesTheFirstRowThatDiffers) {
  expect_complaint(after("UPDATE posts SET author_id = author_id % 16 + 1 WHERE id IN (9, 30)"), 1,
                   "posts 9: author_id");
  expect_complaint(after("UPDATE posts SET author_id = NULL WHERE id = 40"), 1,
                   "posts 40: author_id is NULL, should be");
  expect_complaint(after("UPDATE users SET name = name || '!' WHERE id = 4"), 1, "users 4: name differs at byte");
  expect_complaint(after("UPDATE users SET email = lower(email) || 'x' WHERE id = 4"), 1, "users 4: email");
  expect_complaint(after("UPDATE posts SET title = 'T' WHERE id = 1"), 1, "posts 1: title");
  expect_complaint(after("UPDATE posts SET body = '' WHERE id = 2"), 1, "posts 2: body");
  expect_complaint(after("DELETE FROM users WHERE id = 16"), 1, "users 16 is missing");
  expect_complaint(after("DELETE FROM users WHERE id = 5"), 1, "users 5 is missing");
  expect_complaint(after("DELETE FROM posts"), 1, "posts 1 is missing");
  expect_complaint(after("INSERT INTO posts VALUES (41, '', '', 1)"), 1, "posts 41 should not be there");
  expect_complaint(after("INSERT INTO users VALUES (0, '', '')"), 1, "users 0 should not be there");
}

TEST_F(VerifyProgram, NamesTheFirstRowOfOtherRelationsThatDiffers) {
  const auto after_change = [&](const std::string& name, const std::string& sql) {
    make({"generate", name, "--out", "z", "--force"});
    change(sql);
    return run({"verify", "z"});
  };
  expect_complaint(after_change("profiles_tiny", "UPDATE profiles SET user_id = NULL WHERE id = 7"), 1,
                   "profiles 7: user_id is NULL, should be");
  expect_complaint(after_change("profiles_tiny", "UPDATE profiles SET bio = bio || '.' WHERE id = 8"), 1,
                   "profiles 8: bio differs at byte");
  expect_complaint(after_change("threads_tiny", "UPDATE posts SET parent_id = NULL WHERE id = 40"), 1,
                   "posts 40: parent_id is NULL, should be");
  expect_complaint(after_change("tags_tiny", "UPDATE tags SET name = 'x' WHERE id = 12"), 1, "tags 12: name differs");
  expect_complaint(after_change("tags_tiny", "DELETE FROM post_tags WHERE rowid = 80"), 1, ") is missing");
  expect_complaint(after_change("tags_tiny", "DELETE FROM post_tags WHERE rowid = 1"), 1, ") is missing");
  expect_complaint(after_change("tags_tiny", "INSERT INTO post_tags VALUES (41, 1)"), 1,
                   "post_tags (41, 1) should not be there");
  expect_complaint(after_change("tags_tiny", "DELETE FROM post_tags; "), 1, ") is missing");
  make({"generate", "tags_tiny", "--out", "z", "--force"});
  expect_complaint(run({"verify", "z", "zipf_tiny"}), 1, "its tables are those of many_to_many");
}

TEST_F(VerifyProgram, NamesAMissingUserBeforeAPostThatDiffers) {
  make({"generate", "zipf_tiny", "--out", "z"});
  change("UPDATE posts SET author_id = NULL WHERE id = 1");
  change("DELETE FROM users WHERE id = 16");
  expect_complaint(run({"verify", "z"}), 1, "users 16 is missing");
}

TEST_F(VerifyProgram, FindsAChangedSchemaOrRecord) {
  expect_complaint(after("DROP INDEX posts_author_id"), 1, "index posts_author_id is missing");
  expect_complaint(after("DROP TABLE posts"), 1, "table posts is missing");
  expect_complaint(after("DROP TABLE bothsides_dataset"), 1, "does not say which dataset");
  expect_complaint(after("UPDATE bothsides_dataset SET digest = 1"), 1, "its recorded digest differs");
  expect_complaint(after("UPDATE bothsides_dataset SET seed = 2"), 1, "is not zipf_tiny, seed 2: users 1");
}

TEST_F(VerifyProgram, FindsDamage) {
  make({"generate", "zipf_small", "--out", "z"});
  std::filesystem::resize_file(path("z"), 40'960);
  expect_complaint(run({"verify", "z"}), 1, "z: is damaged");
  make({"generate", "zipf_small", "--out", "y"});
  std::string bytes = content("y");
  bytes.replace(8192, 4096, std::string(4096, '\xa5'));
  write("y", bytes);
  expect_complaint(run({"verify", "y"}), 1, "y: is damaged");
}

TEST_F(VerifyProgram, ComparesWithTheNameAndSeedThatItIsGiven) {
  make({"generate", "zipf_tiny", "--out", "z", "--seed", "5"});
  EXPECT_EQ(run({"verify", "z", "zipf_tiny"}).exit_code, 0);
  EXPECT_EQ(run({"verify", "z", "zipf_tiny", "--seed", "5"}).exit_code, 0);
  expect_complaint(run({"verify", "z", "zipf_tiny", "--seed", "1"}), 1, "it says it is zipf_tiny, seed 5");
  expect_complaint(run({"verify", "z", "uniform_tiny"}), 1, "is not uniform_tiny, seed 5: posts ");
}

TEST_F(VerifyProgram, NamesTheLineOfABrokenCsvFile) {
  expect_complaint(after_replacing("\n2,", "\ntwo,"), 1, "posts.csv: line 3: field 1 is not a whole number");
  expect_complaint(after_replacing("\n2,\"", "\n2,"), 1, "posts.csv: line 3: a quote stands where none may be");
  expect_complaint(after_replacing("\n2,\"", "\n2,\"\",\""), 1, "posts.csv: line 3: 5 fields instead of 4");
  expect_complaint(after_replacing("title", "headline"), 1, "posts.csv: line 1: the columns are not id,title,body");
  expect_complaint(after_replacing("\n3,", "\n33,"), 1, "posts 3 is missing");
}

TEST_F(VerifyProgram, AcceptsCsvWithCrlfAndTellsNullFromEmpty) {
  make({"generate", "uniform_tiny", "--out", "c", "--format", "csv"});
  std::string users;
  for (const char c : content("c/users.csv")) users += c == '\n' ? "\r\n" : std::string(1, c);
  write("c/users.csv", users);
  EXPECT_EQ(run({"verify", "c"}).exit_code, 0);
  std::string posts = content("c/posts.csv");
  const auto comma = posts.rfind(',');
  write("c/posts.csv", posts.substr(0, comma + 1) + "\n");
  expect_complaint(run({"verify", "c"}), 1, "posts 40: author_id is NULL");
}

TEST_F(VerifyProgram, FindsACsvFileThatWasCutOff) {
  make({"generate", "zipf_tiny", "--out", "c", "--format", "csv"});
  const std::string posts = content("c/posts.csv");
  write("c/posts.csv", posts.substr(0, posts.rfind('"') - 3));
  expect_complaint(run({"verify", "c"}), 1, "a quoted field does not end");
  std::filesystem::remove(path("c/users.csv"));
  expect_complaint(run({"verify", "c"}), 1, "users.csv: cannot be read");
}

TEST_F(VerifyProgram, ChangesNothing) {
  make({"generate", "zipf_tiny", "--out", "z"});
  const std::string before = content("z");
  make({"verify", "z"});
  EXPECT_EQ(content("z"), before);
  EXPECT_THAT(names(), testing::ElementsAre("z"));
}

}  // namespace
