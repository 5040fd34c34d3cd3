// unlinked, one_to_one: User.profile and Profile.user, neither naming the other; the caller writes both.
#pragma once

#include "strategies/strategy.h"

namespace strategies::unlinked {

struct OneToOne : MapsProfile<OneToOne> {
  struct Profile;
  struct User : orm::Entity {
    orm::Text name, email;
    orm::One<Profile> profile;
    using orm_table = orm::table<"users", &User::name, &User::email, &User::profile>;
  };
  struct Profile : orm::Entity {
    orm::Text bio;
    orm::One<User> user;
    using orm_table = orm::table<"profiles", &Profile::bio, orm::foreign_key<"user_id", "users.id">, &Profile::user>;
  };

  static void declare(orm::Registry& registry) {
    orm::map<User>(registry);
    orm::map<Profile>(registry);
  }
  using MapsProfile<OneToOne>::MapsProfile;

  Profile* profile(User& user) { return user.profile; }
  User* user(Profile& profile) { return profile.user; }
  void set_profile(User& user, Profile* profile) {
    if (Profile* old = user.profile; old != nullptr && old != profile) old->user = nullptr;
    if (profile != nullptr) {
      if (User* other = profile->user; other != nullptr && other != &user) other->profile = nullptr;
      profile->user = &user;
    }
    user.profile = profile;
  }
  void set_user(Profile& profile, User* user) {
    if (User* old = profile.user; old != nullptr && old != user) old->profile = nullptr;
    if (user != nullptr) {
      if (Profile* other = user->profile; other != nullptr && other != &profile) other->user = nullptr;
      user->profile = &profile;
    }
    profile.user = user;
  }
};
static_assert(OneToOneRelation<OneToOne>);

}  // namespace strategies::unlinked
