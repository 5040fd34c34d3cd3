// back_populates_runtime, self_referential: Post.replies and Post.parent, each naming the other, as data.
#pragma once

#include "strategies/strategy.h"

namespace strategies::back_populates_runtime {

struct SelfReferential : MapsReplies<SelfReferential> {
  struct Post : orm::Entity {
    orm::Text title, body;
    using orm_table = orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"parent_id", "posts.id">>;
  };

  static void declare(orm::Registry& registry) {
    orm::map<Post>(registry);
    auto& relationships = registry.described("Post").relationships;
    relationships.push_back({.name = "replies", .target = "Post", .back_populates = "parent"});
    relationships.push_back(
        {.name = "parent", .target = "Post", .back_populates = "replies", .remote_side = "posts.id"});
  }
  explicit SelfReferential(const orm::Registry& configured)
      : MapsReplies<SelfReferential>(configured), replies_(configured, "replies"), parent_(configured, "parent") {}

  auto replies(Post& post) { return replies_.get(post); }
  Post* parent(Post& post) { return parent_.get(post); }
  void append(Post& post, Post& reply) { replies_.append(post, &reply); }
  void remove(Post& post, Post& reply) { replies_.remove(post, &reply); }
  void assign(Post& post, const std::vector<Post*>& replies) { replies_.assign(post, replies); }
  void set_parent(Post& reply, Post* parent) { parent_.set(reply, parent); }

 private:
  orm::ListHandle<Post, Post> replies_;
  orm::ScalarHandle<Post, Post> parent_;
};
static_assert(SelfReferentialRelation<SelfReferential>);

}  // namespace strategies::back_populates_runtime
