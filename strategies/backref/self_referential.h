// backref, self_referential: Post.replies alone; configure() adds Post.parent.
#pragma once

#include "strategies/strategy.h"

namespace strategies::backref {

struct SelfReferential : MapsReplies<SelfReferential> {
  struct Post : orm::Entity {
    orm::Text title, body;
    orm::Many<Post, orm::backref<"parent", "posts.id">> replies;
    using orm_table =
        orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"parent_id", "posts.id">, &Post::replies>;
  };

  static void declare(orm::Registry& registry) { orm::map<Post>(registry); }
  explicit SelfReferential(const orm::Registry& configured)
      : MapsReplies<SelfReferential>(configured), parent_(configured, "parent") {}

  auto& replies(Post& post) { return post.replies; }
  Post* parent(Post& post) { return parent_.get(post); }
  void append(Post& post, Post& reply) { post.replies.append(reply); }
  void remove(Post& post, Post& reply) { post.replies.remove(reply); }
  void assign(Post& post, const std::vector<Post*>& replies) { post.replies.assign(replies); }
  void set_parent(Post& reply, Post* parent) { parent_.set(reply, parent); }

 private:
  orm::ScalarHandle<Post, Post> parent_;
};
static_assert(SelfReferentialRelation<SelfReferential>);

}  // namespace strategies::backref
