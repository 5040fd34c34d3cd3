// Rows that refer to rows of their own table, by a scalar alone: which is written first.
#include <optional>

#include "fixture.h"

namespace {

using fixture::kNothing;
using fixture::message_of;
using fixture::Spent;
using testing::ElementsAre;

struct Node : orm::Entity {
  orm::Text title;
  orm::One<Node, orm::remote_side<"nodes.id">> parent;
  using orm_table = orm::table<"nodes", &Node::title, orm::foreign_key<"parent_id", "nodes.id">, &Node::parent>;
};

class Tree : public testing::Test {
 protected:
  Tree() {
    database.sql("CREATE TABLE nodes (id INTEGER PRIMARY KEY, title TEXT, parent_id INTEGER REFERENCES nodes (id))");
    database.sql("INSERT INTO nodes VALUES (1, 'root', NULL), (2, 'left', 1), (3, 'right', 1)");
    orm::map<Node>(registry);
    registry.configure();
    opened.emplace(database.backend(), registry);
  }
  Node& node(std::int64_t key) { return *opened->get<Node>(key); }

  fixture::Database database;
  orm::Registry registry;
  std::optional<orm::Session> opened;
};

TEST_F(Tree, ReadsItsParentFromTheIdentityMap) {
  Node& left = node(2);
  EXPECT_EQ(database.spent([&] { EXPECT_EQ(left.parent->title.view(), "root"); }), Spent{.selects = 1});
  EXPECT_EQ(database.spent([&] { EXPECT_EQ(node(1).parent.get(), nullptr); }), kNothing);
}

TEST_F(Tree, InsertsParentsFirstWhateverTheirKeys) {
  Node& child = opened->make<Node>(10);
  Node& middle = opened->make<Node>(30);
  Node& root = opened->make<Node>(20);
  child.parent = &middle;
  middle.parent = &root;
  opened->add(child);
  EXPECT_EQ(database.spent([&] { opened->flush(); }), Spent{.inserts = 3});
  EXPECT_THAT(database.rows("SELECT id, parent_id FROM nodes WHERE id >= 10 ORDER BY id"),
              ElementsAre("10|30", "20|", "30|20"));
}

TEST_F(Tree, DeletesChildrenFirst) {
  for (const std::int64_t key : {1, 2, 3}) node(key);
  for (const std::int64_t key : {1, 2, 3}) opened->remove(node(key));
  EXPECT_EQ(database.spent([&] { opened->flush(); }), Spent{.deletes = 3});
}

TEST_F(Tree, RefusesNewRowsThatAreEachOthersParents) {
  Node& one = opened->make<Node>(10);
  Node& other = opened->make<Node>(11);
  one.parent = &other;
  other.parent = &one;
  opened->add(one);
  EXPECT_EQ(message_of<orm::CircularDependency>([&] { opened->flush(); }),
            "2 objects of class Node are each other's parents: no order of writing satisfies their foreign keys");
  EXPECT_THROW(node(2), orm::PendingRollback);
  opened->rollback();
  EXPECT_EQ(one.state(), orm::State::transient);
  one.parent = nullptr;
  opened->add(other);
  EXPECT_EQ(database.spent([&] { opened->flush(); }), Spent{.inserts = 2});
}

TEST_F(Tree, MovesABranchByOneUpdate) {
  node(3).parent = &node(2);
  EXPECT_EQ(database.spent([&] { opened->flush(); }), Spent{.updates = 1});
}

TEST_F(Tree, UpdatesParentsFirstWhateverTheirKeys) {
  database.sql("INSERT INTO nodes VALUES (4, 'leaf', 1)");
  for (const std::int64_t key : {2, 3, 4}) node(key);
  node(3).title = "top";
  node(2).parent = &node(3);
  node(4).parent = &node(2);
  EXPECT_EQ(database.spent([&] { opened->flush(); }), Spent{.updates = 3});
  EXPECT_THAT(database.rows("SELECT id, title, parent_id FROM nodes ORDER BY id"),
              ElementsAre("1|root|", "2|left|3", "3|top|1", "4|leaf|2"));
}

}  // namespace
