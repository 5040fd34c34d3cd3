// unlinked, self_referential: Post.replies and Post.parent, neither naming the other; the caller writes both.
#pragma once

#include "strategies/strategy.h"

namespace strategies::unlinked {

struct SelfReferential : MapsReplies<SelfReferential> {
  struct Post : orm::Entity {
    orm::Text title, body;
    orm::Many<Post> replies;
    orm::One<Post, orm::remote_side<"posts.id">> parent;
    using orm_table = orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"parent_id", "posts.id">,
                                 &Post::replies, &Post::parent>;
  };

  static void declare(orm::Registry& registry) { orm::map<Post>(registry); }
  using MapsReplies<SelfReferential>::MapsReplies;

  auto& replies(Post& post) { return post.replies; }
  Post* parent(Post& post) { return post.parent; }
  void append(Post& post, Post& reply) { set_parent(reply, &post); }
  void remove(Post& post, Post& reply) {
    post.replies.remove(reply);
    reply.parent = nullptr;
  }
  void assign(Post& post, const std::vector<Post*>& replies) {
    for (Post* reply : post.replies) reply->parent = nullptr;
    for (Post* reply : replies) {
      if (Post* other = reply->parent; other != nullptr && other != &post) other->replies.remove(reply);
      reply->parent = &post;
    }
    post.replies.assign(replies);
  }
  void set_parent(Post& reply, Post* parent) {
    if (Post* old = reply.parent) old->replies.remove(reply);
    reply.parent = parent;
    if (parent != nullptr) parent->replies.append(reply);
  }
};
static_assert(SelfReferentialRelation<SelfReferential>);

}  // namespace strategies::unlinked
