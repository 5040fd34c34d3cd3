// Bad input gives one line that says what to do, exit code 2, and leaves no file behind.
#include <gmock/gmock.h>
#include <unistd.h>

#include "orm/backend/sqlite.h"
#include "program.h"

namespace {

using testing::IsEmpty;

using BadInput = Program;

TEST_F(BadInput, AnUnknownDatasetIsAnsweredWithTheNearest) {
  for (const Arguments& arguments :
       {Arguments{"generate", "zipf_smal", "--out", "z"}, Arguments{"describe", "zipf_smal"}})
    expect_complaint(run(arguments), 2,
                     "did you mean 'zipf_small', 'zipf_tiny' or 'zipf_huge'? 'dataset list' names all");
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(BadInput, WrongUsagePointsToTheHelp) {
  for (const Arguments& arguments :
       {Arguments{}, Arguments{"generate"}, Arguments{"generate", "zipf_tiny"},
        Arguments{"generate", "zipf_tiny", "--out", "z", "--format", "xml"}, Arguments{"list", "--nope"},
        Arguments{"generate", "zipf_tiny", "--out", "z", "--seed", "-1"},
        Arguments{"generate", "zipf_tiny", "--out", "z", "--seed", "1.5"},
        Arguments{"generate", "zipf_tiny", "--out", "z", "--seed", "18446744073709551616"}})
    expect_complaint(run(arguments), 2, "--help'");
  expect_complaint(run({"list", "--nope"}), 2, "see 'dataset list --help'");
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(BadInput, AMisspeltCommandIsAnsweredWithTheNearest) {
  expect_complaint(run({"describ", "zipf_tiny"}), 2, "unknown command 'describ', did you mean 'describe'?");
  expect_complaint(run({"xyzzy"}), 2, "unknown command 'xyzzy': see 'dataset --help'");
}

TEST_F(BadInput, AFileThatIsNotThereIsNamed) {
  expect_complaint(run({"verify", "gone.sqlite"}), 2, "gone.sqlite: no such file");
  expect_complaint(run({"describe", "./gone"}), 2, "./gone: no such file");
  EXPECT_THAT(names(), IsEmpty());  // SQLite would have made one
}

TEST_F(BadInput, AFileThatIsNotADatasetIsNamed) {
  write("notes.txt", "not a database, but longer than the hundred bytes of a header: " + std::string(100, '.'));
  write("empty", "");
  {
    orm::Sqlite other(path("customers.db"));
    other.execute("CREATE TABLE users(id INTEGER PRIMARY KEY)");
  }
  std::filesystem::create_directory(path("folder"));
  for (const std::string command : {"verify", "describe"}) {
    expect_complaint(run({command, "./notes.txt"}), 2, "is not a SQLite database");
    expect_complaint(run({command, "./empty"}), 2, "is not a SQLite database");
    expect_complaint(run({command, "./customers.db"}), 2, "of another program");
    expect_complaint(run({command, "./folder"}), 2, "is a directory without a dataset");
    expect_complaint(run({command, "/dev/null"}), 2, "is not a regular file");
  }
}

TEST_F(BadInput, AMessageStaysOneLineWhateverItNames) {
  expect_complaint(run({"describe", "a\nb\x1b"}), 2, "unknown dataset 'a\\nb\\x1b'");
  write("a.csv", "id,\"x\ny\"\n1,2\n");
  expect_complaint(run({"profile", "--from", "a.csv", "--child", "a.z", "--out", "s.toml"}), 2, "it has id, x\\ny");
}

TEST_F(BadInput, AFolderInPlaceOfATableIsNamed) {
  make({"generate", "zipf_tiny", "--format", "csv", "--out", "z"});
  std::filesystem::remove(path("z/users.csv"));
  std::filesystem::create_directory(path("z/users.csv"));
  expect_complaint(run({"verify", "z"}), 1, "users.csv: cannot be read (Is a directory)");
  expect_complaint(run({"describe", "z"}), 2, "users.csv: cannot be read (Is a directory)");
}

TEST_F(BadInput, WhatWouldBeIgnoredIsRefused) {
  make({"generate", "zipf_tiny", "--out", "z"});
  expect_complaint(run({"describe", "zipf_tiny", "--scale", "3"}), 2, "zipf_tiny: is not a shape file");
  expect_complaint(run({"describe", "./z", "--seed", "3"}), 2, "./z: contains its seed");
}

TEST_F(BadInput, AFileThatCannotBeReadIsNamed) {
  if (geteuid() == 0) GTEST_SKIP() << "root reads every file";
  make({"generate", "zipf_tiny", "--out", "z"});
  std::filesystem::permissions(path("z"), std::filesystem::perms::none);
  expect_complaint(run({"verify", "z"}), 2, "z: cannot be read (Permission denied)");
}

TEST_F(BadInput, AFolderThatCannotBeWrittenIsNamed) {
  expect_complaint(run({"generate", "zipf_tiny", "--out", "no/such/z"}), 2,
                   "no/such/z: cannot write there (No such file");
  expect_complaint(run({"generate", "zipf_tiny", "--out", "/proc/z", "--format", "csv"}), 2,
                   "/proc/z: cannot write there");
  write("file", "");
  expect_complaint(run({"generate", "zipf_tiny", "--out", "file/z"}), 2,
                   "file/z: cannot write there (Not a directory)");
  if (geteuid() == 0) return;  // root writes everywhere
  std::filesystem::create_directory(path("locked"));
  std::filesystem::permissions(path("locked"), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  expect_complaint(run({"generate", "zipf_tiny", "--out", "locked/z"}), 2, "locked/z: cannot write there (Permission");
}

TEST_F(BadInput, ADamagedFileCannotBeDescribed) {
  make({"generate", "zipf_small", "--out", "z.sqlite"});
  std::filesystem::resize_file(path("z.sqlite"), 40'960);
  expect_complaint(run({"describe", "z.sqlite"}), 2, "z.sqlite: is damaged");
}

}  // namespace
