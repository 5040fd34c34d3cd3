// back_populates, many_to_many: Post.tags and Tag.posts, each naming the other.
#pragma once

#include "strategies/strategy.h"

namespace strategies::back_populates {

template <orm::FixedString Strategy>
struct ManyToMany : MapsLinks<ManyToMany<Strategy>> {
  struct Tag;
  struct Post : orm::Entity {
    orm::Text title, body;
    orm::Many<Tag, orm::back_populates<"posts">, orm::secondary<"post_tags">> tags;
    using orm_table = orm::table<"posts", &Post::title, &Post::body, &Post::tags>;
  };
  struct Tag : orm::Entity {
    orm::Text name;
    orm::Many<Post, orm::back_populates<"tags">, orm::secondary<"post_tags">> posts;
    using orm_table = orm::table<"tags", &Tag::name, &Tag::posts>;
  };

  static void declare(orm::Registry& registry) {
    orm::map<Post>(registry);
    orm::map<Tag>(registry);
    declare_post_tags(registry);
  }
  using MapsLinks<ManyToMany<Strategy>>::MapsLinks;

  auto& tags(Post& post) { return post.tags; }
  auto& posts(Tag& tag) { return tag.posts; }
  void append(Post& post, Tag& tag) { post.tags.append(tag); }
  void append(Tag& tag, Post& post) { tag.posts.append(post); }
  void remove(Post& post, Tag& tag) { post.tags.remove(tag); }
  void remove(Tag& tag, Post& post) { tag.posts.remove(post); }
  void assign(Post& post, const std::vector<Tag*>& tags) { post.tags.assign(tags); }
  void assign(Tag& tag, const std::vector<Post*>& posts) { tag.posts.assign(posts); }
};
static_assert(ManyToManyRelation<ManyToMany<"back_populates">>);

}  // namespace strategies::back_populates
