// Users and posts as careful hand-written code keeps them: plain structs in an arena, dense tables by id, both
// directions as pointers, lists in order with O(1) removal.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <string_view>
#include <vector>

#include "orm/memory.h"

namespace bench::hand_written {

struct User;

struct Text {
  const char* data = nullptr;
  std::uint32_t size = 0;
  operator std::string_view() const {
    return {data, size};
  }  // NOLINT(google-explicit-constructor): a text is its characters
};

struct Post {
  std::int64_t key = 0;
  Text title, body;
  User* author = nullptr;
  std::int64_t author_key = 0;  // of an author that was not looked up yet
  std::uint32_t position = 0;   // in the author's list
  bool is_stored = false;       // has a row, so that a change of its author is recorded
  bool is_changed = false;
  bool is_new = false;  // waits for its INSERT
  bool stays = false;   // in the list that is being replaced; seen by a flush

  std::int64_t id() const { return key; }
};

// Posts in order; a removed one leaves a null pointer, packed when the array is full and half of it is null.
class PostList {
 public:
  class iterator {
   public:
    iterator(Post* const* at, Post* const* end) : at_(at), end_(end) { skip(); }
    Post* operator*() const { return *at_; }
    iterator& operator++() {
      ++at_;
      skip();
      return *this;
    }
    bool operator==(std::default_sentinel_t) const { return at_ == end_; }

   private:
    void skip() {
      while (at_ != end_ && *at_ == nullptr) ++at_;
    }
    Post* const* at_;
    Post* const* end_;
  };

  iterator begin() const { return {posts_, posts_ + size_}; }
  std::default_sentinel_t end() const { return {}; }
  std::size_t size() const { return live_; }

  [[gnu::always_inline]] void append(Post& post, orm::ElementArrays& arrays) {
    if (size_ == capacity_) [[unlikely]]
      make_room(arrays);
    post.position = size_;
    posts_[size_++] = &post;
    ++live_;
  }
  void remove(const Post& post) {
    posts_[post.position] = nullptr;
    --live_;
    if (post.position + 1 == size_) --size_;
  }
  // As from a plain array: searched, and what follows moves up. REQUIRES: every removal is of this kind.
  void remove_searched(const Post& post) {
    Post** const found = std::find(posts_, posts_ + size_, &post);
    if (found == posts_ + size_) return;
    std::copy(found + 1, posts_ + size_, found);
    live_ = --size_;
  }
  // Takes over posts that are known to be all of the list.
  void assign(const std::vector<Post*>& posts, orm::ElementArrays& arrays) {
    size_ = live_ = static_cast<std::uint32_t>(posts.size());
    if (size_ > capacity_) {
      arrays.release(posts_, capacity_);
      posts_ = arrays.allocate_exact<Post>(size_);
      capacity_ = size_;
    }
    for (std::uint32_t i = 0; i < size_; ++i) {
      posts_[i] = posts[i];
      posts[i]->position = i;
    }
  }

 private:
  [[gnu::noinline]] void make_room(orm::ElementArrays& arrays) {
    Post** to = posts_;
    std::uint32_t capacity = capacity_;
    if (live_ > size_ / 2 || size_ == 0) to = arrays.allocate<Post>(capacity_ == 0 ? 4 : capacity_ * 2, capacity);
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < size_; ++i) {
      if (posts_[i] == nullptr) continue;
      posts_[i]->position = kept;
      to[kept++] = posts_[i];
    }
    if (to != posts_) arrays.release(posts_, capacity_);
    posts_ = to;
    capacity_ = capacity;
    size_ = kept;
  }

  Post** posts_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
  std::uint32_t live_ = 0;
};

struct User {
  std::int64_t key = 0;
  Text name, email;
  PostList posts;
  bool is_new = false;
  bool has_list = false;  // its posts were read, or it is new

  std::int64_t id() const { return key; }
};

}  // namespace bench::hand_written
