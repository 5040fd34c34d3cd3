// backref, many_to_many: Post.tags alone; configure() adds Tag.posts.
#pragma once

#include "strategies/strategy.h"

namespace strategies::backref {

struct ManyToMany {
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
  explicit ManyToMany(const orm::Registry& configured) : posts_(configured, "posts") {}

  PostsAndTags<Post, Tag> load_lazy(orm::Session& session) {
    PostsAndTags<Post, Tag> loaded{session.query<Post>().all(), session.query<Tag>().all()};
    for (Post* post : loaded.posts) post->tags.size();  // the first touch loads the list
    for (Tag* tag : loaded.tags) posts_.get(*tag);
    return loaded;
  }
  PostsAndTags<Post, Tag> load_selectin(orm::Session& session) {
    return {session.query<Post>().options(orm::selectinload<&Post::tags>()).all(),
            session.query<Tag>().options(orm::selectinload(posts_)).all()};
  }

  auto& tags(Post& post) { return post.tags; }
  auto posts(Tag& tag) { return posts_.get(tag); }
  void append(Post& post, Tag& tag) { post.tags.append(tag); }
  void append(Tag& tag, Post& post) { posts_.append(tag, &post); }
  void remove(Post& post, Tag& tag) { post.tags.remove(tag); }
  void remove(Tag& tag, Post& post) { posts_.remove(tag, &post); }
  void assign(Post& post, const std::vector<Tag*>& tags) { post.tags.assign(tags); }
  void assign(Tag& tag, const std::vector<Post*>& posts) { posts_.assign(tag, posts); }
  void flush(orm::Session& session) { session.flush(); }

 private:
  orm::ListHandle<Tag, Post> posts_;
};
static_assert(ManyToManyRelation<ManyToMany>);

}  // namespace strategies::backref
