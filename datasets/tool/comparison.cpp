#include "datasets/tool/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <type_traits>
#include <utility>

namespace dataset_tool {

using datasets::Post;
using datasets::PostTag;
using datasets::Profile;
using datasets::Tag;
using datasets::User;

namespace {

std::string text_difference(std::string_view column, const std::string& found, const std::string& wanted) {
  if (found == wanted) return {};
  std::size_t at = 0;
  while (at < found.size() && at < wanted.size() && found[at] == wanted[at]) ++at;
  const std::string lengths =
      found.size() == wanted.size() ? "" : fmt::format(" ({} bytes, should be {})", found.size(), wanted.size());
  return fmt::format("{} differs at byte {}{}", column, at + 1, lengths);
}

std::string key_difference(std::string_view column, std::int64_t found, std::int64_t wanted) {
  if (found == wanted) return {};
  const auto text = [](std::int64_t key) { return key == 0 ? "NULL" : std::to_string(key); };
  return fmt::format("{} is {}, should be {}", column, text(found), text(wanted));
}

std::string first_of(std::initializer_list<std::string> differences) {
  for (const std::string& difference : differences)
    if (!difference.empty()) return difference;
  return {};
}

std::string row_difference(const User& found, const User& wanted) {
  return first_of(
      {text_difference("name", found.name, wanted.name), text_difference("email", found.email, wanted.email)});
}
std::string row_difference(const Post& found, const Post& wanted) {
  return first_of({key_difference("author_id", found.author_id, wanted.author_id),
                   key_difference("parent_id", found.parent_id, wanted.parent_id),
                   text_difference("title", found.title, wanted.title),
                   text_difference("body", found.body, wanted.body)});
}
std::string row_difference(const Profile& found, const Profile& wanted) {
  return first_of(
      {key_difference("user_id", found.user_id, wanted.user_id), text_difference("bio", found.bio, wanted.bio)});
}
std::string row_difference(const Tag& found, const Tag& wanted) {
  return text_difference("name", found.name, wanted.name);
}
std::string row_difference(const PostTag& /*found*/, const PostTag& /*wanted*/) { return {}; }

template <class Row>
auto key_of(const Row& row) {
  if constexpr (std::is_same_v<Row, PostTag>)
    return std::pair(row.post_id, row.tag_id);
  else
    return row.id;
}
std::string text_of(std::int64_t key) { return std::to_string(key); }
std::string text_of(const std::pair<std::int64_t, std::int64_t>& key) {
  return fmt::format("({}, {})", key.first, key.second);
}

template <class Row>
[[noreturn]] void missing(const Row& row) {
  throw Difference{fmt::format("{} {} is missing", Row::table, text_of(key_of(row)))};
}

}  // namespace

template <>
std::optional<User> Comparison::next() {
  return done_ < sizes_.users ? std::optional(dataset_.user(++done_)) : std::nullopt;
}
template <>
std::optional<Post> Comparison::next() {
  return done_ < sizes_.posts ? std::optional(dataset_.post(++done_)) : std::nullopt;
}
template <>
std::optional<Profile> Comparison::next() {
  return done_ < sizes_.profiles ? std::optional(dataset_.profile(++done_)) : std::nullopt;
}
template <>
std::optional<Tag> Comparison::next() {
  return done_ < sizes_.tags ? std::optional(dataset_.tag(++done_)) : std::nullopt;
}
template <>
std::optional<PostTag> Comparison::next() {
  while (tags_.empty() && done_ < sizes_.posts && sizes_.post_tags > 0) {
    tags_ = dataset_.tags_of(++done_);
    std::reverse(tags_.begin(), tags_.end());
  }
  if (tags_.empty()) return std::nullopt;
  const std::int64_t tag = tags_.back();
  tags_.pop_back();
  return PostTag{done_, tag};
}

template <class Row>
void Comparison::check(const Row& found) {
  end_tables_before(Row::table);
  const std::optional<Row> wanted = next<Row>();
  if (!wanted || key_of(found) < key_of(*wanted))
    throw Difference{fmt::format("{} {} should not be there", Row::table, text_of(key_of(found)))};
  if (key_of(found) != key_of(*wanted)) missing(*wanted);
  const std::string difference = row_difference(found, *wanted);
  if (!difference.empty()) throw Difference{fmt::format("{} {}: {}", Row::table, text_of(key_of(found)), difference)};
}
template void Comparison::check(const User& found);
template void Comparison::check(const Post& found);
template void Comparison::check(const Profile& found);
template void Comparison::check(const Tag& found);
template void Comparison::check(const PostTag& found);

template <class Row>
void Comparison::end_table() {
  if (const std::optional<Row> left = next<Row>()) missing(*left);
}

// A missing user is named before the posts that it leaves alone.
void Comparison::end_tables_before(std::string_view table) {
  for (; tables_.front() != table; tables_ = tables_.subspan(1)) {
    if (tables_.front() == User::table) end_table<User>();
    if (tables_.front() == Post::table) end_table<Post>();
    if (tables_.front() == Profile::table) end_table<Profile>();
    if (tables_.front() == Tag::table) end_table<Tag>();
    if (tables_.front() == PostTag::table) end_table<PostTag>();
    done_ = 0;
  }
}

}  // namespace dataset_tool
