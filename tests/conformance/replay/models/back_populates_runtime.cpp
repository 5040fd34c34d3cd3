// Both sides declared as data, each naming the other: classes without relationship members, attributes in runtime
// slots.
#include "orm/attributes.h"
#include "orm/model.h"
#include "tests/conformance/replay/models/declare.h"

namespace replay {
namespace {

struct User : orm::Entity {
  orm::Text name;
  using orm_table = orm::table<"users", &User::name>;
};
struct Profile : orm::Entity {
  orm::Text bio;
  using orm_table = orm::table<"profiles", &Profile::bio, orm::foreign_key<"user_id", "users.id">>;
};
struct Tag : orm::Entity {
  orm::Text name;
  using orm_table = orm::table<"tags", &Tag::name>;
};
struct PostOfUser {
  struct Post : orm::Entity {
    orm::Text title;
    using orm_table = orm::table<"posts", &Post::title, orm::foreign_key<"author_id", "users.id">>;
  };
};
struct PostOfTags {
  struct Post : orm::Entity {
    orm::Text title;
    using orm_table = orm::table<"posts", &Post::title>;
  };
};
struct PostOfTree {
  struct Post : orm::Entity {
    orm::Text title;
    using orm_table = orm::table<"posts", &Post::title, orm::foreign_key<"parent_id", "posts.id">>;
  };
};

void relate(orm::Registry& registry, std::string_view owner, orm::RelationshipDescriptor relationship) {
  registry.described(owner).relationships.push_back(std::move(relationship));
}

void relate_posts(orm::Registry& registry) {
  relate(registry, "User", {.name = "posts", .target = "Post", .back_populates = "author"});
  relate(registry, "Post", {.name = "author", .target = "User", .back_populates = "posts"});
}
void relate_profile(orm::Registry& registry) {
  relate(registry, "User", {.name = "profile", .target = "Profile", .back_populates = "user", .uselist = false});
  relate(registry, "Profile", {.name = "user", .target = "User", .back_populates = "profile"});
}
void relate_tags(orm::Registry& registry) {
  relate(registry, "Post", {.name = "tags", .target = "Tag", .back_populates = "posts", .secondary = "post_tags"});
  relate(registry, "Tag", {.name = "posts", .target = "Post", .back_populates = "tags", .secondary = "post_tags"});
}
void relate_tree(orm::Registry& registry) {
  relate(registry, "Post", {.name = "replies", .target = "Post", .back_populates = "parent"});
  relate(registry, "Post",
         {.name = "parent", .target = "Post", .back_populates = "replies", .remote_side = "posts.id"});
}

}  // namespace

void declare_back_populates_runtime(orm::Registry& registry, std::string_view model) {
  if (model == "one_to_many" || model == "one_to_one" || model == "blog") orm::map<User>(registry);
  if (model == "one_to_many" || model == "blog") orm::map<PostOfUser::Post>(registry);
  if (model == "many_to_many") orm::map<PostOfTags::Post>(registry);
  if (model == "self_referential") orm::map<PostOfTree::Post>(registry);
  if (model == "one_to_one" || model == "blog") orm::map<Profile>(registry);
  if (model == "many_to_many" || model == "blog") orm::map<Tag>(registry);

  if (model == "one_to_many" || model == "blog") relate_posts(registry);
  if (model == "one_to_one" || model == "blog") relate_profile(registry);
  if (model == "many_to_many" || model == "blog") relate_tags(registry);
  if (model == "self_referential") relate_tree(registry);
}

}  // namespace replay
