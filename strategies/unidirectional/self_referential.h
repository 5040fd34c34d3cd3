// unidirectional, self_referential: Post.parent alone, which holds the key; Post::replies is the caller's own
// container.
#pragma once

#include <algorithm>

#include "strategies/strategy.h"

namespace strategies::unidirectional {

struct SelfReferential {
  struct Post : orm::Entity {
    orm::Text title, body;
    orm::One<Post, orm::remote_side<"posts.id">> parent;
    std::vector<Post*> replies;  // not mapped
    using orm_table =
        orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"parent_id", "posts.id">, &Post::parent>;
  };

  static void declare(orm::Registry& registry) { orm::map<Post>(registry); }
  explicit SelfReferential(const orm::Registry& /*configured*/) {}

  std::vector<Post*> load_lazy(orm::Session& session) {
    std::vector<Post*> posts = session.query<Post>().all();
    for (Post* post : posts) post->replies = session.query<Post>().where("parent_id", post->id()).all();
    return posts;
  }
  // The replies to 500 posts at a time, each then put into its parent's container.
  std::vector<Post*> load_selectin(orm::Session& session) {
    std::vector<Post*> posts = session.query<Post>().all();
    for (Post* post : posts) post->replies.clear();
    for (Post* reply : session.query<Post>().all_in("parent_id", strategies::ids_of(posts)))
      if (Post* parent = reply->parent) parent->replies.push_back(reply);
    return posts;
  }

  std::vector<Post*>& replies(Post& post) { return post.replies; }
  Post* parent(Post& post) { return post.parent; }
  void append(Post& post, Post& reply) { set_parent(reply, &post); }
  void remove(Post& post, Post& reply) {
    take_out(post, reply);
    reply.parent = nullptr;
  }
  void assign(Post& post, const std::vector<Post*>& replies) {
    for (Post* reply : post.replies) reply->parent = nullptr;
    for (Post* reply : replies) {
      if (Post* other = reply->parent; other != nullptr && other != &post) take_out(*other, *reply);
      reply->parent = &post;
    }
    post.replies = replies;
  }
  void set_parent(Post& reply, Post* parent) {
    if (Post* old = reply.parent) take_out(*old, reply);
    reply.parent = parent;
    if (parent != nullptr) parent->replies.push_back(&reply);
  }

 private:
  static void take_out(Post& post, Post& reply) {
    const auto found = std::find(post.replies.begin(), post.replies.end(), &reply);
    if (found != post.replies.end()) post.replies.erase(found);
  }
};
static_assert(SelfReferentialRelation<SelfReferential>);

}  // namespace strategies::unidirectional
