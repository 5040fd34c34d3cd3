#include "pairs.h"

#include <algorithm>
#include <optional>
#include <sstream>

#include "orm/session.h"
#include "strategies/types.h"

namespace pairs {
namespace {

// What the pairs share: registry, relation and session. Left and Right are the classes of the two sides.
template <class R, class Left, class Right>
class Opened : public Pair {
 public:
  Opened(Database& database, Keys left, Keys right) : left_(std::move(left)), right_(std::move(right)) {
    R::declare(registry_);
    registry_.configure();
    relation_.emplace(registry_);
    session_.emplace(database.backend(), registry_);
  }
  void load_lazy() override { relation_->load_lazy(*session_); }
  void load_selectin() override { relation_->load_selectin(*session_); }
  void load_each() override {
    load_selectin();
    for (const Key key : right_) right(key);
    read(kLeft, left_);
    read(kRight, right_);
  }
  void flush() override { session_->flush(); }
  ::strategies::Stale stale() const override { return ::strategies::stale_of<R>; }
  using Pair::read;

 protected:
  Left& left(Key key) { return *session_->template get<Left>(key); }
  Right& right(Key key) {
    return made_ != nullptr && made_->id() == key ? *made_ : *session_->template get<Right>(key);
  }
  Left* left_or_null(Key key) { return key == 0 ? nullptr : &left(key); }
  Right* right_or_null(Key key) { return key == 0 ? nullptr : &right(key); }
  std::vector<Left*> lefts(const Keys& keys) {
    std::vector<Left*> objects;
    for (const Key key : keys) objects.push_back(&left(key));
    return objects;
  }
  std::vector<Right*> rights(const Keys& keys) {
    std::vector<Right*> objects;
    for (const Key key : keys) objects.push_back(&right(key));
    return objects;
  }
  template <class Range>
  static Keys keys(Range&& range) {
    Keys found;
    for (auto* object : range) found.push_back(object == nullptr ? 0 : object->id());
    return found;
  }
  static Keys key(const orm::Entity* object) { return object == nullptr ? Keys{} : Keys{object->id()}; }

  Keys left_, right_;
  orm::Registry registry_;
  std::optional<R> relation_;
  std::optional<orm::Session> session_;
  Right* made_ = nullptr;  // pending: not to be had by its key
};

template <class R>
class OneToMany : public Opened<R, typename R::User, typename R::Post> {
 public:
  explicit OneToMany(Database& database)
      : Opened<R, typename R::User, typename R::Post>(database, {1, 2, 3}, {10, 11, 20, 30}) {}
  using Pair::read;
  Keys read(Side side, Key owner) override {
    return side == kLeft ? this->keys(relation().posts(this->left(owner)))
                         : this->key(relation().author(this->right(owner)));
  }
  void append(Side /*side*/, Key owner, Key element) override {
    relation().append(this->left(owner), this->right(element));
  }
  void remove(Side /*side*/, Key owner, Key element) override {
    relation().remove(this->left(owner), this->right(element));
  }
  void assign(Side /*side*/, Key owner, const Keys& elements) override {
    relation().assign(this->left(owner), this->rights(elements));
  }
  void set(Side /*side*/, Key owner, Key value) override {
    relation().set_author(this->right(owner), this->left_or_null(value));
  }
  void make_right(Key key) override {
    this->made_ = &this->session_->template make<typename R::Post>(key);
    this->session_->add(*this->made_);
  }
  void delete_left(Key owner) override { relation().remove_user(*this->session_, this->left(owner)); }

 private:
  R& relation() { return *this->relation_; }
};

template <class R>
class OneToOne : public Opened<R, typename R::User, typename R::Profile> {
 public:
  explicit OneToOne(Database& database)
      : Opened<R, typename R::User, typename R::Profile>(database, {1, 2, 3}, {101, 102, 103}) {}
  using Pair::read;
  Keys read(Side side, Key owner) override {
    return side == kLeft ? this->key(relation().profile(this->left(owner)))
                         : this->key(relation().user(this->right(owner)));
  }
  void set(Side side, Key owner, Key value) override {
    if (side == kLeft)
      relation().set_profile(this->left(owner), this->right_or_null(value));
    else
      relation().set_user(this->right(owner), this->left_or_null(value));
  }

 private:
  R& relation() { return *this->relation_; }
};

template <class R>
class SelfReferential : public Opened<R, typename R::Post, typename R::Post> {
 public:
  explicit SelfReferential(Database& database)
      : Opened<R, typename R::Post, typename R::Post>(database, {10, 11, 20, 30}, {10, 11, 20, 30}) {}
  using Pair::read;
  Keys read(Side side, Key owner) override {
    return side == kLeft ? this->keys(relation().replies(this->left(owner)))
                         : this->key(relation().parent(this->right(owner)));
  }
  void append(Side /*side*/, Key owner, Key element) override {
    relation().append(this->left(owner), this->right(element));
  }
  void remove(Side /*side*/, Key owner, Key element) override {
    relation().remove(this->left(owner), this->right(element));
  }
  void assign(Side /*side*/, Key owner, const Keys& elements) override {
    relation().assign(this->left(owner), this->rights(elements));
  }
  void set(Side /*side*/, Key owner, Key value) override {
    relation().set_parent(this->right(owner), this->left_or_null(value));
  }

 private:
  R& relation() { return *this->relation_; }
};

template <class R>
class ManyToMany : public Opened<R, typename R::Post, typename R::Tag> {
 public:
  explicit ManyToMany(Database& database)
      : Opened<R, typename R::Post, typename R::Tag>(database, {10, 11, 20, 30}, {7, 8, 9}) {}
  using Pair::read;
  Keys read(Side side, Key owner) override {
    return side == kLeft ? this->keys(relation().tags(this->left(owner)))
                         : this->keys(relation().posts(this->right(owner)));
  }
  void append(Side side, Key owner, Key element) override {
    if (side == kLeft)
      relation().append(this->left(owner), this->right(element));
    else
      relation().append(this->right(owner), this->left(element));
  }
  void remove(Side side, Key owner, Key element) override {
    if (side == kLeft)
      relation().remove(this->left(owner), this->right(element));
    else
      relation().remove(this->right(owner), this->left(element));
  }
  void assign(Side side, Key owner, const Keys& elements) override {
    if (side == kLeft)
      relation().assign(this->left(owner), this->rights(elements));
    else
      relation().assign(this->right(owner), this->lefts(elements));
  }
  void flush() override { relation().flush(*this->session_); }

 private:
  R& relation() { return *this->relation_; }
};

template <class P>
std::unique_ptr<Pair> open(Database& database) {
  return std::make_unique<P>(database);
}

template <class S>
Strategy strategy() {
  Strategy made{S::name, {}};
  if constexpr (strategies::has_lists<typename S::OneToMany>) made.open[0] = &open<OneToMany<typename S::OneToMany>>;
  if constexpr (strategies::has_one_to_one<S>) made.open[1] = &open<OneToOne<typename S::OneToOne>>;
  if constexpr (strategies::has_self_referential<S>) made.open[2] = &open<SelfReferential<typename S::SelfReferential>>;
  if constexpr (strategies::has_many_to_many<S>) made.open[3] = &open<ManyToMany<typename S::ManyToMany>>;
  return made;
}
template <class... Strategies>
std::vector<Strategy> all(strategies::TypeList<Strategies...> /*list*/) {
  return {strategy<Strategies>()...};
}

// "7: 20 10" as "7: 10 20": what is read again comes in the order of the keys.
std::string in_order(const std::string& sides) {
  std::string sorted;
  std::istringstream owners(sides);
  for (std::string owner; std::getline(owners, owner, '|');) {
    std::istringstream words(owner);
    std::string head;
    words >> head;
    Keys keys;
    for (Key key = 0; words >> key;) keys.push_back(key);
    std::sort(keys.begin(), keys.end());
    sorted += (sorted.empty() ? "" : " | ") + head;
    for (const Key key : keys) sorted += " " + std::to_string(key);
  }
  return sorted;
}

}  // namespace

std::string Pair::read(Side side, const Keys& owners) {
  std::string text;
  for (const Key owner : owners) {
    text += (text.empty() ? "" : " | ") + std::to_string(owner) + ":";
    for (const Key key : read(side, owner)) text += " " + std::to_string(key);
  }
  return text;
}

const std::vector<Strategy>& strategies() {
  static const std::vector<Strategy> found = all(::strategies::All{});
  return found;
}

void check(Relation relation, const Operation& operation, const Keys& left, const Keys& right, std::string_view rows) {
  const bool is_linked_by_rows = relation == Relation::many_to_many;
  for (const Strategy& strategy : strategies()) {
    const auto open = strategy.open[static_cast<int>(relation)];
    if (open == nullptr) continue;
    SCOPED_TRACE(strategy.name);
    Database database;
    const std::unique_ptr<Pair> pair = open(database);
    pair->load_each();
    EXPECT_EQ(database.spent([&] { operation.run(*pair); }), Spent{}) << "the operation";
    const bool is_stale = pair->stale() != ::strategies::Stale::never;
    const Side stale_side = relation == Relation::many_to_many ? kRight : kLeft;
    const auto expect = [&](Side side, bool in_any_order) {
      const std::string found = pair->read(side, side == kLeft ? left : right);
      const char* wanted = side == kLeft ? operation.left : operation.right;
      EXPECT_EQ(in_any_order ? in_order(found) : found, in_any_order ? in_order(wanted) : wanted);
    };
    for (const Side side : {kLeft, kRight})
      if (!is_stale || side != stale_side) expect(side, false);
    EXPECT_EQ(database.spent([&] { pair->flush(); }), operation.flush) << "the flush";
    for (const Side side : {kLeft, kRight}) {
      SCOPED_TRACE("after the flush");
      expect(side, is_stale && side == stale_side);
    }
    EXPECT_EQ(database.rows(rows), is_linked_by_rows ? in_order(operation.left) : operation.right) << "the rows";
    EXPECT_EQ(database.spent([&] { pair->flush(); }), Spent{}) << "a second flush";
  }
}

}  // namespace pairs
