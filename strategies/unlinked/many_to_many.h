// unlinked, many_to_many: Post.tags and Tag.posts, neither naming the other.
//
// Each would write the link row, the second one in vain: so the caller writes Post.tags alone, and expires the
// Tag.posts concerned after the flush. Until then they are stale.
#pragma once

#include <unordered_set>

#include "strategies/strategy.h"

namespace strategies::unlinked {

struct ManyToMany : MapsLinks<ManyToMany> {
  struct Tag;
  struct Post : orm::Entity {
    orm::Text title, body;
    orm::Many<Tag, orm::secondary<"post_tags">> tags;
    using orm_table = orm::table<"posts", &Post::title, &Post::body, &Post::tags>;
  };
  struct Tag : orm::Entity {
    orm::Text name;
    orm::Many<Post, orm::secondary<"post_tags">> posts;
    using orm_table = orm::table<"tags", &Tag::name, &Tag::posts>;
  };
  static constexpr Stale stale = Stale::read_again;

  static void declare(orm::Registry& registry) {
    orm::map<Post>(registry);
    orm::map<Tag>(registry);
    declare_post_tags(registry);
  }
  using MapsLinks<ManyToMany>::MapsLinks;

  auto& tags(Post& post) { return post.tags; }
  auto& posts(Tag& tag) { return tag.posts; }
  void append(Post& post, Tag& tag) {
    post.tags.append(tag);
    stale_.insert(&tag);
  }
  void append(Tag& tag, Post& post) { append(post, tag); }
  void remove(Post& post, Tag& tag) {
    post.tags.remove(tag);
    stale_.insert(&tag);
  }
  void remove(Tag& tag, Post& post) { remove(post, tag); }
  void assign(Post& post, const std::vector<Tag*>& tags) {
    for (Tag* tag : post.tags) stale_.insert(tag);
    stale_.insert(tags.begin(), tags.end());
    post.tags.assign(tags);
  }
  // REQUIRES: nothing of this tag is unflushed, or what it holds is not known.
  void assign(Tag& tag, const std::vector<Post*>& posts) {
    const std::unordered_set<Post*> wanted(posts.begin(), posts.end());
    std::unordered_set<Post*> present;
    for (Post* post : tag.posts) {
      present.insert(post);
      if (!wanted.contains(post)) post->tags.remove(tag);
    }
    for (Post* post : posts)
      if (!present.contains(post)) post->tags.append(tag);
    stale_.insert(&tag);
  }
  void flush(orm::Session& session) {
    session.flush();
    for (Tag* tag : stale_)
      if (tag->state() == orm::State::persistent) session.expire(*tag, "posts");
    stale_.clear();
  }

 private:
  std::unordered_set<Tag*> stale_;
};
static_assert(ManyToManyRelation<ManyToMany>);

}  // namespace strategies::unlinked
