// hand_written with two collections: users with their posts and their comments, by the statements of the strategies.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "bench/databases/database.h"
#include "bench/databases/two_collections.h"
#include "bench/fixtures/two_collections.h"
#include "bench/hand_written/fixture.h"
#include "bench/hand_written/store.h"

namespace bench {

template <class S>
requires is_hand_written<S>
class TwoCollectionsFixture<S> {
 public:
  using User = hand_written::User;  // each of them a hand_written::Commenter
  using Post = hand_written::Post;

  explicit TwoCollectionsFixture(Database& database) : store_(hand_written::store_on(database.backend(), counts_)) {
    make_comments(database.backend());
    store_->prepare_comments();
  }
  ~TwoCollectionsFixture() {
    if (in_transaction_) store_->give_up();
  }
  TwoCollectionsFixture(const TwoCollectionsFixture&) = delete;
  TwoCollectionsFixture& operator=(const TwoCollectionsFixture&) = delete;

  void open() {
    if (in_transaction_) store_->rollback();
    in_transaction_ = false;
    objects_ = std::make_unique<hand_written::Commenters>();
  }
  void load_selectin() {
    begin_if_needed();
    store_->load_commenters(*objects_);
    for_each_chunk([&](std::span<User* const> users) { store_->load_posts_of(users, *objects_); });
    for_each_chunk([&](std::span<User* const> users) { store_->load_comments_of(users, *objects_); });
  }
  void load_joined() {
    begin_if_needed();
    store_->load_commenters_with_both(*objects_);
  }

  const std::vector<User*>& users() const noexcept { return objects_->users; }
  const hand_written::PostList& posts(User& user) { return user.posts; }
  const hand_written::PostList& comments(User& user) { return static_cast<hand_written::Commenter&>(user).comments; }
  User* author(Post& post) { return post.author; }

  const orm::Counts& counts() const { return counts_; }
  static std::uint64_t texts(User& user) { return text_hash(user.name, user.email); }
  static std::uint64_t texts(Post& post) { return text_hash(post.title, post.body); }

 private:
  void begin_if_needed() {
    if (in_transaction_) return;
    store_->begin();
    in_transaction_ = true;
  }
  template <class F>
  void for_each_chunk(F&& load) {
    constexpr std::size_t kKeys = 500;
    const std::span<User* const> users = objects_->users;
    for (std::size_t first = 0; first < users.size(); first += kKeys)
      load(users.subspan(first, std::min(kKeys, users.size() - first)));
  }

  orm::Counts counts_;
  std::unique_ptr<hand_written::Store> store_;
  bool in_transaction_ = false;
  std::unique_ptr<hand_written::Commenters> objects_ = std::make_unique<hand_written::Commenters>();
};

}  // namespace bench
