// back_populates_runtime, many_to_many: Post.tags and Tag.posts, each naming the other, as data.
#pragma once

#include "strategies/strategy.h"

namespace strategies::back_populates_runtime {

struct ManyToMany : MapsLinks<ManyToMany> {
  struct Post : orm::Entity {
    orm::Text title, body;
    using orm_table = orm::table<"posts", &Post::title, &Post::body>;
  };
  struct Tag : orm::Entity {
    orm::Text name;
    using orm_table = orm::table<"tags", &Tag::name>;
  };

  static void declare(orm::Registry& registry) {
    orm::map<Post>(registry);
    orm::map<Tag>(registry);
    declare_post_tags(registry);
    registry.described("Post").relationships.push_back(
        {.name = "tags", .target = "Tag", .back_populates = "posts", .secondary = "post_tags"});
    registry.described("Tag").relationships.push_back(
        {.name = "posts", .target = "Post", .back_populates = "tags", .secondary = "post_tags"});
  }
  explicit ManyToMany(const orm::Registry& configured)
      : MapsLinks<ManyToMany>(configured), tags_(configured, "tags"), posts_(configured, "posts") {}

  auto tags(Post& post) { return tags_.get(post); }
  auto posts(Tag& tag) { return posts_.get(tag); }
  void append(Post& post, Tag& tag) { tags_.append(post, &tag); }
  void append(Tag& tag, Post& post) { posts_.append(tag, &post); }
  void remove(Post& post, Tag& tag) { tags_.remove(post, &tag); }
  void remove(Tag& tag, Post& post) { posts_.remove(tag, &post); }
  void assign(Post& post, const std::vector<Tag*>& tags) { tags_.assign(post, tags); }
  void assign(Tag& tag, const std::vector<Post*>& posts) { posts_.assign(tag, posts); }

 private:
  orm::ListHandle<Post, Tag> tags_;
  orm::ListHandle<Tag, Post> posts_;
};
static_assert(ManyToManyRelation<ManyToMany>);

}  // namespace strategies::back_populates_runtime
