// sync_at_flush, many_to_many: Post.tags is written; Tag.posts follows it at the flush.
#pragma once

#include <unordered_set>

#include "strategies/strategy.h"

namespace strategies::sync_at_flush {

struct ManyToMany : MapsLinks<ManyToMany> {
  struct Tag;
  struct Post : orm::Entity {
    orm::Text title, body;
    orm::Many<Tag, orm::secondary<"post_tags">> tags;
    using orm_table = orm::table<"posts", &Post::title, &Post::body, &Post::tags>;
  };
  struct Tag : orm::Entity {
    orm::Text name;
    orm::Many<Post, orm::follows<"tags">, orm::secondary<"post_tags">> posts;
    using orm_table = orm::table<"tags", &Tag::name, &Tag::posts>;
  };
  static constexpr Stale stale = Stale::put_right;

  static void declare(orm::Registry& registry) {
    orm::map<Post>(registry);
    orm::map<Tag>(registry);
    declare_post_tags(registry);
  }
  using MapsLinks<ManyToMany>::MapsLinks;

  auto& tags(Post& post) { return post.tags; }
  auto& posts(Tag& tag) { return tag.posts; }
  void append(Post& post, Tag& tag) { post.tags.append(tag); }
  void append(Tag& tag, Post& post) { post.tags.append(tag); }
  void remove(Post& post, Tag& tag) { post.tags.remove(tag); }
  void remove(Tag& tag, Post& post) { post.tags.remove(tag); }
  void assign(Post& post, const std::vector<Tag*>& tags) { post.tags.assign(tags); }
  void assign(Tag& tag, const std::vector<Post*>& posts) {
    const std::unordered_set<Post*> wanted(posts.begin(), posts.end());
    for (Post* post : tag.posts)
      if (!wanted.contains(post)) post->tags.remove(tag);
    for (Post* post : posts)
      if (!post->tags.contains(&tag)) post->tags.append(tag);
  }
};
static_assert(ManyToManyRelation<ManyToMany>);

}  // namespace strategies::sync_at_flush
