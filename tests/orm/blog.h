// A model with every relation, on tables of its own: users with posts and a profile, posts with tags.
#pragma once

#include <optional>

#include "fixture.h"
#include "orm/property.h"

namespace blog {

using Link = orm::secondary<"post_tags">;
struct Post;
struct Profile;
struct Tag;
struct User : orm::Entity {
  orm::Text name;
  orm::Many<Post, orm::back_populates<"author">> posts;
  orm::One<Profile, orm::back_populates<"user">> profile;
  using orm_table = orm::table<"users", &User::name, &User::posts, &User::profile>;
};
struct Post : orm::Entity {
  orm::Text title;
  orm::One<User, orm::back_populates<"posts">> author;
  orm::Many<Tag, orm::back_populates<"posts">, Link> tags;
  using orm_table =
      orm::table<"posts", &Post::title, orm::foreign_key<"author_id", "users.id">, &Post::author, &Post::tags>;
};
struct Profile : orm::Entity {
  orm::Text bio;
  orm::One<User, orm::back_populates<"profile">> user;
  using orm_table = orm::table<"profiles", &Profile::bio, orm::foreign_key<"user_id", "users.id">, &Profile::user>;
};
struct Tag : orm::Entity {
  orm::Text name;
  orm::Many<Post, orm::back_populates<"tags">, Link> posts;
  using orm_table = orm::table<"tags", &Tag::name, &Tag::posts>;
};

// users[3] and posts[4] as fixture.h has them.  profiles: 1 ann's, 2 bob's, 3 nobody's.
// tags[3]: 10 has 1 and 2, 11 has 2, 20 has 3.
class Blog : public testing::Test {
 protected:
  Blog() {
    database.sql("CREATE TABLE profiles (id INTEGER PRIMARY KEY, bio TEXT, user_id INTEGER REFERENCES users (id))");
    database.sql("CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT)");
    database.sql(
        "CREATE TABLE post_tags (post_id INTEGER REFERENCES posts (id), tag_id INTEGER REFERENCES tags (id),"
        " PRIMARY KEY (post_id, tag_id))");
    database.sql("INSERT INTO profiles VALUES (1, 'p', 1), (2, 'q', 2), (3, 'r', NULL)");
    database.sql("INSERT INTO tags VALUES (1, 'red'), (2, 'blue'), (3, 'tan')");
    database.sql("INSERT INTO post_tags VALUES (10, 1), (10, 2), (11, 2), (20, 3)");
    orm::map<User>(registry);
    orm::map<Post>(registry);
    orm::map<Profile>(registry);
    orm::map<Tag>(registry);
    registry.declare(orm::TableDescriptor{"post_tags",
                                          {{"post_id", orm::ColumnType::integer, true, "posts.id"},
                                           {"tag_id", orm::ColumnType::integer, true, "tags.id"}}});
    registry.configure();
    open();
  }
  void open(orm::SessionOptions options = {}) {
    opened.reset();
    opened.emplace(database.backend(), registry, options);
  }
  orm::Session& session() { return *opened; }
  User& user(std::int64_t key) { return *opened->get<User>(key); }
  Post& post(std::int64_t key) { return *opened->get<Post>(key); }
  Tag& tag(std::int64_t key) { return *opened->get<Tag>(key); }
  Profile& profile(std::int64_t key) { return *opened->get<Profile>(key); }
  orm::Query<User> users() { return opened->query<User>(); }
  orm::Query<Post> posts() { return opened->query<Post>(); }
  orm::Property property(std::string_view owner, std::string_view name) { return {registry, owner, name}; }
  template <class F>
  fixture::Spent spent(F&& step) {
    return database.spent(step);
  }

  fixture::Database database;
  orm::Registry registry;
  std::optional<orm::Session> opened;
};

}  // namespace blog
