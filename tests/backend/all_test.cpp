// The rows of orm/backend/all.h: each opens what it says, and starts anew when it is asked to.
#include "orm/backend/all.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <set>

#include "databases.h"

namespace {

class EachBackend : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (row().needs_server && databases::dsn() == nullptr) GTEST_SKIP() << databases::kNoServer;
    if (row().needs_server) schema_ = std::make_unique<databases::Schema>();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  const orm::BackendRow& row() const { return orm::backend_named(GetParam()); }
  std::unique_ptr<orm::Backend> open() {
    std::filesystem::create_directories(folder_);
    orm::Where where{folder_ / "one", ""};
    if (schema_) {
      where.conninfo = databases::dsn();
      where.postgres.settings["search_path"] = schema_->name();
    }
    return row().open(where);
  }

 private:
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("bothsides_all_" + std::to_string(getpid()));
  std::unique_ptr<databases::Schema> schema_;
};

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const orm::BackendRow& row : orm::kBackends) names.emplace_back(row.name);
  return names;
}
INSTANTIATE_TEST_SUITE_P(All, EachBackend, testing::ValuesIn(names()),
                         [](const testing::TestParamInfo<std::string>& each) { return each.param; });

TEST_P(EachBackend, OpensADatabaseOfItsEngineThatKeepsRows) {
  const auto backend = open();
  EXPECT_EQ(backend->engine(), row().engine);
  backend->execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
  backend->execute("INSERT INTO t VALUES (7)");
  const std::string_view tables[] = {"t"};
  backend->tidy(tables);
  auto found = backend->select("SELECT count(*) FROM t");
  EXPECT_EQ(found.next()[0].integer(), 1);
}

TEST_P(EachBackend, PreparesAnewWhereNothingIsPrepared) {
  const auto backend = open();
  constexpr std::string_view kSql = "SELECT 1";
  backend->prepare(kSql);
  const auto before = backend->counts();
  backend->prepare_anew();
  EXPECT_LE((backend->counts() - before).other_statements, 1U);
  auto found = backend->select(kSql);
  EXPECT_FALSE(found.next().empty());
}

TEST(Backends, HaveNamesOfTheirOwnAndOneIsInMemory) {
  const auto all = names();
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
  EXPECT_TRUE(orm::backend_in_memory().is_in_memory);
  EXPECT_THROW(orm::backend_named("oracle"), std::out_of_range);
}

}  // namespace
