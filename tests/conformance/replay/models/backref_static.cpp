// One side of every pair declared; the other found by the compiler and stored in a member.
#include "orm/static_backref.h"

#include "tests/conformance/replay/models/declare.h"

namespace replay {
namespace {

struct BackrefStatic {
  using Link = orm::secondary<"post_tags">;

  struct OneToMany {
    struct User;
    struct Post;
    using App = orm::schema<User, Post>;
    struct User : App::Entity {
      orm::Text name;
      orm::Many<Post, orm::backref<"author">> posts;
      using orm_table = orm::table<"users", &User::name, &User::posts>;
    };
    struct Post : App::Entity {
      orm::Text title;
      using orm_table = orm::table<"posts", &Post::title, orm::foreign_key<"author_id", "users.id">>;
    };
    static void declare(orm::Registry& registry) { App::map(registry); }
  };

  struct OneToOne {
    struct User;
    struct Profile;
    using App = orm::schema<User, Profile>;
    struct User : App::Entity {
      orm::Text name;
      orm::One<Profile, orm::backref<"user">> profile;
      using orm_table = orm::table<"users", &User::name, &User::profile>;
    };
    struct Profile : App::Entity {
      orm::Text bio;
      using orm_table = orm::table<"profiles", &Profile::bio, orm::foreign_key<"user_id", "users.id">>;
    };
    static void declare(orm::Registry& registry) { App::map(registry); }
  };

  struct ManyToMany {
    struct Post;
    struct Tag;
    using App = orm::schema<Post, Tag>;
    struct Post : App::Entity {
      orm::Text title;
      orm::Many<Tag, orm::backref<"posts">, Link> tags;
      using orm_table = orm::table<"posts", &Post::title, &Post::tags>;
    };
    struct Tag : App::Entity {
      orm::Text name;
      using orm_table = orm::table<"tags", &Tag::name>;
    };
    static void declare(orm::Registry& registry) { App::map(registry); }
  };

  struct SelfReferential {
    struct Post;
    using App = orm::schema<Post>;
    struct Post : App::Entity {
      orm::Text title;
      orm::Many<Post, orm::backref<"parent", "posts.id">> replies;
      using orm_table = orm::table<"posts", &Post::title, orm::foreign_key<"parent_id", "posts.id">, &Post::replies>;
    };
    static void declare(orm::Registry& registry) { App::map(registry); }
  };

  struct Blog {
    struct User;
    struct Post;
    struct Profile;
    struct Tag;
    using App = orm::schema<User, Post, Profile, Tag>;
    struct User : App::Entity {
      orm::Text name;
      orm::Many<Post, orm::backref<"author">> posts;
      orm::One<Profile, orm::backref<"user">> profile;
      using orm_table = orm::table<"users", &User::name, &User::posts, &User::profile>;
    };
    struct Post : App::Entity {
      orm::Text title;
      orm::Many<Tag, orm::backref<"posts">, Link> tags;
      using orm_table = orm::table<"posts", &Post::title, orm::foreign_key<"author_id", "users.id">, &Post::tags>;
    };
    struct Profile : App::Entity {
      orm::Text bio;
      using orm_table = orm::table<"profiles", &Profile::bio, orm::foreign_key<"user_id", "users.id">>;
    };
    struct Tag : App::Entity {
      orm::Text name;
      using orm_table = orm::table<"tags", &Tag::name>;
    };
    static void declare(orm::Registry& registry) { App::map(registry); }
  };
};

}  // namespace

void declare_backref_static(orm::Registry& registry, std::string_view model) {
  declare_family<BackrefStatic>(registry, model);
}

}  // namespace replay
