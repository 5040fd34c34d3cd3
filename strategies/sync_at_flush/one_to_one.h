// sync_at_flush, one_to_one: Profile.user is written; User.profile follows it at the flush.
#pragma once

#include "strategies/strategy.h"

namespace strategies::sync_at_flush {

struct OneToOne : MapsProfile<OneToOne> {
  struct Profile;
  struct User : orm::Entity {
    orm::Text name, email;
    orm::One<Profile, orm::follows<"user">> profile;
    using orm_table = orm::table<"users", &User::name, &User::email, &User::profile>;
  };
  struct Profile : orm::Entity {
    orm::Text bio;
    orm::One<User> user;
    using orm_table = orm::table<"profiles", &Profile::bio, orm::foreign_key<"user_id", "users.id">, &Profile::user>;
  };
  static constexpr Stale stale = Stale::put_right;

  static void declare(orm::Registry& registry) {
    orm::map<User>(registry);
    orm::map<Profile>(registry);
  }
  using MapsProfile<OneToOne>::MapsProfile;

  Profile* profile(User& user) { return user.profile; }
  User* user(Profile& profile) { return profile.user; }
  void set_profile(User& user, Profile* profile) {
    if (profile == nullptr)
      let_go(user, nullptr);
    else
      set_user(*profile, &user);
  }
  void set_user(Profile& profile, User* user) {
    if (user != nullptr) let_go(*user, &profile);
    profile.user = user;
  }

 private:
  // The user's profile as of the last flush has nobody then, unless it has another user by now.
  static void let_go(User& user, const Profile* taken) {
    if (Profile* old = user.profile; old != nullptr && old != taken && old->user == &user) old->user = nullptr;
  }
};
static_assert(OneToOneRelation<OneToOne>);

}  // namespace strategies::sync_at_flush
