// backref_static, many_to_many: Post.tags alone; the compiler adds Tag.posts.
#pragma once

#include "orm/static_backref.h"
#include "strategies/strategy.h"

namespace strategies::backref_static {

struct ManyToMany : MapsLinks<ManyToMany> {
  struct Post;
  struct Tag;
  using App = orm::schema<Post, Tag>;
  struct Tag : App::Entity {
    orm::Text name;
    using orm_table = orm::table<"tags", &Tag::name>;
  };
  struct Post : App::Entity {
    orm::Text title, body;
    orm::Many<Tag, orm::backref<"posts">, orm::secondary<"post_tags">> tags;
    using orm_table = orm::table<"posts", &Post::title, &Post::body, &Post::tags>;
  };

  static void declare(orm::Registry& registry) {
    App::map(registry);
    declare_post_tags(registry);
  }
  explicit ManyToMany(const orm::Registry& configured)
      : MapsLinks<ManyToMany>(configured), posts_(configured, "Tag", "posts") {}

  auto& tags(Post& post) { return orm::get<"tags">(post); }
  auto& posts(Tag& tag) { return orm::get<"posts">(tag); }
  void append(Post& post, Tag& tag) { orm::get<"tags">(post).append(tag); }
  void append(Tag& tag, Post& post) { orm::get<"posts">(tag).append(post); }
  void remove(Post& post, Tag& tag) { orm::get<"tags">(post).remove(tag); }
  void remove(Tag& tag, Post& post) { orm::get<"posts">(tag).remove(post); }
  void assign(Post& post, const std::vector<Tag*>& tags) { orm::get<"tags">(post).assign(tags); }
  void assign(Tag& tag, const std::vector<Post*>& posts) { orm::get<"posts">(tag).assign(posts); }

 private:
  orm::AttributeHandle posts_;  // a query's option has no member pointer to name it by
};
static_assert(ManyToManyRelation<ManyToMany>);

}  // namespace strategies::backref_static
