// generate writes what the library makes, replaces only what it made, and is the same each time.
#include <gmock/gmock.h>

#include "datasets/all.h"
#include "datasets/digest.h"
#include "datasets/tables/tables.h"
#include "orm/backend/sqlite.h"
#include "program.h"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using GenerateProgram = Program;

TEST_F(GenerateProgram, WritesTheRowsOfTheLibraryIntoOneSqliteFile) {
  make({"generate", "zipf_tiny", "--out", "z.sqlite"});
  EXPECT_THAT(names(), ElementsAre("z.sqlite"));
  orm::Sqlite file(path("z.sqlite"), {.open = orm::SqliteOptions::Open::read_only});
  EXPECT_EQ(datasets::digest(file), datasets::digest(datasets::make("zipf_tiny")));
  EXPECT_TRUE(datasets::is_ours(file));
  EXPECT_EQ(datasets::schema_difference(file), "");
}

TEST_F(GenerateProgram, RecordsWhereTheRowsComeFrom) {
  make({"generate", "uniform_tiny", "--out", "u", "--seed", "18446744073709551615"});
  orm::Sqlite file(path("u"), {.open = orm::SqliteOptions::Open::read_only});
  const datasets::Dataset dataset = datasets::make("uniform_tiny", 18446744073709551615U);
  EXPECT_EQ(datasets::read_origin(file), (datasets::Origin{"uniform_tiny", dataset.seed(), dataset.relation(),
                                                           dataset.sizes(), datasets::digest(dataset)}));
}

TEST_F(GenerateProgram, GivesTheSameBytesEachTime) {
  for (const std::string format : {"sqlite", "csv"}) {
    make({"generate", "zipf_small", "--out", "a_" + format, "--format", format});
    make({"generate", "zipf_small", "--out", "b_" + format, "--format", format});
  }
  EXPECT_EQ(content("a_sqlite"), content("b_sqlite"));
  for (const std::string file : {"users.csv", "posts.csv", "dataset.json"})
    EXPECT_EQ(content("a_csv/" + file), content("b_csv/" + file));
}

TEST_F(GenerateProgram, SaysWhatItMade) {
  const Outcome outcome = run({"generate", "zipf_tiny", "--out", "z"});
  EXPECT_THAT(outcome.out, HasSubstr("z: zipf_tiny, seed 1: 16 users, 40 posts, "));
  EXPECT_THAT(outcome.out, HasSubstr(datasets::digest_text(datasets::digest(datasets::make("zipf_tiny")))));
  EXPECT_EQ(outcome.err, "");
}

TEST_F(GenerateProgram, ReplacesItsOwnFileOnlyWithForce) {
  for (const std::string format : {"sqlite", "csv"}) {
    const Arguments again{"generate", "zipf_tiny", "--out", format, "--format", format, "--seed", "2"};
    make({"generate", "zipf_tiny", "--out", format, "--format", format});
    expect_complaint(run(again), 2, "exists already: give --force to replace it");
    EXPECT_THAT(run({"verify", format}).out, HasSubstr("seed 1"));
    Arguments forced = again;
    forced.push_back("--force");
    make(forced);
    EXPECT_THAT(run({"verify", format}).out, HasSubstr("seed 2"));
  }
  EXPECT_THAT(names(), ElementsAre("csv", "sqlite"));
}

TEST_F(GenerateProgram, MakesAPartOfALargeDataset) {
  make({"generate", "zipf_huge", "--users", "50", "--out", "part"});
  EXPECT_THAT(run({"verify", "part", "zipf_huge", "--users", "50"}).out, HasSubstr("is zipf_huge_first_50"));
  expect_complaint(run({"verify", "part"}), 2, "give NAME and --users as they were");
  expect_complaint(run({"generate", "zipf_tiny", "--users", "17", "--out", "x"}), 2,
                   "zipf_tiny: has no part of 17 users");
}

TEST_F(GenerateProgram, AcceptsADirectoryWithASlash) {
  make({"generate", "zipf_tiny", "--out", "csv/", "--format", "csv"});
  EXPECT_THAT(names("csv"), ElementsAre("dataset.json", "posts.csv", "users.csv"));
}

TEST_F(GenerateProgram, NeverReplacesAFileOfAnotherProgram) {
  {
    orm::Sqlite other(path("customers.db"));
    other.execute("CREATE TABLE users(id INTEGER PRIMARY KEY)");
  }
  write("notes.txt", "mine");
  write("empty", "");
  std::filesystem::create_directory(path("folder"));
  std::filesystem::create_symlink("notes.txt", path("link"));
  for (const std::string target : {"customers.db", "notes.txt", "empty", "folder", "link"}) {
    const std::string before = content(target);
    for (const std::string format : {"sqlite", "csv"})
      expect_complaint(run({"generate", "zipf_tiny", "--out", target, "--format", format, "--force"}), 2, target);
    EXPECT_EQ(content(target), before);
  }
  EXPECT_THAT(names(), ElementsAre("customers.db", "empty", "folder", "link", "notes.txt"));
}

TEST_F(GenerateProgram, NeverReplacesADirectoryWithMoreInIt) {
  make({"generate", "zipf_tiny", "--out", "csv", "--format", "csv"});
  write("csv/notes.txt", "mine");
  expect_complaint(run({"generate", "zipf_tiny", "--out", "csv", "--format", "csv", "--force"}), 2, "csv: ");
  EXPECT_EQ(content("csv/notes.txt"), "mine");
}

TEST_F(GenerateProgram, NeverReplacesADatabaseInUse) {
  make({"generate", "zipf_tiny", "--out", "z"});
  const Arguments replace{"generate", "uniform_tiny", "--out", "z", "--force"};
  {
    orm::Sqlite idle(path("z"), {.open = orm::SqliteOptions::Open::existing});
    datasets::digest(idle);
    expect_complaint(run(replace), 2, "z: is in use (a program has it open)");
    idle.execute("CREATE TABLE more(a)");
    expect_complaint(run(replace), 2, "z: is in use (z-wal holds changes)");
  }
  EXPECT_EQ(run({"verify", "z"}).exit_code, 0);
  make(replace);  // after the last connection has gone, whatever a reader left beside it
  EXPECT_EQ(run({"verify", "z", "uniform_tiny"}).exit_code, 0);
}

}  // namespace
