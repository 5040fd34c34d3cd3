// Posts and tags as careful hand-written code keeps them: a post has few tags, so it is searched; a tag may have many
// posts, so each link knows its place among them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace bench::hand_written {

struct Tag;

struct TaggedPost {
  struct Link {
    Tag* tag;
    std::uint32_t place;  // in the tag's posts
  };
  std::int64_t key = 0;
  std::string title, body;
  std::vector<Link> tags;  // in order
  std::int64_t id() const { return key; }
};

struct Tag {
  std::int64_t key = 0;
  std::string name;
  std::vector<TaggedPost*> posts;  // in order; a removed one leaves a null pointer
  std::uint32_t live = 0;
  std::int64_t id() const { return key; }
};

struct LinkChange {
  const TaggedPost* post;
  const Tag* tag;
  bool is_linked;
};

// Both sides of each link, and the record of what changed.
class LinkedTags {
 public:
  void append(TaggedPost& post, Tag& tag) {
    link(post, tag);
    changes_.push_back({&post, &tag, true});
  }
  void append(Tag& tag, TaggedPost& post) { append(post, tag); }
  void remove(TaggedPost& post, Tag& tag) {
    const auto found =
        std::find_if(post.tags.begin(), post.tags.end(), [&](const auto& one) { return one.tag == &tag; });
    if (found == post.tags.end()) return;
    tag.posts[found->place] = nullptr;
    --tag.live;
    if (found->place + 1 == tag.posts.size()) tag.posts.pop_back();
    post.tags.erase(found);
    changes_.push_back({&post, &tag, false});
  }
  // As a load does: nothing is recorded.
  void link(TaggedPost& post, Tag& tag) {
    if (tag.posts.size() == tag.posts.capacity() && tag.live <= tag.posts.size() / 2) pack(tag);
    post.tags.push_back({&tag, static_cast<std::uint32_t>(tag.posts.size())});
    tag.posts.push_back(&post);
    ++tag.live;
  }

  // What there is to write, in the order of the changes: a link that was made and removed again is none.
  std::vector<LinkChange> take_changes();

 private:
  static void pack(Tag& tag) {
    std::uint32_t kept = 0;
    for (TaggedPost* post : tag.posts) {
      if (post == nullptr) continue;
      for (TaggedPost::Link& one : post->tags)
        if (one.tag == &tag) one.place = kept;
      tag.posts[kept++] = post;
    }
    tag.posts.resize(kept);
  }

  std::vector<LinkChange> changes_;
};

}  // namespace bench::hand_written
