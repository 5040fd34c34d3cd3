// backref_static, self_referential: Post.replies alone; the compiler adds Post.parent.
#pragma once

#include "orm/static_backref.h"
#include "strategies/strategy.h"

namespace strategies::backref_static {

struct SelfReferential : MapsReplies<SelfReferential> {
  struct Post;
  using App = orm::schema<Post>;
  struct Post : App::Entity {
    orm::Text title, body;
    orm::Many<Post, orm::backref<"parent", "posts.id">> replies;
    using orm_table =
        orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"parent_id", "posts.id">, &Post::replies>;
  };

  static void declare(orm::Registry& registry) { App::map(registry); }
  using MapsReplies<SelfReferential>::MapsReplies;

  auto& replies(Post& post) { return orm::get<"replies">(post); }
  Post* parent(Post& post) { return orm::get<"parent">(post); }
  void append(Post& post, Post& reply) { orm::get<"replies">(post).append(reply); }
  void remove(Post& post, Post& reply) { orm::get<"replies">(post).remove(reply); }
  void assign(Post& post, const std::vector<Post*>& replies) { orm::get<"replies">(post).assign(replies); }
  void set_parent(Post& reply, Post* parent) { orm::get<"parent">(reply) = parent; }
};
static_assert(SelfReferentialRelation<SelfReferential>);

}  // namespace strategies::backref_static
