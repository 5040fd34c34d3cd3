// The rows of a dataset, one struct a table, and how many there are of each. A key of 0 is none: ids begin with 1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace datasets {

// Which relation a dataset is about; it decides which tables there are. A blog is one_to_many and many_to_many at once:
// users, their posts, and the posts' tags.
enum class Relation : std::uint8_t { one_to_many, one_to_one, self_referential, many_to_many, blog };
inline constexpr Relation kRelations[] = {Relation::one_to_many, Relation::one_to_one, Relation::self_referential,
                                          Relation::many_to_many, Relation::blog};

// "one_to_many", as in the name of a cell.
constexpr std::string_view name_of(Relation relation) noexcept {
  constexpr std::string_view kNames[] = {"one_to_many", "one_to_one", "self_referential", "many_to_many", "blog"};
  return kNames[static_cast<std::size_t>(relation)];
}

// Whether a dataset of relation `dataset` has the rows of `relation`.
constexpr bool covers(Relation dataset, Relation relation) noexcept {
  return dataset == relation ||
         (dataset == Relation::blog && (relation == Relation::one_to_many || relation == Relation::many_to_many));
}

constexpr std::optional<Relation> relation_named(std::string_view name) noexcept {
  for (const Relation relation : kRelations)
    if (name_of(relation) == name) return relation;
  return std::nullopt;
}

struct User {
  static constexpr const char* table = "users";
  std::int64_t id;
  std::string name, email;
  bool operator==(const User&) const = default;
};

struct Post {
  static constexpr const char* table = "posts";
  std::int64_t id;
  std::int64_t author_id;  // one_to_many
  std::string title, body;
  std::int64_t parent_id = 0;  // self_referential
  bool operator==(const Post&) const = default;
};

struct Profile {
  static constexpr const char* table = "profiles";
  std::int64_t id;
  std::int64_t user_id;
  std::string bio;
  bool operator==(const Profile&) const = default;
};

struct Tag {
  static constexpr const char* table = "tags";
  std::int64_t id;
  std::string name;
  bool operator==(const Tag&) const = default;
};

// A row of post_tags: its key is the pair.
struct PostTag {
  static constexpr const char* table = "post_tags";
  std::int64_t post_id;
  std::int64_t tag_id;
  bool operator==(const PostTag&) const = default;
};

struct Sizes {
  std::int64_t users = 0;
  std::int64_t posts = 0;
  std::int64_t profiles = 0;
  std::int64_t tags = 0;
  std::int64_t post_tags = 0;
  bool operator==(const Sizes&) const = default;

  // Rows of all tables.
  constexpr std::int64_t rows() const noexcept { return users + posts + profiles + tags + post_tags; }
};

// The most rows that a table of a dataset may have: shapes compute with them in 64 bits, blocks keep them in 32.
inline constexpr std::int64_t kMostRows = 100'000'000;

}  // namespace datasets
