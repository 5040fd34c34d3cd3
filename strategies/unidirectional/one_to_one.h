// unidirectional, one_to_one: Profile.user alone, which holds the key; User::profile is the caller's own pointer.
#pragma once

#include "strategies/strategy.h"

namespace strategies::unidirectional {

struct OneToOne {
  struct Profile;
  struct User : orm::Entity {
    orm::Text name, email;
    Profile* profile = nullptr;  // not mapped
    using orm_table = orm::table<"users", &User::name, &User::email>;
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
  explicit OneToOne(const orm::Registry& /*configured*/) {}

  std::vector<User*> load_lazy(orm::Session& session) {
    std::vector<User*> users = session.query<User>().all();
    for (User* user : users) {
      const std::vector<Profile*> found = session.query<Profile>().where("user_id", user->id()).all();
      user->profile = found.empty() ? nullptr : found.front();
    }
    return users;
  }
  // The profiles of 500 users at a time, each then given to its user.
  std::vector<User*> load_selectin(orm::Session& session) {
    std::vector<User*> users = session.query<User>().all();
    for (User* user : users) user->profile = nullptr;
    for (Profile* profile : session.query<Profile>().all_in("user_id", strategies::ids_of(users)))
      if (User* user = profile->user) user->profile = profile;
    return users;
  }

  Profile* profile(User& user) { return user.profile; }
  User* user(Profile& profile) { return profile.user; }
  void set_profile(User& user, Profile* profile) {
    if (user.profile != nullptr && user.profile != profile) user.profile->user = nullptr;
    if (profile != nullptr) {
      if (User* other = profile->user; other != nullptr && other != &user) other->profile = nullptr;
      profile->user = &user;
    }
    user.profile = profile;
  }
  void set_user(Profile& profile, User* user) {
    if (User* old = profile.user; old != nullptr && old != user) old->profile = nullptr;
    if (user != nullptr) {
      if (user->profile != nullptr && user->profile != &profile) user->profile->user = nullptr;
      user->profile = &profile;
    }
    profile.user = user;
  }
};
static_assert(OneToOneRelation<OneToOne>);

}  // namespace strategies::unidirectional
