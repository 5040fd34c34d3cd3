// orm::Property and a typed member are the same attribute of the same object.
#include "blog.h"

namespace {

using blog::Post;
using blog::Tag;
using blog::User;
using fixture::ids;
using fixture::kNothing;
using fixture::message_of;
using fixture::Spent;
using orm::Property;
using testing::ElementsAre;
using namespace std::string_view_literals;

class Properties : public blog::Blog {};

TEST_F(Properties, KnowWhatTheyAre) {
  EXPECT_EQ(property("User", "id").kind(), Property::Kind::key);
  EXPECT_EQ(property("User", "name").kind(), Property::Kind::text);
  EXPECT_EQ(property("Post", "author_id").kind(), Property::Kind::foreign_key);
  EXPECT_EQ(property("Post", "author").kind(), Property::Kind::scalar);
  EXPECT_EQ(property("User", "profile").kind(), Property::Kind::scalar);
  EXPECT_EQ(property("Post", "tags").kind(), Property::Kind::list);
  EXPECT_EQ(property("Post", "tags").relationship(), &registry.relationship("Post", "tags"));
  EXPECT_EQ(property("Post", "title").relationship(), nullptr);
  EXPECT_TRUE(property("Post", "author_id").is_column());
  EXPECT_EQ(message_of<orm::NotMapped>([&] { property("Post", "writer"); }), "Post has no attribute 'writer'");
}

TEST_F(Properties, ReadAndWriteTheTextOfTheMember) {
  const Property name = property("User", "name");
  User& ann = user(1);
  EXPECT_EQ(name.column(ann).text(), "ann");
  ann.name = "anna";
  EXPECT_EQ(name.column(ann).text(), "anna");
  name.set_column(ann, "anne"sv);
  EXPECT_EQ(ann.name.view(), "anne");
  name.set_column(ann, orm::Cell());
  EXPECT_TRUE(ann.name.is_null());
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.updates = 1});
}

TEST_F(Properties, ReadAndWriteTheScalarOfTheMember) {
  const Property author = property("Post", "author");
  Post& first = post(10);
  User& ann = user(1);
  User& bob = user(2);
  EXPECT_FALSE(author.is_loaded(first));
  EXPECT_EQ(spent([&] { EXPECT_EQ(author.get(first), &ann); }), kNothing);
  EXPECT_TRUE(author.is_loaded(first));
  first.author = &bob;
  EXPECT_EQ(author.peek(first), &bob);
  author.set(first, nullptr);
  EXPECT_EQ(first.author.get(), nullptr);
  EXPECT_EQ(spent([&] { EXPECT_THAT(ids(bob.posts), ElementsAre(20)); }), (Spent{.selects = 1, .updates = 1}));
}

TEST_F(Properties, ReadAndWriteTheListOfTheMember) {
  open({.autoflush = false});
  const Property posts = property("User", "posts");
  User& ann = user(1);
  Post& free = post(30);
  EXPECT_FALSE(posts.is_loaded(ann));
  EXPECT_EQ(spent([&] { EXPECT_EQ(posts.count(ann), 2U); }), Spent{.selects = 1});
  posts.append(ann, &free);
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11, 30));
  EXPECT_EQ(free.author.get(), &ann);
  ann.posts.remove(post(10));
  EXPECT_THAT(ids(posts.elements(ann)), ElementsAre(11, 30));
  EXPECT_TRUE(posts.contains(ann, &free));
  posts.remove(ann, &free);
  EXPECT_FALSE(ann.posts.contains(&free));
  posts.assign(ann, {&free, &free});
  EXPECT_THAT(ids(ann.posts), ElementsAre(30, 30));
  user(2);  // known as the author of 20, which keeps it
  EXPECT_THROW(posts.remove(ann, &post(20)), orm::ValueNotInCollection);
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.updates = 3});
}

TEST_F(Properties, ManyToManyFollowsOnTheTypedSide) {
  const Property posts = property("Tag", "posts");
  Post& first = post(10);
  Tag& tan = tag(3);
  first.tags.size();
  posts.append(tan, &first);
  EXPECT_THAT(ids(first.tags), ElementsAre(1, 2, 3));
  first.tags.remove(tan);
  EXPECT_THAT(ids(posts.elements(tan)), ElementsAre(20));
  EXPECT_EQ(spent([&] { session().flush(); }), kNothing);
}

// SQLAlchemy keeps a key column and the relationship that writes it apart until the flush.
TEST_F(Properties, AKeyColumnIsAnAttributeOfItsOwn) {
  const Property author_id = property("Post", "author_id");
  Post& first = post(10);
  User& ann = user(1);
  User& bob = user(2);
  EXPECT_EQ(author_id.column(first).integer(), 1);
  EXPECT_EQ(first.author.get(), &ann);
  author_id.set_column(first, orm::Cell(std::int64_t{2}));
  EXPECT_EQ(first.author.get(), &ann) << "stale until it is expired";
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.updates = 1});
  EXPECT_EQ(first.author.get(), &ann);
  session().expire(first);
  EXPECT_EQ(first.author.get(), &bob);
  first.author = &ann;
  EXPECT_EQ(author_id.column(first).integer(), 2) << "the key follows at the flush";
  session().flush();
  EXPECT_EQ(author_id.column(first).integer(), 1);
}

TEST_F(Properties, TheRelationshipWinsWhereTheKeyColumnIsSetToo) {
  const Property author_id = property("Post", "author_id");
  Post& first = post(10);
  User& bob = user(2);
  first.author = &bob;
  author_id.set_column(first, orm::Cell(std::int64_t{3}));
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.updates = 1});
  EXPECT_EQ(author_id.column(first).integer(), 2);
  EXPECT_THAT(database.authors(), ElementsAre("10|2", "11|1", "20|2", "30|"));
}

TEST_F(Properties, PeekNeverLoads) {
  User& ann = user(1);
  session().expire(ann);
  EXPECT_EQ(spent([&] {
              EXPECT_FALSE(property("User", "name").is_loaded(ann));
              EXPECT_FALSE(property("User", "posts").is_loaded(ann));
              EXPECT_FALSE(property("User", "profile").is_loaded(ann));
              EXPECT_FALSE(property("User", "id").is_loaded(ann));
            }),
            kNothing);
  EXPECT_EQ(spent([&] { EXPECT_EQ(property("User", "id").column(ann).integer(), 1); }), Spent{.selects = 1});
  EXPECT_TRUE(property("User", "name").is_loaded(ann));
}

}  // namespace
