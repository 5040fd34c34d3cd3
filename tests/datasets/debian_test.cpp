// What apt knows of Debian's packages, as users, posts and tags.
#include "datasets/sources/debian.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "datasets/dataset.h"
#include "program.h"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kLists = R"(Package: alpha
Version: 1.0-1
Maintainer: Zoë Müller <zoe@example.org>
Description: first of all
Tag: role::program, use::editing,
 interface::x11

Package: gamma
Maintainer: Zoë Müller <zoe@example.org>
Version: 3
Description: third
Tag: role::program

Package: beta
Maintainer: Team <team@example.org>
Version: 2
Description: second
)";

datasets::Dataset dataset_of(const std::string& text) {
  datasets::PackageLists lists;
  std::istringstream in(text);
  lists.add(in, "some_Packages");
  return {"debian", 1, lists.blog()};
}

TEST(Debian, MaintainersAreUsersPackagesPostsAndDebtagsTags) {
  const datasets::Dataset it = dataset_of(kLists);
  EXPECT_EQ(it.sizes(), (datasets::Sizes{.users = 2, .posts = 3, .tags = 3, .post_tags = 4}));
  EXPECT_EQ(it.user(1), (datasets::User{1, "Team", "team@example.org"}));
  EXPECT_EQ(it.user(2), (datasets::User{2, "Zoë Müller", "zoe@example.org"}));
  EXPECT_EQ(it.post(1), (datasets::Post{1, 2, "alpha 1.0-1", "first of all"}));
  EXPECT_EQ(it.post(2), (datasets::Post{2, 1, "beta 2", "second"}));
  EXPECT_THAT(it.posts_of(2), ElementsAre(1, 3));
  EXPECT_EQ(it.tag(1).name, "interface::x11");
  EXPECT_THAT(it.tags_of(1), ElementsAre(1, 2, 3));
  EXPECT_THAT(it.tags_of(2), ElementsAre());
  EXPECT_THAT(it.posts_with(2), ElementsAre(1, 3));
}

TEST(Debian, PostsAndTagsAloneAreOfManyToMany) {
  datasets::PackageLists lists;
  std::istringstream in(kLists);
  lists.add(in, "some_Packages");
  const datasets::Dataset it("debian_tags", 1, lists.tagged_posts());
  EXPECT_EQ(it.relation(), datasets::Relation::many_to_many);
  EXPECT_EQ(it.sizes(), (datasets::Sizes{.posts = 3, .tags = 3, .post_tags = 4}));
  EXPECT_EQ(it.post(1), (datasets::Post{1, 0, "alpha 1.0-1", "first of all"}));
  EXPECT_THAT(it.tags_of(1), ElementsAre(1, 2, 3));
  EXPECT_THAT(it.posts_with(2), ElementsAre(1, 3));
}

TEST(Debian, PackagesWithoutATagAreNotOfManyToMany) {
  datasets::PackageLists lists;
  std::istringstream in("Package: a\nMaintainer: M <m@x>\nVersion: 1\n");
  lists.add(in, "some_Packages");
  EXPECT_THAT([&] { lists.tagged_posts(); }, testing::ThrowsMessage<datasets::BadSource>(HasSubstr("no package")));
}

TEST(Debian, APackageOfSeveralListsCountsOnce) {
  datasets::PackageLists lists;
  for (const char* version : {"1", "2"}) {
    std::istringstream in("Package: a\nMaintainer: M <m@x>\nVersion: " + std::string(version) + "\n");
    lists.add(in, "some_Packages");
  }
  EXPECT_EQ(lists.blog().sizes().posts, 1);
  EXPECT_EQ(lists.blog().post(0).title, "a 1");
}

class DebianProgram : public Program {
 protected:
  DebianProgram() { setenv("BOTHSIDES_APT_LISTS", folder_.c_str(), 1); }
  ~DebianProgram() override { unsetenv("BOTHSIDES_APT_LISTS"); }
};

TEST_F(DebianProgram, GoesThroughEveryStore) {
  write("some_binary-amd64_Packages", kLists);
  for (const std::string store : {"sqlite", "csv"}) {
    make({"generate", "debian", "--out", store, "--format", store});
    EXPECT_THAT(run({"verify", store}).out, HasSubstr("2 users, 3 posts, 3 tags, 4 post_tags agree"));
    const auto it = nlohmann::json::parse(run({"describe", store, "--json"}).out);
    EXPECT_EQ(it["fan_out"]["max"], 2);
    EXPECT_EQ(it["tags_per_post"]["max"], 3);
    EXPECT_EQ(it["posts_per_tag"]["max"], 2);
  }
}

TEST_F(DebianProgram, SaysHowToGetListsThatAreAbsent) {
  expect_complaint(run({"describe", "debian"}), 2, "has no package lists: run 'apt-get update'");
  write("some_binary-amd64_Packages", "");
  expect_complaint(run({"describe", "debian"}), 2, "are empty: run 'apt-get update'");
  setenv("BOTHSIDES_APT_LISTS", "/nonexistent", 1);
  expect_complaint(run({"generate", "debian", "--out", "x"}), 2, "/nonexistent cannot be read");
}

TEST_F(DebianProgram, NamesTheLineOfABrokenList) {
  write("some_binary-amd64_Packages", "Package: a\nMaintainer: m\n\nnonsense\n");
  expect_complaint(run({"describe", "debian"}), 2, "some_binary-amd64_Packages: line 4 is not a field");
  write("some_binary-amd64_Packages", "Package: a\nMaintainer: m\n\nPackage: b\n");
  expect_complaint(run({"describe", "debian"}), 2, "line 4: a package without Package or Maintainer");
}

}  // namespace
