// The models with both sides of every pair as members: what back_populates and unlinked have in common.
#pragma once

#include "orm/attributes.h"
#include "orm/model.h"
#include "orm/registry.h"

namespace replay {

// S: List<Target, "partner", Options...> and Scalar<Target, "partner", Options...>, the types of the members.
template <class S>
struct TwoSided {
  using Link = orm::secondary<"post_tags">;

  struct OneToMany {
    struct Post;
    struct User : orm::Entity {
      orm::Text name;
      typename S::template List<Post, "author"> posts;
      using orm_table = orm::table<"users", &User::name, &User::posts>;
    };
    struct Post : orm::Entity {
      orm::Text title;
      typename S::template Scalar<User, "posts"> author;
      using orm_table = orm::table<"posts", &Post::title, orm::foreign_key<"author_id", "users.id">, &Post::author>;
    };
    static void declare(orm::Registry& registry) {
      orm::map<User>(registry);
      orm::map<Post>(registry);
    }
  };

  struct OneToOne {
    struct Profile;
    struct User : orm::Entity {
      orm::Text name;
      typename S::template Scalar<Profile, "user"> profile;
      using orm_table = orm::table<"users", &User::name, &User::profile>;
    };
    struct Profile : orm::Entity {
      orm::Text bio;
      typename S::template Scalar<User, "profile"> user;
      using orm_table = orm::table<"profiles", &Profile::bio, orm::foreign_key<"user_id", "users.id">, &Profile::user>;
    };
    static void declare(orm::Registry& registry) {
      orm::map<User>(registry);
      orm::map<Profile>(registry);
    }
  };

  struct ManyToMany {
    struct Tag;
    struct Post : orm::Entity {
      orm::Text title;
      typename S::template List<Tag, "posts", Link> tags;
      using orm_table = orm::table<"posts", &Post::title, &Post::tags>;
    };
    struct Tag : orm::Entity {
      orm::Text name;
      typename S::template List<Post, "tags", Link> posts;
      using orm_table = orm::table<"tags", &Tag::name, &Tag::posts>;
    };
    static void declare(orm::Registry& registry) {
      orm::map<Post>(registry);
      orm::map<Tag>(registry);
    }
  };

  struct SelfReferential {
    struct Post : orm::Entity {
      orm::Text title;
      typename S::template List<Post, "parent"> replies;
      typename S::template Scalar<Post, "replies", orm::remote_side<"posts.id">> parent;
      using orm_table =
          orm::table<"posts", &Post::title, orm::foreign_key<"parent_id", "posts.id">, &Post::replies, &Post::parent>;
    };
    static void declare(orm::Registry& registry) { orm::map<Post>(registry); }
  };

  struct Blog {
    struct Post;
    struct Profile;
    struct Tag;
    struct User : orm::Entity {
      orm::Text name;
      typename S::template List<Post, "author"> posts;
      typename S::template Scalar<Profile, "user"> profile;
      using orm_table = orm::table<"users", &User::name, &User::posts, &User::profile>;
    };
    struct Post : orm::Entity {
      orm::Text title;
      typename S::template Scalar<User, "posts"> author;
      typename S::template List<Tag, "posts", Link> tags;
      using orm_table =
          orm::table<"posts", &Post::title, orm::foreign_key<"author_id", "users.id">, &Post::author, &Post::tags>;
    };
    struct Profile : orm::Entity {
      orm::Text bio;
      typename S::template Scalar<User, "profile"> user;
      using orm_table = orm::table<"profiles", &Profile::bio, orm::foreign_key<"user_id", "users.id">, &Profile::user>;
    };
    struct Tag : orm::Entity {
      orm::Text name;
      typename S::template List<Post, "tags", Link> posts;
      using orm_table = orm::table<"tags", &Tag::name, &Tag::posts>;
    };
    static void declare(orm::Registry& registry) {
      orm::map<User>(registry);
      orm::map<Post>(registry);
      orm::map<Profile>(registry);
      orm::map<Tag>(registry);
    }
  };
};

}  // namespace replay
