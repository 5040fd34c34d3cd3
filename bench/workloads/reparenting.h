// What workloads that move replies share: which reply goes to which other post.
#pragma once

#include <vector>

#include "bench/fixtures/self_referential.h"
#include "bench/workloads/loaded_links.h"

namespace bench {

// A reply (0-based) and its new parent. The parent is always an older post, so that no circle comes about.
struct Reparenting {
  std::size_t reply, parent;
};

// Every `step`th reply that another older post can take, in the working order.
inline std::vector<Reparenting> reparented(const Links& start, std::size_t step) {
  std::vector<Reparenting> moves;
  std::size_t n = 0;
  for (const std::size_t i : working_order(start.right.size())) {
    if (start.right[i].others.empty()) continue;
    const auto parent = static_cast<std::size_t>(start.right[i].others.front() - 1);
    const std::size_t other = parent > 0 ? parent - 1 : parent + 1;
    if (other < i && n++ % step == 0) moves.push_back({i, other});
  }
  return moves;
}

template <class S>
class ReparentReplies : public LoadedLinks<SelfReferentialFixture<S>> {
 public:
  using Base = LoadedLinks<SelfReferentialFixture<S>>;
  using Post = typename SelfReferentialFixture<S>::Left;
  static constexpr bool sends_statements = false;
  using Base::Base;

  // Every reply that can moves.
  void setup() {
    if (!this->is_loaded_)
      load_with_moves(1);
    else
      move_back();
  }
  std::int64_t items() const { return static_cast<std::int64_t>(reparented(this->database_.links(), 1).size()); }
  static Links expected(const Links& start) { return with_moves(start, 1); }

 protected:
  struct Move {
    Post *reply, *parent;
  };

  static Links with_moves(const Links& start, std::size_t step) {
    Links links = start;
    for (const auto& [reply, parent] : reparented(start, step)) {
      const auto old = static_cast<std::size_t>(links.right[reply].others.front() - 1);
      std::erase(links.left[old].others, links.left[reply].id);
      links.left[parent].others.push_back(links.left[reply].id);
      links.right[reply].others = {links.left[parent].id};
    }
    set_rows_from_left(links);
    return links;
  }
  void load_with_moves(std::size_t step) {
    this->load();
    moves_.clear();
    const auto& posts = this->fixture_.left();
    for (const auto& [reply, parent] : reparented(this->database_.links(), step))
      moves_.push_back({posts[reply], posts[parent]});
  }
  // Each reply goes to the end of its parent's list in the order of the ids, which is the order of a loaded list.
  void move_back() {
    auto& relation = this->fixture_.relation();
    const auto& posts = this->fixture_.left();
    for (const Links::Object& reply : this->database_.links().right) {
      if (reply.others.empty()) continue;
      Post& post = *posts[static_cast<std::size_t>(reply.id - 1)];
      Post* parent = posts[static_cast<std::size_t>(reply.others.front() - 1)];
      relation.set_parent(post, nullptr);
      relation.set_parent(post, parent);
    }
    this->fixture_.flush();  // finds nothing to write
  }

  std::vector<Move> moves_;
};

}  // namespace bench
