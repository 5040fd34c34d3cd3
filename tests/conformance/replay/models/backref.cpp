// One side of every pair declared; the other is inferred from it.
#include "orm/attributes.h"
#include "orm/model.h"
#include "tests/conformance/replay/models/declare.h"

namespace replay {
namespace {

struct Backref {
  using Link = orm::secondary<"post_tags">;

  struct OneToMany {
    struct Post : orm::Entity {
      orm::Text title;
      using orm_table = orm::table<"posts", &Post::title, orm::foreign_key<"author_id", "users.id">>;
    };
    struct User : orm::Entity {
      orm::Text name;
      orm::Many<Post, orm::backref<"author">> posts;
      using orm_table = orm::table<"users", &User::name, &User::posts>;
    };
    static void declare(orm::Registry& registry) {
      orm::map<User>(registry);
      orm::map<Post>(registry);
    }
  };

  struct OneToOne {
    struct Profile : orm::Entity {
      orm::Text bio;
      using orm_table = orm::table<"profiles", &Profile::bio, orm::foreign_key<"user_id", "users.id">>;
    };
    struct User : orm::Entity {
      orm::Text name;
      orm::One<Profile, orm::backref<"user">> profile;
      using orm_table = orm::table<"users", &User::name, &User::profile>;
    };
    static void declare(orm::Registry& registry) {
      orm::map<User>(registry);
      orm::map<Profile>(registry);
    }
  };

  struct ManyToMany {
    struct Tag : orm::Entity {
      orm::Text name;
      using orm_table = orm::table<"tags", &Tag::name>;
    };
    struct Post : orm::Entity {
      orm::Text title;
      orm::Many<Tag, orm::backref<"posts">, Link> tags;
      using orm_table = orm::table<"posts", &Post::title, &Post::tags>;
    };
    static void declare(orm::Registry& registry) {
      orm::map<Post>(registry);
      orm::map<Tag>(registry);
    }
  };

  struct SelfReferential {
    struct Post : orm::Entity {
      orm::Text title;
      orm::Many<Post, orm::backref<"parent", "posts.id">> replies;
      using orm_table = orm::table<"posts", &Post::title, orm::foreign_key<"parent_id", "posts.id">, &Post::replies>;
    };
    static void declare(orm::Registry& registry) { orm::map<Post>(registry); }
  };

  struct Blog {
    struct Tag : orm::Entity {
      orm::Text name;
      using orm_table = orm::table<"tags", &Tag::name>;
    };
    struct Post : orm::Entity {
      orm::Text title;
      orm::Many<Tag, orm::backref<"posts">, Link> tags;
      using orm_table = orm::table<"posts", &Post::title, orm::foreign_key<"author_id", "users.id">, &Post::tags>;
    };
    struct Profile : orm::Entity {
      orm::Text bio;
      using orm_table = orm::table<"profiles", &Profile::bio, orm::foreign_key<"user_id", "users.id">>;
    };
    struct User : orm::Entity {
      orm::Text name;
      orm::Many<Post, orm::backref<"author">> posts;
      orm::One<Profile, orm::backref<"user">> profile;
      using orm_table = orm::table<"users", &User::name, &User::posts, &User::profile>;
    };
    static void declare(orm::Registry& registry) {
      orm::map<User>(registry);
      orm::map<Post>(registry);
      orm::map<Profile>(registry);
      orm::map<Tag>(registry);
    }
  };
};

}  // namespace

void declare_backref(orm::Registry& registry, std::string_view model) { declare_family<Backref>(registry, model); }

}  // namespace replay
