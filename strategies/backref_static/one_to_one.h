// backref_static, one_to_one: User.profile alone; the compiler adds Profile.user.
#pragma once

#include "orm/static_backref.h"
#include "strategies/strategy.h"

namespace strategies::backref_static {

struct OneToOne : MapsProfile<OneToOne> {
  struct User;
  struct Profile;
  using App = orm::schema<User, Profile>;
  struct User : App::Entity {
    orm::Text name, email;
    orm::One<Profile, orm::backref<"user">> profile;
    using orm_table = orm::table<"users", &User::name, &User::email, &User::profile>;
  };
  struct Profile : App::Entity {
    orm::Text bio;
    using orm_table = orm::table<"profiles", &Profile::bio, orm::foreign_key<"user_id", "users.id">>;
  };

  static void declare(orm::Registry& registry) { App::map(registry); }
  using MapsProfile<OneToOne>::MapsProfile;

  Profile* profile(User& user) { return orm::get<"profile">(user); }
  User* user(Profile& profile) { return orm::get<"user">(profile); }
  // Taking over the partner of another leaves that one's side as it was, in SQLAlchemy too: the caller lets go first.
  void set_profile(User& user, Profile* profile) {
    if (profile != nullptr)
      if (User* other = orm::get<"user">(*profile); other != nullptr && other != &user)
        orm::get<"user">(*profile) = nullptr;
    orm::get<"profile">(user) = profile;
  }
  void set_user(Profile& profile, User* user) {
    if (user != nullptr)
      if (Profile* other = orm::get<"profile">(*user); other != nullptr && other != &profile)
        orm::get<"profile">(*user) = nullptr;
    orm::get<"user">(profile) = user;
  }
};
static_assert(OneToOneRelation<OneToOne>);

}  // namespace strategies::backref_static
