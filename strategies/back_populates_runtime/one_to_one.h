// back_populates_runtime, one_to_one: User.profile and Profile.user, each naming the other, as data.
#pragma once

#include "strategies/strategy.h"

namespace strategies::back_populates_runtime {

struct OneToOne : MapsProfile<OneToOne> {
  struct User : orm::Entity {
    orm::Text name, email;
    using orm_table = orm::table<"users", &User::name, &User::email>;
  };
  struct Profile : orm::Entity {
    orm::Text bio;
    using orm_table = orm::table<"profiles", &Profile::bio, orm::foreign_key<"user_id", "users.id">>;
  };

  static void declare(orm::Registry& registry) {
    orm::map<User>(registry);
    orm::map<Profile>(registry);
    registry.described("User").relationships.push_back(
        {.name = "profile", .target = "Profile", .back_populates = "user", .uselist = false});
    registry.described("Profile").relationships.push_back(
        {.name = "user", .target = "User", .back_populates = "profile"});
  }
  explicit OneToOne(const orm::Registry& configured)
      : MapsProfile<OneToOne>(configured), profile_(configured, "profile"), user_(configured, "user") {}

  Profile* profile(User& user) { return profile_.get(user); }
  User* user(Profile& profile) { return user_.get(profile); }
  // Taking over the partner of another leaves that one's side as it was, in SQLAlchemy too: the caller lets go first.
  void set_profile(User& user, Profile* profile) {
    if (profile != nullptr)
      if (User* other = user_.get(*profile); other != nullptr && other != &user) user_.set(*profile, nullptr);
    profile_.set(user, profile);
  }
  void set_user(Profile& profile, User* user) {
    if (user != nullptr)
      if (Profile* other = profile_.get(*user); other != nullptr && other != &profile) profile_.set(*user, nullptr);
    user_.set(profile, user);
  }

 private:
  orm::ScalarHandle<User, Profile> profile_;
  orm::ScalarHandle<Profile, User> user_;
};
static_assert(OneToOneRelation<OneToOne>);

}  // namespace strategies::back_populates_runtime
