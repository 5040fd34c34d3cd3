// Replay has no semantics of its own: what it shows is what typed members show.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "orm/attributes.h"
#include "orm/backend/sqlite.h"
#include "orm/model.h"
#include "orm/property.h"
#include "orm/session.h"

namespace {

using testing::ElementsAre;
using testing::IsSubsetOf;
namespace fs = std::filesystem;

// The headers of orm/ that the sources of a folder include.
std::set<std::string> included(const fs::path& folder) {
  std::set<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().stem().string().ends_with("_test")) continue;
    std::ifstream file(entry.path());
    const std::regex include("#include \"(orm/.*)\"");
    for (std::string line; std::getline(file, line);)
      if (std::smatch match; std::regex_match(line, match, include)) found.insert(match[1]);
  }
  return found;
}

TEST(OneImplementation, ReplayReachesAttributesThroughPropertyAlone) {
  EXPECT_THAT(included(CONFORMANCE_DIRECTORY "/replay"),
              IsSubsetOf({"orm/backend/backend.h", "orm/backend/cell.h", "orm/backend/sqlite.h", "orm/descriptors.h",
                          "orm/entity.h", "orm/errors.h", "orm/property.h", "orm/registry.h", "orm/session.h"}));
}

TEST(OneImplementation, ReplaysModelsAreDeclarationsAlone) {
  EXPECT_THAT(included(CONFORMANCE_DIRECTORY "/replay/models"),
              IsSubsetOf({"orm/attributes.h", "orm/model.h", "orm/registry.h", "orm/static_backref.h"}));
}

TEST(OneImplementation, ReplayLinksNoMapperButTheOneThatIsMeasured) {
  EXPECT_STREQ(REPLAY_LINKS, "orm nlohmann_json::nlohmann_json fmt::fmt bothsides_warnings");
}

struct Post;
struct User : orm::Entity {
  orm::Text name;
  orm::Many<Post, orm::back_populates<"author">> posts;
  using orm_table = orm::table<"users", &User::name, &User::posts>;
};
struct Post : orm::Entity {
  orm::Text title;
  orm::One<User, orm::back_populates<"posts">> author;
  using orm_table = orm::table<"posts", &Post::title, orm::foreign_key<"author_id", "users.id">, &Post::author>;
};

// users[2]: 1 ann, 2 bob.   posts[2]: 10 and 11 are ann's.
class SameObject : public testing::Test {
 protected:
  SameObject() {
    for (const char* sql :
         {"CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)",
          "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, author_id INTEGER)",
          "INSERT INTO users VALUES (1, 'ann'), (2, 'bob')", "INSERT INTO posts VALUES (10, 'a', 1), (11, 'b', 1)"})
      backend_->execute(sql);
    orm::map<User>(registry_);
    orm::map<Post>(registry_);
    registry_.configure();
    session_.emplace(*backend_, registry_);
    ann_ = session_->get<User>(1);
    bob_ = session_->get<User>(2);
    post_ = session_->get<Post>(10);
    posts_ = std::make_unique<orm::Property>(registry_, "User", "posts");
    author_ = std::make_unique<orm::Property>(registry_, "Post", "author");
    title_ = std::make_unique<orm::Property>(registry_, "Post", "title");
  }

  static std::vector<std::int64_t> keys(User& user) {
    std::vector<std::int64_t> found;
    for (const Post* post : user.posts) found.push_back(post->id());
    return found;
  }

  std::unique_ptr<orm::Sqlite> backend_ = orm::Sqlite::in_memory();
  orm::Registry registry_;
  std::optional<orm::Session> session_;
  User *ann_ = nullptr, *bob_ = nullptr;
  Post* post_ = nullptr;
  std::unique_ptr<orm::Property> posts_, author_, title_;
};

TEST_F(SameObject, AppendedByNameIsSeenByMembersOnBothSides) {
  posts_->append(*bob_, post_);
  EXPECT_THAT(keys(*bob_), ElementsAre(10));
  EXPECT_EQ(post_->author.get(), bob_);
  EXPECT_THAT(keys(*ann_), ElementsAre(11));
}

TEST_F(SameObject, AppendedByMemberIsSeenByNameOnBothSides) {
  bob_->posts.append(*post_);
  EXPECT_THAT(posts_->elements(*bob_), ElementsAre(post_));
  EXPECT_EQ(author_->get(*post_), bob_);
  EXPECT_FALSE(posts_->is_loaded(*ann_));
  EXPECT_EQ(posts_->count(*ann_), 1U);
}

TEST_F(SameObject, ScalarSetOneWayIsReadTheOther) {
  author_->set(*post_, bob_);
  EXPECT_EQ(post_->author.get(), bob_);
  post_->author = ann_;
  EXPECT_EQ(author_->peek(*post_), ann_);
}

TEST_F(SameObject, ColumnSetOneWayIsReadTheOther) {
  title_->set_column(*post_, orm::Cell(std::string_view("by name")));
  EXPECT_EQ(post_->title.view(), "by name");
  post_->title = "by member";
  EXPECT_EQ(title_->peek_column(*post_).text(), "by member");
}

TEST_F(SameObject, ChangesOfBothWaysAreOneChangeForTheFlush) {
  posts_->append(*bob_, post_);
  post_->title = "moved";
  title_->set_column(*post_, orm::Cell(std::string_view("moved away")));
  const orm::Counts before = backend_->counts();
  session_->flush();
  EXPECT_EQ((backend_->counts() - before).updates, 1U);
}

}  // namespace
