// Random operations on two users' lists and their posts' authors, against a plain model of what they mean: both sides
// after each step, the rows after each flush.
#include <algorithm>
#include <map>
#include <random>

#include "linked.h"

namespace {

using fixture::ids;

// What linked lists and scalars mean, written as plainly as possible. 0 is no author; posts stand in lists by key.
struct Model {
  std::map<std::int64_t, std::vector<std::int64_t>> posts;
  std::map<std::int64_t, std::int64_t> author;

  void take_out(std::int64_t user, std::int64_t post) {
    if (user == 0) return;
    auto& list = posts[user];
    const auto found = std::find(list.begin(), list.end(), post);
    if (found != list.end()) list.erase(found);
  }
  void append(std::int64_t user, std::int64_t post) {
    if (author[post] != user) {
      take_out(author[post], post);
      author[post] = user;
    }
    posts[user].push_back(post);
  }
  bool remove(std::int64_t user, std::int64_t post) {
    auto& list = posts[user];
    const auto found = std::count(list.begin(), list.end(), post);
    if (found <= 1 && author[post] == user) author[post] = 0;
    take_out(user, post);
    return found > 0;
  }
  void set(std::int64_t post, std::int64_t user) {
    if (author[post] == user) return;
    take_out(author[post], post);
    author[post] = user;
    if (user != 0) posts[user].push_back(post);
  }
  void assign(std::int64_t user, const std::vector<std::int64_t>& given) {
    const std::vector<std::int64_t> old = posts[user];
    const auto holds = [](const auto& list, std::int64_t post) {
      return std::find(list.begin(), list.end(), post) != list.end();
    };
    posts[user].clear();
    for (const std::int64_t post : given) {
      if (holds(old, post))
        posts[user].push_back(post);
      else
        append(user, post);
    }
    for (const std::int64_t post : old)
      if (!holds(given, post) && author[post] == user) author[post] = 0;
  }
  // Of a post that stands twice in its author's list one occurrence is left behind when it moves or is removed. What is
  // written then depends on the order of a flush, which SQLAlchemy leaves open; this model does not cover it.
  bool stands_once(std::int64_t user, std::int64_t post) const {
    const auto& list = posts.at(user);
    return std::count(list.begin(), list.end(), post) <= 1;
  }
  bool may_move_to(std::int64_t user, std::int64_t post) const {
    const std::int64_t from = author.at(post);
    return from == user || from == 0 || stands_once(from, post);
  }
  // As loaded from the rows: each list in the order of keys.
  void reload() {
    for (auto& [user, list] : posts) list.clear();
    for (const auto& [post, user] : author)
      if (user != 0) posts[user].push_back(post);
  }
};

template <class R>
class Fuzz : public fixture::Linked<R> {
 protected:
  static constexpr std::int64_t kUsers = 2;
  static constexpr std::int64_t kPosts = 12;

  void fill() {
    this->opened.reset();
    this->database.sql("DELETE FROM posts");
    this->database.sql("DELETE FROM users");
    this->database.sql("INSERT INTO users (id, name) VALUES (1, 'ann'), (2, 'bob')");
    for (std::int64_t post = 1; post <= kPosts; ++post) {
      model.author[post] = post % 3;
      this->database.sql("INSERT INTO posts (id, title, author_id) VALUES (" + std::to_string(post) + ", 't', " +
                         (post % 3 == 0 ? "NULL" : std::to_string(post % 3)) + ")");
    }
    model.posts = {{1, {}}, {2, {}}};
    model.reload();
    saved = model;
    this->open();
    this->load_everything();
  }
  void load_everything() {
    for (std::int64_t user = 1; user <= kUsers; ++user) this->user(user).posts.size();
    for (std::int64_t post = 1; post <= kPosts; ++post) this->author(this->post(post));
  }
  void check(int step) {
    for (std::int64_t user = 1; user <= kUsers; ++user)
      ASSERT_EQ(ids(this->user(user).posts), model.posts[user]) << "user " << user << ", step " << step;
    for (std::int64_t post = 1; post <= kPosts; ++post) {
      const auto* author = this->author(this->post(post));
      ASSERT_EQ(author == nullptr ? 0 : author->id(), model.author[post]) << "post " << post << ", step " << step;
    }
  }
  void check_rows(int step) {
    std::vector<std::string> expected;
    for (const auto& [post, user] : model.author)
      expected.push_back(std::to_string(post) + "|" + (user == 0 ? "" : std::to_string(user)));
    ASSERT_EQ(this->database.authors(), expected) << "step " << step;
  }
  std::uint64_t changed_rows() const {
    return static_cast<std::uint64_t>(std::count_if(model.author.begin(), model.author.end(), [&](const auto& entry) {
      return flushed.author.at(entry.first) != entry.second;
    }));
  }

  Model model;
  Model flushed;  // as of the last flush: what the open transaction holds
  Model saved;    // as of the last commit
};
TYPED_TEST_SUITE(Fuzz, fixture::Strategies, fixture::Names);

TYPED_TEST(Fuzz, BothSidesAndTheRowsAgreeWithThePlainModel) {
  std::mt19937 random(20);
  const auto below = [&](std::int64_t n) { return std::uniform_int_distribution<std::int64_t>(0, n - 1)(random); };
  this->fill();
  this->flushed = this->model;
  for (int step = 0; step < 6000; ++step) {
    const std::int64_t user = 1 + below(this->kUsers);
    const std::int64_t post = 1 + below(this->kPosts);
    switch (below(16)) {
      case 0:
      case 1:
      case 2:
      case 3:
        if (!this->model.may_move_to(user, post)) break;
        this->user(user).posts.append(this->post(post));
        this->model.append(user, post);
        break;
      case 4:
      case 5:
      case 6:
      case 7: {
        if (!this->model.stands_once(user, post)) break;
        bool removed = true;
        try {
          this->user(user).posts.remove(this->post(post));
        } catch (const orm::ValueNotInCollection&) {
          removed = false;
        }
        ASSERT_EQ(removed, this->model.remove(user, post)) << "step " << step;
        break;
      }
      case 8:
      case 9:
      case 10: {
        const std::int64_t author = below(this->kUsers + 1);
        if (!this->model.may_move_to(author, post)) break;
        this->set_author(this->post(post), author == 0 ? nullptr : &this->user(author));
        this->model.set(post, author);
        break;
      }
      case 11: {
        std::vector<std::int64_t> given;
        std::vector<typename TestFixture::Post*> objects;
        for (std::int64_t n = below(6); n > 0; --n) given.push_back(1 + below(this->kPosts));
        std::erase_if(given, [&](std::int64_t key) { return !this->model.may_move_to(user, key); });
        for (const std::int64_t key : given) objects.push_back(&this->post(key));
        this->user(user).posts.assign(objects);
        this->model.assign(user, given);
        break;
      }
      case 12: {
        const fixture::Spent expected{.updates = this->changed_rows()};
        ASSERT_EQ(this->spent([&] { this->session().flush(); }), expected) << "step " << step;
        this->flushed = this->model;
        this->check_rows(step);
        break;
      }
      case 13:
        this->session().commit();
        this->check_rows(step);
        this->model.reload();
        this->saved = this->flushed = this->model;
        this->load_everything();
        break;
      case 14:
        if (below(4) == 0) {
          this->session().rollback();
          this->model = this->flushed = this->saved;
          this->load_everything();
        }
        break;
      default:
        ASSERT_EQ(this->user(user).posts.contains(&this->post(post)),
                  std::count(this->model.posts[user].begin(), this->model.posts[user].end(), post) > 0);
        break;
    }
    this->check(step);
    if (this->HasFatalFailure()) return;
  }
}

}  // namespace
