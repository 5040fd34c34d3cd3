// Nothing of another program is ever written to or dropped.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "datasets/tables/tables.h"
#include "orm/backend/sqlite.h"

namespace datasets {
namespace {

TEST(Mark, CreateSchemaMarksTheDatabase) {
  const auto backend = orm::Sqlite::in_memory();
  EXPECT_FALSE(is_ours(*backend));
  create_schema(*backend);
  EXPECT_TRUE(is_ours(*backend));
}

TEST(Mark, ADatabaseWithOtherTablesIsNotClaimed) {
  const auto backend = orm::Sqlite::in_memory();
  backend->execute("CREATE TABLE customers(id INTEGER PRIMARY KEY)");
  EXPECT_THROW(create_schema(*backend), NotOurs);
  EXPECT_FALSE(is_ours(*backend));
  EXPECT_EQ(backend->select_integer("SELECT COUNT(*) FROM sqlite_schema"), 1);
}

TEST(Mark, ADatabaseWithTheMarkOfAnotherProgramIsNotClaimed) {
  const auto backend = orm::Sqlite::in_memory();
  backend->execute("PRAGMA application_id = 12345");
  EXPECT_THROW(create_schema(*backend), NotOurs);
  EXPECT_EQ(backend->select_integer("SELECT application_id FROM pragma_application_id"), 12345);
}

TEST(Mark, TablesWithoutTheMarkAreNotDropped) {
  const auto backend = orm::Sqlite::in_memory();
  backend->execute("CREATE TABLE users(id INTEGER PRIMARY KEY)");  // somebody else's users
  EXPECT_THROW(drop_schema(*backend), NotOurs);
  EXPECT_EQ(backend->select_integer("SELECT COUNT(*) FROM users"), 0);
}

TEST(Mark, IsReadFromTheFileWithoutOpeningTheDatabase) {
  const auto file = std::filesystem::temp_directory_path() / ("bothsides_mark_" + std::to_string(getpid()));
  const auto header = [&] {
    std::vector<char> bytes(kHeaderSize);
    std::ifstream(file, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return bytes;
  };
  {
    orm::Sqlite other(file);
    other.execute("CREATE TABLE t(a)");
  }
  EXPECT_TRUE(is_sqlite_header(header()));
  EXPECT_FALSE(is_our_header(header()));
  std::filesystem::remove(file);
  {
    orm::Sqlite ours(file);
    create_schema(ours);
  }
  EXPECT_TRUE(is_our_header(header()));
  std::filesystem::remove(file);
  EXPECT_FALSE(is_sqlite_header(std::string_view("SQLite format 3")));
}

}  // namespace
}  // namespace datasets
