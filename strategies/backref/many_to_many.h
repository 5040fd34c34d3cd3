// backref, many_to_many: Post.tags alone; configure() adds Tag.posts.
#pragma once

#include "strategies/strategy.h"

namespace strategies::backref {

struct ManyToMany : MapsLinks<ManyToMany> {
  struct Tag : orm::Entity {
    orm::Text name;
    using orm_table = orm::table<"tags", &Tag::name>;
  };
  struct Post : orm::Entity {
    orm::Text title, body;
    orm::Many<Tag, orm::backref<"posts">, orm::secondary<"post_tags">> tags;
    using orm_table = orm::table<"posts", &Post::title, &Post::body, &Post::tags>;
  };

  static void declare(orm::Registry& registry) {
    orm::map<Post>(registry);
    orm::map<Tag>(registry);
    declare_post_tags(registry);
  }
  explicit ManyToMany(const orm::Registry& configured)
      : MapsLinks<ManyToMany>(configured), posts_(configured, "posts") {}

  auto& tags(Post& post) { return post.tags; }
  auto posts(Tag& tag) { return posts_.get(tag); }
  void append(Post& post, Tag& tag) { post.tags.append(tag); }
  void append(Tag& tag, Post& post) { posts_.append(tag, &post); }
  void remove(Post& post, Tag& tag) { post.tags.remove(tag); }
  void remove(Tag& tag, Post& post) { posts_.remove(tag, &post); }
  void assign(Post& post, const std::vector<Tag*>& tags) { post.tags.assign(tags); }
  void assign(Tag& tag, const std::vector<Post*>& posts) { posts_.assign(tag, posts); }

 private:
  orm::ListHandle<Tag, Post> posts_;
};
static_assert(ManyToManyRelation<ManyToMany>);

}  // namespace strategies::backref
