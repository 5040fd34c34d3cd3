// What workloads that link posts and tags share: the new links, as objects.
#pragma once

#include <vector>

#include "bench/fixtures/many_to_many.h"
#include "bench/workloads/loaded_links.h"
#include "bench/workloads/new_links.h"

namespace bench {

template <class S>
class Linking : public LoadedLinks<ManyToManyFixture<S>> {
 public:
  using Base = LoadedLinks<ManyToManyFixture<S>>;
  using Post = typename ManyToManyFixture<S>::Left;
  using Tag = typename ManyToManyFixture<S>::Right;
  static constexpr bool sends_statements = false;
  using Base::Base;

  void setup() {
    if (!this->is_loaded_)
      load_with_new_links();
    else
      unlink();
  }
  std::int64_t items() const { return static_cast<std::int64_t>(new_links(this->database_.links()).size()); }

  static Links expected(const Links& start) {
    Links links = with_links(start, new_links(start));
    Base::sort_if_read_again(links);
    return links;
  }

 protected:
  struct Link {
    Post* post;
    Tag* tag;
  };

  void load_with_new_links() {
    this->load();
    links_.clear();
    for (const auto& [post, tag] : new_links(this->database_.links()))
      links_.push_back({&this->left(post), this->fixture_.right()[static_cast<std::size_t>(tag - 1)]});
  }
  // From the ends of the lists, so that they are in order again; the flush then finds nothing to write.
  void unlink() {
    for (auto link = links_.rbegin(); link != links_.rend(); ++link)
      this->fixture_.relation().remove(*link->post, *link->tag);
    this->fixture_.flush();
  }

  std::vector<Link> links_;
};

}  // namespace bench
