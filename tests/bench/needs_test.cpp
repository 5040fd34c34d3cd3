// What a workload needs of its data, on data that lacks it.
#include "bench/cells/needs.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "datasets/all.h"
#include "datasets/sources/shape_dataset.h"

namespace bench {
namespace {

using ::testing::HasSubstr;

// Each of `users` users with `posts` posts.
std::string lack(Needs needs, int users, int posts) {
  const std::string name = "needs_" + std::to_string(users) + "_" + std::to_string(posts);
  const auto file = std::filesystem::path(testing::TempDir()) / (name + ".toml");
  std::ofstream(file) << "bothsides_shape = 1\n[owners]\nrows = " << users << "\n[children]\nrows = " << users * posts
                      << "\n[fan_out]\nchildren = [" << posts << "]\nowners = [" << users << "]\n";
  if (datasets::find("shape_" + name) == nullptr)
    datasets::add(datasets::shape_dataset(file, 1, datasets::Orphans::left_out));
  std::filesystem::remove(file);
  const Database database("sqlite_memory", "shape_" + name, Database::Rows::filled);
  return lack_of(needs, database);
}

TEST(Needs, UsersAreEnoughForWorkThatTouchesNoPost) {
  EXPECT_EQ(lack(Needs::users, 2, 0), "");
  EXPECT_THAT(lack(Needs::posts, 2, 0), HasSubstr("has no posts"));
  EXPECT_EQ(lack(Needs::posts, 1, 3), "");
}

TEST(Needs, AMoveNeedsSomebodyElse) {
  EXPECT_THAT(lack(Needs::other_users, 1, 3), HasSubstr("has only one user"));
  EXPECT_EQ(lack(Needs::other_users, 2, 3), "");
}

}  // namespace
}  // namespace bench
