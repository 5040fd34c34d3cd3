// back_populates, one_to_one: User.profile and Profile.user, each naming the other.
#pragma once

#include "strategies/strategy.h"

namespace strategies::back_populates {

template <orm::FixedString Strategy>
struct OneToOne : MapsProfile<OneToOne<Strategy>> {
  struct Profile;
  struct User : orm::Entity {
    orm::Text name, email;
    orm::One<Profile, orm::back_populates<"user">> profile;
    using orm_table = orm::table<"users", &User::name, &User::email, &User::profile>;
  };
  struct Profile : orm::Entity {
    orm::Text bio;
    orm::One<User, orm::back_populates<"profile">> user;
    using orm_table = orm::table<"profiles", &Profile::bio, orm::foreign_key<"user_id", "users.id">, &Profile::user>;
  };

  static void declare(orm::Registry& registry) {
    orm::map<User>(registry);
    orm::map<Profile>(registry);
  }
  using MapsProfile<OneToOne<Strategy>>::MapsProfile;

  Profile* profile(User& user) { return user.profile; }
  User* user(Profile& profile) { return profile.user; }
  // Taking over the partner of another leaves that one's side as it was, in SQLAlchemy too: the caller lets go first.
  void set_profile(User& user, Profile* profile) {
    if (profile != nullptr)
      if (User* other = profile->user; other != nullptr && other != &user) profile->user = nullptr;
    user.profile = profile;
  }
  void set_user(Profile& profile, User* user) {
    if (user != nullptr)
      if (Profile* other = user->profile; other != nullptr && other != &profile) user->profile = nullptr;
    profile.user = user;
  }
};
static_assert(OneToOneRelation<OneToOne<"back_populates">>);

}  // namespace strategies::back_populates
