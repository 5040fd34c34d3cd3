// Eager loaders: joined, subquery and selectin loading of every relation, with their SELECTs.
#include "blog.h"

namespace {

using blog::Post;
using blog::Profile;
using blog::Tag;
using blog::User;
using fixture::ids;
using fixture::kNothing;
using fixture::Spent;
using orm::joinedload;
using orm::selectinload;
using orm::subqueryload;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::string_view_literals;

class EagerLoad : public blog::Blog {
 protected:
  // All that the loaders brought, read without a SELECT.
  void expect_posts(const std::vector<User*>& found) {
    ASSERT_EQ(ids(found), (std::vector<std::int64_t>{1, 2, 3}));
    EXPECT_EQ(spent([&] {
                EXPECT_THAT(ids(found[0]->posts), ElementsAre(10, 11));
                EXPECT_THAT(ids(found[1]->posts), ElementsAre(20));
                EXPECT_THAT(ids(found[2]->posts), IsEmpty()) << "loaded, and empty";
              }),
              kNothing);
  }
  void expect_tags(const std::vector<Post*>& found) {
    ASSERT_EQ(ids(found), (std::vector<std::int64_t>{10, 11, 20, 30}));
    EXPECT_EQ(spent([&] {
                EXPECT_THAT(ids(found[0]->tags), ElementsAre(1, 2));
                EXPECT_THAT(ids(found[1]->tags), ElementsAre(2));
                EXPECT_THAT(ids(found[2]->tags), ElementsAre(3));
                EXPECT_THAT(ids(found[3]->tags), IsEmpty());
              }),
              kNothing);
  }
  void expect_authors(const std::vector<Post*>& found) {
    ASSERT_EQ(ids(found), (std::vector<std::int64_t>{10, 11, 20, 30}));
    EXPECT_EQ(spent([&] {
                EXPECT_EQ(found[0]->author->name.view(), "ann");
                EXPECT_EQ(found[1]->author.get(), found[0]->author.get());
                EXPECT_EQ(found[2]->author->name.view(), "bob");
                EXPECT_EQ(found[3]->author.get(), nullptr);
              }),
              kNothing);
  }
  void expect_profiles(const std::vector<User*>& found) {
    ASSERT_EQ(ids(found), (std::vector<std::int64_t>{1, 2, 3}));
    EXPECT_EQ(spent([&] {
                EXPECT_EQ(found[0]->profile->bio.view(), "p");
                EXPECT_EQ(found[1]->profile->id(), 2);
                EXPECT_EQ(found[2]->profile.get(), nullptr) << "loaded, and null";
              }),
              kNothing);
  }
};

TEST_F(EagerLoad, JoinedOfAListIsOneSelect) {
  std::vector<User*> found;
  EXPECT_EQ(spent([&] { found = users().options(joinedload<&User::posts>()).all(); }), Spent{.selects = 1});
  expect_posts(found);
}

TEST_F(EagerLoad, JoinedOfAManyToManyListIsOneSelect) {
  std::vector<Post*> found;
  EXPECT_EQ(spent([&] { found = posts().options(joinedload<&Post::tags>()).all(); }), Spent{.selects = 1});
  expect_tags(found);
}

TEST_F(EagerLoad, JoinedOfAScalarIsOneSelect) {
  std::vector<Post*> found;
  EXPECT_EQ(spent([&] { found = posts().options(joinedload<&Post::author>()).all(); }), Spent{.selects = 1});
  expect_authors(found);
}

TEST_F(EagerLoad, JoinedOfAScalarWithoutTheKeyIsOneSelect) {
  std::vector<User*> found;
  EXPECT_EQ(spent([&] { found = users().options(joinedload<&User::profile>()).all(); }), Spent{.selects = 1});
  expect_profiles(found);
}

TEST_F(EagerLoad, JoinedOfAListAndAScalarIsOneSelect) {
  std::vector<User*> found;
  EXPECT_EQ(
      spent([&] { found = users().options(joinedload<&User::posts>()).options(joinedload<&User::profile>()).all(); }),
      Spent{.selects = 1});
  expect_posts(found);
  expect_profiles(found);
}

struct Book;
struct Film;
struct Shelf : orm::Entity {
  orm::Many<Book> books;
  orm::Many<Film> films;
  using orm_table = orm::table<"shelves", &Shelf::books, &Shelf::films>;
};
struct Book : orm::Entity {
  orm::Text title;
  using orm_table = orm::table<"books", &Book::title, orm::foreign_key<"shelf_id", "shelves.id">>;
};
struct Film : orm::Entity {
  orm::Text title;
  using orm_table = orm::table<"films", &Film::title, orm::foreign_key<"shelf_id", "shelves.id">>;
};

// 2 books x 3 films make six rows.
TEST(JoinedLoad, OfTwoListsRepeatsRowsButNoElements) {
  fixture::Database database;
  database.sql("CREATE TABLE shelves (id INTEGER PRIMARY KEY)");
  database.sql("CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT, shelf_id INTEGER)");
  database.sql("CREATE TABLE films (id INTEGER PRIMARY KEY, title TEXT, shelf_id INTEGER)");
  database.sql("INSERT INTO shelves VALUES (1), (2)");
  database.sql("INSERT INTO books VALUES (1, 'a', 1), (2, 'b', 1), (3, 'c', 2)");
  database.sql("INSERT INTO films VALUES (4, 'd', 1), (5, 'e', 1), (6, 'f', 1)");
  orm::Registry registry;
  orm::map<Shelf>(registry);
  orm::map<Book>(registry);
  orm::map<Film>(registry);
  registry.configure();
  orm::Session session(database.backend(), registry);
  std::vector<Shelf*> found;
  const std::uint64_t before = database.backend().counts().rows_read;
  EXPECT_EQ(database.spent([&] {
    found = session.query<Shelf>().options(joinedload<&Shelf::books>()).options(joinedload<&Shelf::films>()).all();
  }),
            Spent{.selects = 1});
  EXPECT_EQ(database.backend().counts().rows_read - before, 7U);
  ASSERT_THAT(ids(found), ElementsAre(1, 2));
  EXPECT_EQ(database.spent([&] {
    EXPECT_THAT(ids(found[0]->books), ElementsAre(1, 2));
    EXPECT_THAT(ids(found[0]->films), ElementsAre(4, 5, 6));
    EXPECT_THAT(ids(found[1]->books), ElementsAre(3));
    EXPECT_THAT(ids(found[1]->films), IsEmpty());
  }),
            kNothing);
}

TEST_F(EagerLoad, JoinedKeepsConditionsOnTheOwner) {
  std::vector<User*> found;
  EXPECT_EQ(spent([&] { found = users().where("name", "bob"sv).options(joinedload<&User::posts>()).all(); }),
            Spent{.selects = 1});
  ASSERT_THAT(ids(found), ElementsAre(2));
  EXPECT_EQ(spent([&] { EXPECT_THAT(ids(found[0]->posts), ElementsAre(20)); }), kNothing);
  std::vector<Post*> free;
  EXPECT_EQ(spent([&] { free = posts().where("author_id", orm::Cell()).options(joinedload<&Post::author>()).all(); }),
            Spent{.selects = 1});
  EXPECT_THAT(ids(free), ElementsAre(30));
}

TEST_F(EagerLoad, JoinedOfNothingFoundIsOneSelect) {
  EXPECT_EQ(spent([&] {
              EXPECT_THAT(users().where("name", "nobody"sv).options(joinedload<&User::posts>()).all(), IsEmpty());
            }),
            Spent{.selects = 1});
}

TEST_F(EagerLoad, ALoadedListIsKept) {
  open({.autoflush = false});
  User& ann = user(1);
  ann.posts.append(post(30));
  users().options(joinedload<&User::posts>()).all();
  users().options(subqueryload<&User::posts>()).all();
  users().options(selectinload<&User::posts>()).all();
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11, 30));
}

TEST_F(EagerLoad, AScalarThatWasSetIsKept) {
  open({.autoflush = false});
  post(10).author = &user(2);
  user(3).profile = &profile(3);
  posts().options(joinedload<&Post::author>()).all();
  posts().options(selectinload<&Post::author>()).all();
  users().options(joinedload<&User::profile>()).all();
  users().options(selectinload<&User::profile>()).all();
  EXPECT_EQ(post(10).author.get(), &user(2));
  EXPECT_EQ(user(3).profile.get(), &profile(3));
}

// As in SQLAlchemy selectin loads a list that was changed while it was not loaded, and joined leaves it to its first
// read.
TEST_F(EagerLoad, QueuedChangesOfAListAreAppliedWhenItIsRead) {
  const auto read_after = [&](orm::Loader loader) {
    open({.autoflush = false});
    User& ann = user(1);
    Post& first = post(10);
    Post& free = post(30);
    first.author = nullptr;
    free.author = &ann;
    users().options(orm::LoadOption{&registry.relationship("User", "posts"), loader}).all();
    return spent([&] { EXPECT_THAT(ids(ann.posts), ElementsAre(11, 30)); });
  };
  EXPECT_EQ(read_after(orm::Loader::selectin), kNothing);
  EXPECT_EQ(read_after(orm::Loader::joined), Spent{.selects = 1});
}

// As in SQLAlchemy, whose scalars have no order: of several rows for one, the database says which comes first.
TEST_F(EagerLoad, JoinedIsOrderedByTheOwnerAndByItsLists) {
  const auto order_of = [&](auto&& query) {
    orm::StatementLog sent;
    database.backend().listen(&sent);
    query.all();
    database.backend().listen(nullptr);
    const std::string& sql = sent.entries().back().first;
    return sql.substr(sql.find(" ORDER BY "));
  };
  EXPECT_EQ(order_of(users().options(joinedload<&User::profile>())), " ORDER BY a.\"id\"");
  EXPECT_EQ(order_of(users().options(joinedload<&User::posts>())), " ORDER BY a.\"id\", t0.\"id\"");
  EXPECT_EQ(order_of(posts().options(joinedload<&Post::author>())), " ORDER BY a.\"id\"");
}

TEST_F(EagerLoad, SubqueryOfAListIsTwoSelects) {
  std::vector<User*> found;
  EXPECT_EQ(spent([&] { found = users().options(subqueryload<&User::posts>()).all(); }), Spent{.selects = 2});
  expect_posts(found);
}

TEST_F(EagerLoad, SubqueryOfAManyToManyListIsTwoSelects) {
  std::vector<Post*> found;
  EXPECT_EQ(spent([&] { found = posts().options(subqueryload<&Post::tags>()).all(); }), Spent{.selects = 2});
  expect_tags(found);
}

TEST_F(EagerLoad, SubqueryOfAScalarIsTwoSelects) {
  std::vector<Post*> found;
  EXPECT_EQ(spent([&] { found = posts().options(subqueryload<&Post::author>()).all(); }), Spent{.selects = 2});
  expect_authors(found);
}

TEST_F(EagerLoad, SubqueryRepeatsTheConditionsOfTheQuery) {
  std::vector<User*> found;
  EXPECT_EQ(
      spent([&] { found = users().where("name", "ann"sv).where("id", 1).options(subqueryload<&User::posts>()).all(); }),
      Spent{.selects = 2});
  ASSERT_THAT(ids(found), ElementsAre(1));
  EXPECT_EQ(spent([&] { EXPECT_THAT(ids(found[0]->posts), ElementsAre(10, 11)); }), kNothing);
  EXPECT_EQ(spent([&] { post(20); }), Spent{.selects = 1}) << "others' posts were not brought";
}

TEST_F(EagerLoad, SubqueryAndSelectinOfNothingFoundAskNoSecondTime) {
  EXPECT_EQ(spent([&] { users().where("id", 99).options(subqueryload<&User::posts>()).all(); }), Spent{.selects = 1});
  EXPECT_EQ(spent([&] { users().where("id", 99).options(selectinload<&User::posts>()).all(); }), Spent{.selects = 1});
  EXPECT_EQ(spent([&] { posts().where("id", 99).options(subqueryload<&Post::author>()).all(); }), Spent{.selects = 1});
}

TEST_F(EagerLoad, SelectinOfAManyToManyListIsTwoSelects) {
  std::vector<Post*> found;
  EXPECT_EQ(spent([&] { found = posts().options(selectinload<&Post::tags>()).all(); }), Spent{.selects = 2});
  expect_tags(found);
  std::vector<Tag*> tags;
  EXPECT_EQ(spent([&] { tags = session().query<Tag>().options(selectinload<&Tag::posts>()).all(); }),
            Spent{.selects = 2});
  EXPECT_THAT(ids(tags[1]->posts), ElementsAre(10, 11));
}

TEST_F(EagerLoad, SelectinOfAOneToOneIsTwoSelectsFromEitherSide) {
  std::vector<User*> found;
  EXPECT_EQ(spent([&] { found = users().options(selectinload<&User::profile>()).all(); }), Spent{.selects = 2});
  expect_profiles(found);
  open();
  std::vector<Profile*> profiles;
  EXPECT_EQ(spent([&] { profiles = session().query<Profile>().options(selectinload<&Profile::user>()).all(); }),
            Spent{.selects = 2});
  EXPECT_EQ(spent([&] {
              EXPECT_EQ(profiles[1]->user->name.view(), "bob");
              EXPECT_EQ(profiles[2]->user.get(), nullptr);
            }),
            kNothing);
}

TEST_F(EagerLoad, SelectinOfAManyToOneIsTwoSelects) {
  std::vector<Post*> found;
  EXPECT_EQ(spent([&] { found = posts().options(selectinload<&Post::author>()).all(); }), Spent{.selects = 2});
  expect_authors(found);
}

TEST_F(EagerLoad, SelectinOfAManyToOneWithNullKeysAloneAsksNothing) {
  EXPECT_EQ(spent([&] { posts().where("author_id", orm::Cell()).options(selectinload<&Post::author>()).all(); }),
            Spent{.selects = 1});
}

TEST_F(EagerLoad, SeveralOptionsCostTheirOwnSelects) {
  EXPECT_EQ(spent([&] { users().options(selectinload<&User::posts>()).options(joinedload<&User::profile>()).all(); }),
            Spent{.selects = 2});
}

TEST_F(EagerLoad, AllLoadersBringTheSameLists) {
  const auto lists_by = [&](orm::Loader loader) {
    open();
    std::vector<std::vector<std::int64_t>> lists;
    const orm::LoadOption option{&registry.relationship("User", "posts"), loader};
    for (User* found : users().options(option).all()) lists.push_back(ids(found->posts));
    return lists;
  };
  const auto lazily = lists_by(orm::Loader::select);
  for (const orm::Loader loader : {orm::Loader::joined, orm::Loader::subquery, orm::Loader::selectin})
    EXPECT_EQ(lists_by(loader), lazily);
}

TEST_F(EagerLoad, AManyToOneWhoseTargetIsPresentCostsNothing) {
  User& ann = user(1);
  Post& first = post(10);
  EXPECT_EQ(spent([&] { EXPECT_EQ(first.author.get(), &ann); }), kNothing);
}

}  // namespace
