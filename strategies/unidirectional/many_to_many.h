// unidirectional, many_to_many: Post.tags alone; Tag::posts is the caller's own container.
#pragma once

#include <algorithm>
#include <unordered_set>

#include "strategies/strategy.h"

namespace strategies::unidirectional {

struct ManyToMany {
  struct Post;
  struct Tag : orm::Entity {
    orm::Text name;
    std::vector<Post*> posts;  // not mapped
    using orm_table = orm::table<"tags", &Tag::name>;
  };
  struct Post : orm::Entity {
    orm::Text title, body;
    orm::Many<Tag, orm::secondary<"post_tags">> tags;
    using orm_table = orm::table<"posts", &Post::title, &Post::body, &Post::tags>;
  };

  static void declare(orm::Registry& registry) {
    orm::map<Post>(registry);
    orm::map<Tag>(registry);
    declare_post_tags(registry);
  }
  explicit ManyToMany(const orm::Registry& /*configured*/) {}

  PostsAndTags<Post, Tag> load_lazy(orm::Session& session) {
    PostsAndTags<Post, Tag> loaded{session.query<Post>().all(), session.query<Tag>().all()};
    fill_posts(loaded);  // the first touch of a post's tags loads them
    return loaded;
  }
  PostsAndTags<Post, Tag> load_selectin(orm::Session& session) {
    PostsAndTags<Post, Tag> loaded{session.query<Post>().options(orm::selectinload<&Post::tags>()).all(),
                                   session.query<Tag>().all()};
    fill_posts(loaded);
    return loaded;
  }

  auto& tags(Post& post) { return post.tags; }
  std::vector<Post*>& posts(Tag& tag) { return tag.posts; }
  void append(Post& post, Tag& tag) {
    post.tags.append(tag);
    tag.posts.push_back(&post);
  }
  void append(Tag& tag, Post& post) { append(post, tag); }
  void remove(Post& post, Tag& tag) {
    post.tags.remove(tag);
    take_out(tag, post);
  }
  void remove(Tag& tag, Post& post) { remove(post, tag); }
  void assign(Post& post, const std::vector<Tag*>& tags) {
    for (Tag* tag : post.tags)
      if (std::find(tags.begin(), tags.end(), tag) == tags.end()) take_out(*tag, post);
    for (Tag* tag : tags)
      if (!post.tags.contains(tag)) tag->posts.push_back(&post);
    post.tags.assign(tags);
  }
  void assign(Tag& tag, const std::vector<Post*>& posts) {
    const std::unordered_set<Post*> wanted(posts.begin(), posts.end());
    const std::unordered_set<Post*> present(tag.posts.begin(), tag.posts.end());
    for (Post* post : tag.posts)
      if (!wanted.contains(post)) post->tags.remove(tag);
    for (Post* post : posts)
      if (!present.contains(post)) post->tags.append(tag);
    tag.posts = posts;
  }
  void flush(orm::Session& session) { session.flush(); }

 private:
  static void fill_posts(const PostsAndTags<Post, Tag>& loaded) {
    for (Tag* tag : loaded.tags) tag->posts.clear();
    for (Post* post : loaded.posts)
      for (Tag* tag : post->tags) tag->posts.push_back(post);
  }
  static void take_out(Tag& tag, Post& post) {
    const auto found = std::find(tag.posts.begin(), tag.posts.end(), &post);
    if (found != tag.posts.end()) tag.posts.erase(found);
  }
};
static_assert(ManyToManyRelation<ManyToMany>);

}  // namespace strategies::unidirectional
