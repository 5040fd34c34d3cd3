// back_populates, self_referential: Post.replies and Post.parent, each naming the other.
#pragma once

#include "strategies/strategy.h"

namespace strategies::back_populates {

template <orm::FixedString Strategy>
struct SelfReferential : MapsReplies<SelfReferential<Strategy>> {
  struct Post : orm::Entity {
    orm::Text title, body;
    orm::Many<Post, orm::back_populates<"parent">> replies;
    orm::One<Post, orm::back_populates<"replies">, orm::remote_side<"posts.id">> parent;
    using orm_table = orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"parent_id", "posts.id">,
                                 &Post::replies, &Post::parent>;
  };

  static void declare(orm::Registry& registry) { orm::map<Post>(registry); }
  using MapsReplies<SelfReferential<Strategy>>::MapsReplies;

  auto& replies(Post& post) { return post.replies; }
  Post* parent(Post& post) { return post.parent; }
  void append(Post& post, Post& reply) { post.replies.append(reply); }
  void remove(Post& post, Post& reply) { post.replies.remove(reply); }
  void assign(Post& post, const std::vector<Post*>& replies) { post.replies.assign(replies); }
  void set_parent(Post& reply, Post* parent) { reply.parent = parent; }
};
static_assert(SelfReferentialRelation<SelfReferential<"back_populates">>);

}  // namespace strategies::back_populates
