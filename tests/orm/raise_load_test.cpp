// raiseload: what a query says is not to be loaded refuses to be read, and what it does not keep from happening.
#include "blog.h"

namespace {

using blog::Post;
using blog::User;
using fixture::ids;
using fixture::kNothing;
using fixture::message_of;
using fixture::Spent;
using orm::raiseload;
using orm::selectinload;
using testing::ElementsAre;

class RaiseLoad : public blog::Blog {};

TEST_F(RaiseLoad, NamesTheObjectTheAttributeAndTheRemedy) {
  const auto found = users().options(raiseload<&User::posts>()).options(raiseload<&User::profile>()).all();
  const auto read = posts().options(raiseload<&Post::author>()).all();
  EXPECT_EQ(spent([&] {
              EXPECT_EQ(message_of<orm::LoadRefused>([&] { found[0]->posts.size(); }),
                        "User 1.posts is not loaded, and its query asked for Loader::raise: load it with the query");
              EXPECT_THROW(found[1]->profile.get(), orm::LoadRefused);
              EXPECT_EQ(message_of<orm::LoadRefused>([&] { read[2]->author.get(); }),
                        "Post 20.author is not loaded, and its query asked for Loader::raise: load it with the query");
            }),
            kNothing);
}

TEST_F(RaiseLoad, RefusesScalarsThatWouldCostNothingToo) {
  user(1);
  const auto found = posts().options(raiseload<&Post::author>()).all();
  EXPECT_THROW(found[0]->author.get(), orm::LoadRefused) << "its target is in the identity map";
  EXPECT_THROW(found[3]->author.get(), orm::LoadRefused) << "its key is null";
}

TEST_F(RaiseLoad, WhatIsLoadedIsReadable) {
  User& ann = user(1);
  ann.posts.size();
  const auto found = users().options(raiseload<&User::posts>()).all();
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11));
  EXPECT_THROW(found[1]->posts.size(), orm::LoadRefused);
  EXPECT_EQ(spent([&] { users().options(selectinload<&User::posts>()).all(); }), Spent{.selects = 2});
  EXPECT_THAT(ids(found[1]->posts), ElementsAre(20)) << "loaded by another query since";
}

TEST_F(RaiseLoad, RefusesToAppendBecauseThatLoads) {
  const auto found = users().options(raiseload<&User::posts>()).all();
  Post& free = post(30);
  EXPECT_THROW(found[0]->posts.append(free), orm::LoadRefused);
  EXPECT_THROW(found[0]->posts.clear(), orm::LoadRefused);
  EXPECT_EQ(free.author.get(), nullptr);
}

TEST_F(RaiseLoad, TheOtherSideCanBeWritten) {
  const auto found = users().options(raiseload<&User::posts>()).all();
  Post& free = post(30);
  free.author = found[0];
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.updates = 1});
  EXPECT_THAT(database.authors(), ElementsAre("10|1", "11|1", "20|2", "30|1"));
  open();
  const auto read = posts().options(raiseload<&Post::author>()).all();
  User& bob = user(2);
  EXPECT_EQ(spent([&] { bob.posts.append(*read[0]); }), Spent{.selects = 1});
  EXPECT_EQ(read[0]->author.get(), &bob);
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.updates = 1});
  EXPECT_THROW(read[1]->author.get(), orm::LoadRefused);
}

TEST_F(RaiseLoad, AScalarCanBeSet) {
  const auto found = posts().options(raiseload<&Post::author>()).all();
  found[0]->author = &user(2);
  EXPECT_EQ(found[0]->author.get(), &user(2));
}

TEST_F(RaiseLoad, AFlushAndADeleteLoadNevertheless) {
  User& ann = *users().where("id", 1).options(raiseload<&User::posts>()).options(raiseload<&User::profile>()).all()[0];
  session().remove(ann);
  EXPECT_EQ(spent([&] { session().flush(); }), (Spent{.selects = 2, .updates = 3, .deletes = 1}));
  EXPECT_THAT(database.authors(), ElementsAre("10|", "11|", "20|2", "30|"));
}

TEST_F(RaiseLoad, ExpiringTheObjectEndsIt) {
  User& ann = *users().options(raiseload<&User::posts>()).all()[0];
  session().expire(ann, "posts");
  EXPECT_THROW(ann.posts.size(), orm::LoadRefused);
  session().expire(ann);
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11));
}

}  // namespace
