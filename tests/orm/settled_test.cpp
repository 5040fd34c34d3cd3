// The usual changes, which have a short way of their own: what they leave in memory, and what the flush sends.
#include "fixture.h"
#include "linked.h"
#include "strategies/back_populates.h"
#include "strategies/unlinked.h"

namespace {

using fixture::ids;
using fixture::kNothing;
using fixture::Spent;
using testing::ElementsAre;
using testing::IsEmpty;

// A list whose elements' scalars know nothing of it.
class UnlinkedList : public fixture::Linked<strategies::Unlinked::OneToMany> {
 protected:
  UnlinkedList() : ann(user(1)), bob(user(2)) {
    ann.posts.size();
    bob.posts.size();
  }
  User& ann;
  User& bob;
};

TEST_F(UnlinkedList, ThatIsReplacedReleasesWhatItLostAndTakesWhatItGained) {
  Post& fresh = make_post(40);
  EXPECT_EQ(spent([&] {
              ann.posts.assign(std::vector<Post*>{&post(11), &fresh, &post(30)});
            }),
            Spent{.selects = 1})
      << "post 30";
  EXPECT_THAT(ids(ann.posts), ElementsAre(11, 40, 30));
  EXPECT_EQ(fresh.state(), orm::State::pending);
  EXPECT_EQ(spent([&] { session().flush(); }), (Spent{.inserts = 1, .updates = 2}));
  EXPECT_THAT(database.authors(), ElementsAre("10|", "11|1", "20|2", "30|1", "40|1"));
}

TEST_F(UnlinkedList, ThatHasItsElementsAgainSendsNothing) {
  const std::vector<Post*> before{&post(10), &post(11)};
  ann.posts.assign(std::vector<Post*>{});
  EXPECT_THAT(ids(ann.posts), IsEmpty());
  ann.posts.assign(before);
  ann.posts.assign(std::vector<Post*>{&post(11), &post(10)});
  EXPECT_EQ(spent([&] { session().flush(); }), kNothing);
  EXPECT_THAT(ids(ann.posts), ElementsAre(11, 10));
}

TEST_F(UnlinkedList, ThatTakesWhatAnotherListHoldsLeavesItThere) {
  ann.posts.assign(std::vector<Post*>{&post(20)});
  EXPECT_THAT(ids(bob.posts), ElementsAre(20));
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.updates = 3});
  EXPECT_THAT(database.authors(), ElementsAre("10|", "11|", "20|1", "30|"));
}

TEST_F(UnlinkedList, ThatLosesWhatAnotherTookMeanwhileDoesNotReleaseIt) {
  ann.posts.assign(std::vector<Post*>{&post(11)});
  bob.posts.append(post(10));
  session().flush();
  EXPECT_THAT(database.authors(), ElementsAre("10|2", "11|1", "20|2", "30|"));
}

class OrphansList : public fixture::Linked<models::Declared<models::kDeleteOrphan>> {
 protected:
  OrphansList() {
    load_all();
    for (const std::int64_t key : {10, 11, 20}) author(post(key));  // both sides are known
  }
};

TEST_F(OrphansList, ThatIsReplacedDeletesWhatItLostAndTakesWhatItGained) {
  user(1).posts.assign(std::vector<Post*>{&post(11), &post(20)});
  EXPECT_THAT(ids(user(1).posts), ElementsAre(11, 20));
  EXPECT_THAT(ids(user(2).posts), IsEmpty());
  EXPECT_EQ(author(post(10)), nullptr);
  EXPECT_EQ(spent([&] { session().flush(); }), (Spent{.updates = 1, .deletes = 1}));
  EXPECT_THAT(database.authors(), ElementsAre("11|1", "20|1", "30|"));
}

TEST_F(OrphansList, ThatHasAgainWhatItLostSendsNothing) {
  user(1).posts.remove(post(10));
  user(1).posts.append(post(10));
  set_author(post(20), nullptr);
  set_author(post(20), &user(2));
  EXPECT_EQ(spent([&] { session().flush(); }), kNothing);
}

TEST_F(OrphansList, WhoseOrphanIsTakenByAnotherKeepsIt) {
  user(1).posts.remove(post(10));
  user(2).posts.append(post(10));
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.updates = 1});
  EXPECT_THAT(database.authors(), ElementsAre("10|2", "11|1", "20|2", "30|"));
}

TEST_F(OrphansList, WhosePendingPostIsTakenOutLosesItFromTheSession) {
  Post& made = make_post(40);
  user(1).posts.append(made);
  EXPECT_EQ(made.state(), orm::State::pending);
  set_author(made, nullptr);
  EXPECT_EQ(made.state(), orm::State::transient);
  EXPECT_EQ(spent([&] { session().flush(); }), kNothing);
}

// As in SQLAlchemy: an orphan is what was let go by the owner that took it; one that was read takes nothing.
TEST_F(OrphansList, ThatWasReadLetsNothingGoThatAnotherTook) {
  user(1).posts.append(post(20));
  session().flush();
  post(20).author.set_committed_value(&user(2));
  user(2).posts.set_committed_value(std::vector<Post*>{&post(20)});
  user(2).posts.remove(post(20));
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.updates = 1});
  EXPECT_THAT(database.authors(), ElementsAre("10|1", "11|1", "20|", "30|"));
}

// Posts 10 and 11, tags 1 and 2; post 10 has tag 1.
template <class Relation>
class Links : public testing::Test {
 protected:
  using Post = typename Relation::Post;
  using Tag = typename Relation::Tag;

  Links() {
    database.sql("CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT)");
    database.sql("CREATE TABLE post_tags (post_id INTEGER, tag_id INTEGER, PRIMARY KEY (post_id, tag_id))");
    database.sql("INSERT INTO tags VALUES (1, 'new'), (2, 'old')");
    database.sql("INSERT INTO post_tags VALUES (10, 1)");
    Relation::declare(registry);
    registry.configure();
    opened.emplace(database.backend(), registry);
    for (const std::int64_t key : {10, 11}) post(key).tags.size();
    for (const std::int64_t key : {1, 2}) tag(key).posts.size();
  }
  Post& post(std::int64_t key) { return *opened->template get<Post>(key); }
  Tag& tag(std::int64_t key) { return *opened->template get<Tag>(key); }
  Spent flush() {
    return database.spent([&] { opened->flush(); });
  }
  std::vector<std::string> rows() { return database.rows("SELECT post_id, tag_id FROM post_tags ORDER BY 1, 2"); }

  fixture::Database database;
  orm::Registry registry;
  std::optional<orm::Session> opened;
};
using LinkedLinks = Links<strategies::BackPopulates::ManyToMany>;

TEST_F(LinkedLinks, AreMadeOnBothSidesAndWrittenOnce) {
  post(11).tags.append(tag(2));
  tag(1).posts.append(post(11));
  EXPECT_THAT(ids(post(11).tags), ElementsAre(2, 1));
  EXPECT_THAT(ids(tag(1).posts), ElementsAre(10, 11));
  EXPECT_THAT(ids(tag(2).posts), ElementsAre(11));
  EXPECT_EQ(flush(), Spent{.inserts = 2});
  EXPECT_THAT(rows(), ElementsAre("10|1", "11|1", "11|2"));
}

TEST_F(LinkedLinks, AreTakenFromBothSidesAndDeletedOnce) {
  tag(1).posts.remove(post(10));
  EXPECT_THAT(ids(post(10).tags), IsEmpty());
  EXPECT_THAT(ids(tag(1).posts), IsEmpty());
  EXPECT_EQ(flush(), Spent{.deletes = 1});
  EXPECT_THAT(rows(), IsEmpty());
}

TEST_F(LinkedLinks, ThatCameBackAreNotWritten) {
  post(10).tags.remove(tag(1));
  tag(1).posts.append(post(10));
  post(11).tags.append(tag(2));
  tag(2).posts.remove(post(11));
  EXPECT_EQ(flush(), kNothing);
}

TEST_F(LinkedLinks, ThatAreMadeTwiceStandTwiceAndAreWrittenOnce) {
  post(11).tags.append(tag(2));
  post(11).tags.append(tag(2));
  EXPECT_THAT(ids(post(11).tags), ElementsAre(2, 2));
  EXPECT_THAT(ids(tag(2).posts), ElementsAre(11, 11));
  post(11).tags.remove(tag(2));
  EXPECT_THAT(ids(post(11).tags), ElementsAre(2));
  EXPECT_EQ(flush(), Spent{.inserts = 1});
}

TEST_F(LinkedLinks, ThatHaveARowAndAreMadeAgainAreNotWritten) {
  tag(1).posts.append(post(10));
  EXPECT_THAT(ids(post(10).tags), ElementsAre(1, 1));
  EXPECT_EQ(flush(), kNothing);
}

using UnlinkedLinks = Links<strategies::Unlinked::ManyToMany>;

TEST_F(UnlinkedLinks, AreMadeAndTakenOnOneSide) {
  post(11).tags.append(tag(2));
  post(10).tags.remove(tag(1));
  EXPECT_THAT(ids(tag(1).posts), ElementsAre(10)) << "nobody keeps it in step";
  EXPECT_THAT(ids(tag(2).posts), IsEmpty());
  EXPECT_EQ(flush(), (Spent{.inserts = 1, .deletes = 1}));
  EXPECT_THAT(rows(), ElementsAre("11|2"));
}

}  // namespace
