// unlinked: both sides are declared, and neither names the other: the mistake that people make.
//
// Each side writes its own changes at the flush. A caller who writes one side reads the other stale, and can lose what
// the stale side writes back; a careful one writes both, as here.
#pragma once

#include "strategies/strategy.h"
#include "strategies/unlinked/many_to_many.h"
#include "strategies/unlinked/one_to_one.h"
#include "strategies/unlinked/self_referential.h"

namespace strategies {

struct Unlinked {
  static constexpr std::string_view name = "unlinked";
  static constexpr Words words{
      .declares = "User.posts and Post.author, neither naming the other",
      .in_step = "the caller, at each change; a load fills each side separately",
      .caller_writes =
          "both sides of each operation; for many-to-many one side, then expires the other after the flush",
      .predicts =
          "more than back_populates in sync and flush: two attributes change instead of one, each with its own record, "
          "and both are compared at the flush",
  };

  struct OneToMany : MapsPosts<OneToMany> {
    struct Post;
    struct User : orm::Entity {
      orm::Text name, email;
      orm::Many<Post, orm::cascade<"all">> posts;
      using orm_table = orm::table<"users", &User::name, &User::email, &User::posts>;
    };
    struct Post : orm::Entity {
      orm::Text title, body;
      orm::One<User> author;
      using orm_table =
          orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"author_id", "users.id">, &Post::author>;
    };

    static void declare(orm::Registry& registry) {
      orm::map<User>(registry);
      orm::map<Post>(registry);
    }
    using MapsPosts<OneToMany>::MapsPosts;

    auto& posts(User& user) { return user.posts; }
    User* author(Post& post) { return post.author; }
    void append(User& user, Post& post) { set_author(post, &user); }
    void remove(User& user, Post& post) {
      user.posts.remove(post);
      post.author = nullptr;
    }
    void assign(User& user, const std::vector<Post*>& posts) {
      for (Post* post : user.posts) post->author = nullptr;
      for (Post* post : posts) {
        if (User* other = post->author; other != nullptr && other != &user) other->posts.remove(post);
        post->author = &user;
      }
      user.posts.assign(posts);
    }
    void set_author(Post& post, User* user) {
      if (User* old = post.author) old->posts.remove(post);
      post.author = user;
      if (user != nullptr) user->posts.append(post);
    }

    static constexpr std::string_view why_no_write_only =
        "its caller writes both sides, and setting an author writes the list: append_unloaded";
    static constexpr std::string_view why_no_unloaded_set =
        "its caller writes both sides, and writing a list loads it: append_unloaded";

    // Of a caller who forgets the lists, and of one who forgets the author and the old list.
    static constexpr Keeper keeper = Keeper::caller_of_mapped;
    void set_author_alone(Post& post, User& user) { post.author = &user; }
    void append_alone(User& user, Post& post) { user.posts.append(post); }
  };

  using OneToOne = unlinked::OneToOne;
  using SelfReferential = unlinked::SelfReferential;
  using ManyToMany = unlinked::ManyToMany;
};

static_assert(StrategyOfAllRelations<Unlinked>);

}  // namespace strategies
