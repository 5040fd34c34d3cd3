// Random links made and cut on either side of every relation, under every declaration, through orm::Property: after
// each step what is loaded on either side is what was linked, a flush writes exactly what changed, and what is read
// again after it is what memory said. The callers of unlinked sides write both, as they must.
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>

#include "fixture.h"
#include "orm/property.h"
#include "tests/conformance/replay/models/declare.h"

namespace {

using fixture::Spent;
using Key = std::int64_t;

struct Side {
  std::string_view class_name;
  std::string_view attribute;
};
struct Relation {
  std::string_view model;
  Side owner;
  Side child;
  bool is_one_to_one = false;
  bool is_many_to_many = false;
};
constexpr Relation kOneToMany{"one_to_many", {"User", "posts"}, {"Post", "author"}};
constexpr Relation kOneToOne{
    .model = "one_to_one", .owner = {"User", "profile"}, .child = {"Profile", "user"}, .is_one_to_one = true};
constexpr Relation kManyToMany{
    .model = "many_to_many", .owner = {"Post", "tags"}, .child = {"Tag", "posts"}, .is_many_to_many = true};
constexpr Relation kTree{"self_referential", {"Post", "replies"}, {"Post", "parent"}};

// Who is linked with whom: (owner, child). Lists are compared without their order, which other tests pin.
using Links = std::set<std::pair<Key, Key>>;

class World {
 public:
  World(const Relation& relation, std::string_view strategy, const std::string& cascade, unsigned seed)
      : relation_(relation), is_linked_(strategy != "unlinked"), deletes_orphans_(cascade != kKeeping), random_(seed) {
    backend_ = orm::Sqlite::in_memory({});
    for (const char* sql :
         {"CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)",
          "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, author_id INTEGER, parent_id INTEGER)",
          "CREATE TABLE profiles (id INTEGER PRIMARY KEY, bio TEXT, user_id INTEGER)",
          "CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT)",
          "CREATE TABLE post_tags (post_id INTEGER, tag_id INTEGER, PRIMARY KEY (post_id, tag_id))",
          "INSERT INTO users VALUES (1, 'a'), (2, 'b'), (3, 'c')",
          "INSERT INTO posts (id, title) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e'), (6, 'f')",
          "INSERT INTO profiles (id, bio) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')",
          "INSERT INTO tags VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')"})
      backend_->execute(sql);
    replay::declare(registry_, strategy, relation.model, cascade);
    registry_.configure();
    owner_side_.emplace(registry_, relation.owner.class_name, relation.owner.attribute);
    child_side_.emplace(registry_, relation.child.class_name, relation.child.attribute);
    session_.emplace(*backend_, registry_, orm::SessionOptions{.autoflush = false});
    for (Key key = 1; key <= 3; ++key) owners_.insert(key);
    for (Key key = 1; key <= (relation.child.class_name == "Post" ? 6 : 4); ++key) children_.insert(key);
    if (is_tree()) owners_ = children_;
    saved_children_ = children_;
    load_objects();
  }

  void step() {
    switch (below(10)) {
      case 0:
        return flush();
      case 1:
        flush();
        return expire_one_side();
      case 2:
        return below(3) == 0 ? commit() : flush_and_read_again();
      case 3:
        if (below(4) == 0) return roll_back();
        return;
      default:
        return change();
    }
  }

  // What is loaded, on both sides.
  void check() {
    for (const Key key : owners_) {
      orm::Entity& object = owner(key);
      if (!owner_side_->is_loaded(object)) continue;
      ASSERT_EQ(value(*owner_side_, object), children_of(key)) << "owner " << key;
    }
    for (const Key key : children_) {
      orm::Entity& object = child(key);
      if (!child_side_->is_loaded(object)) continue;
      ASSERT_EQ(value(*child_side_, object), owners_of(key)) << "child " << key;
    }
  }

  static constexpr const char* kKeeping = "save-update, merge";

 private:
  bool is_tree() const { return relation_.owner.class_name == relation_.child.class_name; }
  Key below(Key n) { return std::uniform_int_distribution<Key>(0, n - 1)(random_); }
  Key any(const std::set<Key>& keys) { return *std::next(keys.begin(), below(static_cast<Key>(keys.size()))); }
  orm::Entity& object(std::string_view class_name, Key key) {
    return *session_->get(registry_.mapper(class_name), key);
  }
  orm::Entity& owner(Key key) { return object(relation_.owner.class_name, key); }
  orm::Entity& child(Key key) {
    const auto made = new_.find(key);
    return made != new_.end() ? *made->second : object(relation_.child.class_name, key);
  }
  void load_objects() {
    for (const Key key : owners_) owner(key);
    for (const Key key : children_) child(key);
  }
  std::set<Key> children_of(Key owner) const {
    std::set<Key> found;
    for (const auto& [o, c] : links_)
      if (o == owner) found.insert(c);
    return found;
  }
  std::set<Key> owners_of(Key child) const {
    std::set<Key> found;
    for (const auto& [o, c] : links_)
      if (c == child) found.insert(o);
    return found;
  }
  static std::set<Key> value(const orm::Property& side, orm::Entity& object) {
    std::set<Key> keys;
    if (side.kind() == orm::Property::Kind::scalar) {
      if (const orm::Entity* target = side.get(object)) keys.insert(target->id());
      return keys;
    }
    const auto elements = side.elements(object);
    for (const orm::Entity* element : elements) keys.insert(element->id());
    EXPECT_EQ(keys.size(), elements.size()) << "an element stands twice";
    return keys;
  }
  // In a tree, as it is or as its rows were: a flush that turns a branch round is refused, as in SQLAlchemy.
  bool is_below(Key key, Key ancestor) const {
    std::vector<Key> work{key};
    std::set<Key> seen;
    while (!work.empty()) {
      const Key at = work.back();
      work.pop_back();
      if (at == ancestor) return true;
      if (!seen.insert(at).second) continue;
      for (const Links* links : {&links_, &flushed_})
        for (const auto& [o, c] : *links)
          if (c == at) work.push_back(o);
    }
    return false;
  }

  // One side of a link, written alone.
  void write(const orm::Property& side, orm::Entity& object, orm::Entity& other, bool linked) {
    if (side.kind() == orm::Property::Kind::scalar) return side.set(object, linked ? &other : nullptr);
    if (linked)
      side.append(object, &other);
    else
      side.remove(object, &other);
  }
  void write_owner(Key o, Key c, bool linked) { write(*owner_side_, owner(o), child(c), linked); }
  void write_child(Key o, Key c, bool linked) { write(*child_side_, child(c), owner(o), linked); }
  // A link made or cut, as a competent caller of this declaration does it.
  void set_link(Key o, Key c, bool linked) {
    const bool from_owner = below(2) == 0;
    if (relation_.is_one_to_one) owner_side_->get(owner(o));  // what a scalar without the key held must be known
    if (is_linked_) return from_owner ? write_owner(o, c, linked) : write_child(o, c, linked);
    if (!relation_.is_many_to_many) {
      write_owner(o, c, linked);
      return write_child(o, c, linked);
    }
    flush();  // one side is written, the other expired after the flush
    from_owner ? write_owner(o, c, linked) : write_child(o, c, linked);
    if (linked)
      links_.emplace(o, c);
    else
      links_.erase({o, c});
    flush();
    if (from_owner)
      session_->expire(child(c), relation_.child.attribute);
    else
      session_->expire(owner(o), relation_.owner.attribute);
  }
  void cut(Key o, Key c) {
    set_link(o, c, false);
    links_.erase({o, c});
    const bool was_pending = deletes_orphans_ && new_.contains(c);
    if (was_pending) {
      EXPECT_EQ(new_.at(c)->state(), orm::State::transient) << "a pending orphan leaves at once";
      new_.erase(c);
      children_.erase(c);
    }
  }

  void change() {
    if (deletes_orphans_ && (children_.size() < 4 || below(6) == 0)) return add_child();
    const Key c = any(children_);
    const Key o = any(owners_);
    if (links_.contains({o, c})) return cut(o, c);
    if (is_tree() && is_below(o, c)) return;
    if (deletes_orphans_ && new_.contains(c))
      flush();  // a pending post that moves leaves the session, as in SQLAlchemy
    if (relation_.is_one_to_one) {
      for (const Key other : children_of(o)) cut(o, other);
      for (const Key other : owners_of(c)) cut(other, c);
    } else if (!relation_.is_many_to_many && !is_linked_) {
      for (const Key other : owners_of(c)) write_owner(other, c, false);
    }
    set_link(o, c, true);
    linked_since_.insert(c);
    if (!relation_.is_many_to_many)
      for (const Key other : owners_of(c)) links_.erase({other, c});
    links_.emplace(o, c);
  }
  void add_child() {
    const Key c = ++last_key_;
    const Key o = any(owners_);
    if (relation_.is_one_to_one && !children_of(o).empty()) return;
    new_[c] = &session_->make(registry_.mapper(relation_.child.class_name), c);
    children_.insert(c);
    if (relation_.is_one_to_one) owner_side_->get(owner(o));
    owner_side_->kind() == orm::Property::Kind::list ? owner_side_->append(owner(o), new_[c])
                                                     : owner_side_->set(owner(o), new_[c]);
    if (!is_linked_) child_side_->set(*new_[c], &owner(o));
    EXPECT_EQ(new_[c]->state(), orm::State::pending);
    links_.emplace(o, c);
  }

  bool was_linked(Key c) const {
    return std::any_of(flushed_.begin(), flushed_.end(), [&](const auto& link) { return link.second == c; });
  }
  bool is_due_orphan(Key c) const {  // also what was linked and cut since the last flush
    return deletes_orphans_ && owners_of(c).empty() && (was_linked(c) || linked_since_.contains(c));
  }

  // The rows that a flush has to write.
  Spent due() const {
    Spent spent;
    for (const Key c : children_) {
      const bool is_linked = !owners_of(c).empty();
      if (relation_.is_many_to_many) continue;
      if (new_.contains(c))
        ++spent.inserts;
      else if (is_due_orphan(c))
        ++spent.deletes;
      else if (std::any_of(flushed_.begin(), flushed_.end(),
                           [&](const auto& link) { return link.second == c && !links_.contains(link); }) ||
               was_linked(c) != is_linked)
        ++spent.updates;
    }
    if (!relation_.is_many_to_many) return spent;
    for (const auto& link : links_) spent.inserts += flushed_.contains(link) ? 0 : 1;
    for (const auto& link : flushed_) spent.deletes += links_.contains(link) ? 0 : 1;
    return spent;
  }
  void flush() {
    const orm::Counts before = backend_->counts();
    session_->flush();
    const orm::Counts cost = backend_->counts() - before;
    Spent wrote{0, cost.inserts, cost.updates, cost.deletes};
    EXPECT_EQ(wrote, due());
    EXPECT_EQ(cost.rows_written, cost.inserts + cost.updates + cost.deletes);
    std::erase_if(children_, [&](Key c) { return is_due_orphan(c); });
    linked_since_.clear();
    new_.clear();
    flushed_ = links_;
  }
  void read_everything() {
    for (const Key key : owners_) EXPECT_EQ(value(*owner_side_, owner(key)), children_of(key)) << "owner " << key;
    for (const Key key : children_) EXPECT_EQ(value(*child_side_, child(key)), owners_of(key)) << "child " << key;
  }
  void flush_and_read_again() {
    flush();
    session_->expire_all();
    read_everything();
  }
  void expire_one_side() { session_->expire(owner(any(owners_)), relation_.owner.attribute); }
  void commit() {
    flush();
    session_->commit();
    saved_ = links_;
    saved_children_ = children_;
    load_objects();
    if (below(2) == 0) read_everything();
  }
  void roll_back() {
    session_->rollback();
    new_.clear();
    linked_since_.clear();
    links_ = flushed_ = saved_;
    children_ = saved_children_;
    load_objects();
    if (below(2) == 0) read_everything();
  }

  const Relation relation_;
  const bool is_linked_;
  const bool deletes_orphans_;
  std::mt19937 random_;
  std::unique_ptr<orm::Sqlite> backend_;
  orm::Registry registry_;
  std::optional<orm::Property> owner_side_;
  std::optional<orm::Property> child_side_;
  std::optional<orm::Session> session_;
  std::set<Key> owners_;
  std::set<Key> children_;
  std::set<Key> saved_children_;
  std::map<Key, orm::Entity*> new_;  // pending
  std::set<Key> linked_since_;       // since the last flush
  Key last_key_ = 100;
  Links links_;
  Links flushed_;  // as of the last flush
  Links saved_;    // as of the last commit
};

struct Case {
  const char* name;
  Relation relation;
  std::string cascade;
};
class Relations : public testing::TestWithParam<std::tuple<Case, std::string_view>> {};

TEST_P(Relations, BothSidesAndTheRowsAgreeWithWhatWasLinked) {
  const auto& [which, strategy] = GetParam();
  for (const unsigned seed : {1U, 2U, 3U}) {
    World world(which.relation, strategy, which.cascade, seed);
    for (int step = 0; step < 250; ++step) {
      world.step();
      if (!HasFailure()) world.check();
      if (HasFailure()) FAIL() << "seed " << seed << ", step " << step;
    }
  }
}

const std::string kOrphans = "all, delete-orphan";
INSTANTIATE_TEST_SUITE_P(Fuzz, Relations,
                         testing::Combine(testing::Values(Case{"one_to_many", kOneToMany, World::kKeeping},
                                                          Case{"one_to_one", kOneToOne, World::kKeeping},
                                                          Case{"many_to_many", kManyToMany, World::kKeeping},
                                                          Case{"self_referential", kTree, World::kKeeping},
                                                          Case{"one_to_many_delete_orphan", kOneToMany, kOrphans},
                                                          Case{"one_to_one_delete_orphan", kOneToOne, kOrphans}),
                                          testing::Values("back_populates", "backref", "back_populates_runtime",
                                                          "unlinked")),
                         [](const auto& played) {
                           return std::string(std::get<0>(played.param).name) + "_" +
                                  std::string(std::get<1>(played.param));
                         });

}  // namespace
