// A plan is read row by row; whatever is wrong with it is told with file and line.
#include "bench/cells/plan.h"

#include <gmock/gmock.h>

#include <fstream>

namespace bench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class Plan : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& text) {
    std::ofstream(file_) << text;
    return file_;
  }
  void TearDown() override { std::filesystem::remove(file_); }

  std::filesystem::path file_ = std::filesystem::path(::testing::TempDir()) /
                                (std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()) + ".csv");
};

constexpr const char* kCell = "remove/one_to_many/backref/sqlite_memory/zipf_tiny";

TEST_F(Plan, KeepsTheOrderOfItsRows) {
  const auto rows = read_plan(write(std::string("round,cell,iterations\n2,") + kCell + ",7\n0," + kCell + ",3\n"));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].round, 0);  // a lead-in
  EXPECT_EQ(rows[0].round, 2);
  EXPECT_EQ(rows[0].iterations, 7);
  EXPECT_EQ(rows[1].cell.name(), kCell);
}

TEST_F(Plan, NamesTheLineThatIsWrong) {
  const auto refuses = [&](const std::string& row, const char* what) {
    const auto file = write("round,cell,iterations\n" + row + "\n");
    EXPECT_THAT([&] { read_plan(file); }, ThrowsMessage<PlanError>(AllOf(HasSubstr("line 2"), HasSubstr(what)))) << row;
  };
  refuses("1,remove/one_to_many/backref,5", "is not a cell");
  refuses(std::string("-1,") + kCell + ",5", "round '-1'");
  refuses(std::string("1,") + kCell + ",0", "iterations '0'");
  refuses(std::string("1,") + kCell + ",-5", "iterations '-5'");
  refuses(std::string("1,") + kCell + ",5x", "iterations '5x'");
  refuses("nothing", "not of the form");
}

TEST_F(Plan, IsRefusedWithoutItsHeaderOrRowsOrFile) {
  EXPECT_THAT([&] { read_plan(write("cell\n")); },
              ThrowsMessage<PlanError>(HasSubstr("begins with the line round,cell,iterations")));
  EXPECT_THAT([&] { read_plan(write("round,cell,iterations\n")); }, ThrowsMessage<PlanError>(HasSubstr("no rows")));
  EXPECT_THAT([&] { read_plan("/nowhere/plan.csv"); },
              ThrowsMessage<PlanError>(HasSubstr("cannot read the plan /nowhere/plan.csv")));
}

}  // namespace
}  // namespace bench
