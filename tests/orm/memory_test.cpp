// What a load allocates, and what it does not: counted, so that no clock decides.
#include <memory>

#include "allocations.h"
#include "linked.h"

namespace {

using fixture::allocations_of;

template <class R>
class Memory : public fixture::Linked<R> {
 protected:
  void fill(int posts) {
    this->opened.reset();
    this->database.sql("DELETE FROM posts");
    this->database.sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
                       std::to_string(posts) +
                       ") INSERT INTO posts (id, title, body, author_id) SELECT i, 'title', 'body', 1 + i % 3 FROM n");
    this->open();
  }
  void load_lists() {
    for (const std::int64_t key : {1, 2, 3}) this->user(key).posts.size();
  }
};
TYPED_TEST_SUITE(Memory, fixture::Strategies, fixture::Names);

TYPED_TEST(Memory, ObjectsTextsAndListsComeFromTheArenaInBlocks) {
  this->fill(20'000);
  const std::size_t before = this->session().allocations();
  this->posts().all();
  const std::size_t chunks = this->session().allocations() - before;
  EXPECT_LE(chunks, 2U) << "2 MiB at a time for " << this->session().used_bytes() << " bytes";
  EXPECT_GE(this->session().used_bytes(), 20'000 * sizeof(typename TestFixture::Post));
}

TYPED_TEST(Memory, ALoadAllocatesByTheBlockAndNothingARow) {
  this->fill(2'000);
  this->load_lists();  // statements are prepared, tables of blocks and pages begun
  const auto of_few = allocations_of([&] {
    this->open();
    this->load_lists();
  });
  this->fill(20'000);
  const auto of_many = allocations_of([&] {
    this->open();
    this->load_lists();
  });
  EXPECT_LT(of_many - of_few, 30U) << "18,000 rows more: pages of 4,096 keys, and tables that double";
}

TYPED_TEST(Memory, LoadingRecordsNoHistoryAndTheFirstChangeDoes) {
  this->fill(2'000);
  const auto posts = this->posts().all();
  this->load_lists();
  EXPECT_FALSE(this->session().is_dirty());
  EXPECT_EQ(allocations_of([&] { EXPECT_EQ(posts[0]->title.view(), "title"); }), 0U);
  EXPECT_GE(allocations_of([&] { posts[0]->title = "changed"; }), 1U) << "the first chunk of the log";
  EXPECT_EQ(allocations_of([&] {
              for (std::size_t i = 1; i < 1000; ++i) posts[i]->title = "changed";
            }),
            0U)
      << "1,000 changes fit into it";
}

TYPED_TEST(Memory, MovesOfLoadedPostsAllocateNothing) {
  this->fill(3'000);
  this->load_lists();
  auto& ann = this->user(1);
  auto& bob = this->user(2);
  std::vector<typename TestFixture::Post*> posts;
  for (auto* post : ann.posts) posts.push_back(post);
  for (auto* post : posts) this->author(*post);
  const auto move_all = [&] {
    for (auto* post : posts) this->set_author(*post, &bob);
    for (auto* post : posts) this->set_author(*post, &ann);
  };
  move_all();  // the lists grow and the log gets its first chunk
  EXPECT_EQ(allocations_of(move_all), 0U);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), fixture::kNothing);
}

TYPED_TEST(Memory, ReplacingAndClearingASettledListAllocatesNothingAnElement) {
  this->fill(3'000);
  this->load_lists();
  auto& ann = this->user(1);
  auto& bob = this->user(2);
  std::vector<typename TestFixture::Post*> posts;
  for (auto* post : ann.posts) posts.push_back(post);
  for (auto* post : bob.posts) posts.push_back(post);
  for (auto* post : posts) this->author(*post);
  const auto replace_both_ways = [&] {
    ann.posts.assign(posts);
    bob.posts.assign(posts);
    ann.posts.assign(std::span(posts).first(1'000));
    ann.posts.clear();
  };
  replace_both_ways();
  EXPECT_LE(allocations_of(replace_both_ways), 4U) << "a vector of the values for each";
  EXPECT_EQ(ann.posts.size(), 0U);
  EXPECT_EQ(bob.posts.size(), 1'000U);
}

TYPED_TEST(Memory, ASessionOfOneRequestAllocatesLessThanAPage) {
  this->fill(200);
  const auto request = [&] {
    this->open();
    auto& post = this->post(17);
    EXPECT_NE(this->author(post), nullptr);
  };
  request();  // statements are prepared
  const std::size_t before = fixture::allocated_bytes();
  request();
  EXPECT_LE(fixture::allocated_bytes() - before, 4096U);
}

TYPED_TEST(Memory, ACommitVisitsNoObject) {
  this->fill(10'000);
  this->posts().all();
  EXPECT_LT(allocations_of([&] { this->session().commit(); }), 10U);
}

TYPED_TEST(Memory, ASessionTakesNoMoreThanTheOneBefore) {
  this->fill(20'000);
  const auto load = [&] {
    this->open();
    this->posts().all();
    return this->session().used_bytes();
  };
  const auto first = load();
  EXPECT_EQ(load(), first);
}

struct Noted : orm::Entity {
  orm::Text name;
  std::shared_ptr<int> held;
  using orm_table = orm::table<"users", &Noted::name>;
};

TEST(UnmappedMembers, AreDestroyedWithTheSession) {
  fixture::Database database;
  orm::Registry registry;
  orm::map<Noted>(registry);
  registry.configure();
  const auto witness = std::make_shared<int>(1);
  {
    orm::Session session(database.backend(), registry);
    for (std::int64_t key = 10; key < 1010; ++key) session.make<Noted>(key).held = witness;
    session.get<Noted>(1)->held = witness;
    EXPECT_EQ(witness.use_count(), 1002);
    session.rollback();
  }
  EXPECT_EQ(witness.use_count(), 1);
}

}  // namespace
