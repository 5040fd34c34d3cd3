// backref, one_to_one: User.profile alone; configure() adds Profile.user.
#pragma once

#include "strategies/strategy.h"

namespace strategies::backref {

struct OneToOne : MapsProfile<OneToOne> {
  struct Profile;
  struct User : orm::Entity {
    orm::Text name, email;
    orm::One<Profile, orm::backref<"user">> profile;
    using orm_table = orm::table<"users", &User::name, &User::email, &User::profile>;
  };
  struct Profile : orm::Entity {
    orm::Text bio;
    using orm_table = orm::table<"profiles", &Profile::bio, orm::foreign_key<"user_id", "users.id">>;
  };

  static void declare(orm::Registry& registry) {
    orm::map<User>(registry);
    orm::map<Profile>(registry);
  }
  explicit OneToOne(const orm::Registry& configured) : MapsProfile<OneToOne>(configured), user_(configured, "user") {}

  Profile* profile(User& user) { return user.profile; }
  User* user(Profile& profile) { return user_.get(profile); }
  // Taking over the partner of another leaves that one's side as it was, in SQLAlchemy too: the caller lets go first.
  void set_profile(User& user, Profile* profile) {
    if (profile != nullptr)
      if (User* other = user_.get(*profile); other != nullptr && other != &user) user_.set(*profile, nullptr);
    user.profile = profile;
  }
  void set_user(Profile& profile, User* user) {
    if (user != nullptr)
      if (Profile* other = user->profile; other != nullptr && other != &profile) user->profile = nullptr;
    user_.set(profile, user);
  }

 private:
  orm::ScalarHandle<Profile, User> user_;
};
static_assert(OneToOneRelation<OneToOne>);

}  // namespace strategies::backref
