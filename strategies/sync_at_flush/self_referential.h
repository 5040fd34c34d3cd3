// sync_at_flush, self_referential: Post.parent is written; Post.replies follows it at the flush.
#pragma once

#include "strategies/strategy.h"

namespace strategies::sync_at_flush {

struct SelfReferential : MapsReplies<SelfReferential> {
  struct Post : orm::Entity {
    orm::Text title, body;
    orm::Many<Post, orm::follows<"parent">> replies;
    orm::One<Post, orm::remote_side<"posts.id">> parent;
    using orm_table = orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"parent_id", "posts.id">,
                                 &Post::replies, &Post::parent>;
  };
  static constexpr Stale stale = Stale::put_right;

  static void declare(orm::Registry& registry) { orm::map<Post>(registry); }
  using MapsReplies<SelfReferential>::MapsReplies;

  auto& replies(Post& post) { return post.replies; }
  Post* parent(Post& post) { return post.parent; }
  void append(Post& post, Post& reply) { reply.parent = &post; }
  void remove(Post& /*post*/, Post& reply) { reply.parent = nullptr; }
  void assign(Post& post, const std::vector<Post*>& replies) {
    for (Post* reply : post.replies) reply->parent = nullptr;
    for (Post* reply : replies) reply->parent = &post;
  }
  void set_parent(Post& reply, Post* parent) { reply.parent = parent; }
};
static_assert(SelfReferentialRelation<SelfReferential>);

}  // namespace strategies::sync_at_flush
