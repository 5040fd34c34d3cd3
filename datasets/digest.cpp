#include "datasets/digest.h"

#include "datasets/for_each_row.h"

namespace datasets {

void Digest::add(std::int64_t number) noexcept {
  const auto bits = static_cast<std::uint64_t>(number);
  for (unsigned shift = 0; shift < 64; shift += 8) add(static_cast<std::uint8_t>(bits >> shift));
}

void Digest::add(std::string_view text) noexcept {
  add(static_cast<std::int64_t>(text.size()));
  for (const char c : text) add(static_cast<std::uint8_t>(c));
}

void Digest::add(const User& user) noexcept {
  add(std::uint8_t{'U'});
  add(user.id);
  add(std::string_view(user.name));
  add(std::string_view(user.email));
}

void Digest::add(const Post& post) noexcept {
  add(std::uint8_t{'P'});
  add(post.id);
  add(post.author_id);
  add(std::string_view(post.title));
  add(std::string_view(post.body));
  if (post.parent_id == 0) return;
  add(std::uint8_t{'R'});
  add(post.parent_id);
}

void Digest::add(const Profile& profile) noexcept {
  add(std::uint8_t{'F'});
  add(profile.id);
  add(profile.user_id);
  add(std::string_view(profile.bio));
}

void Digest::add(const Tag& tag) noexcept {
  add(std::uint8_t{'T'});
  add(tag.id);
  add(std::string_view(tag.name));
}

void Digest::add(const PostTag& link) noexcept {
  add(std::uint8_t{'L'});
  add(link.post_id);
  add(link.tag_id);
}

std::uint64_t digest(const Dataset& dataset) {
  Digest digest;
  for_each_row(dataset, [&](const auto& row) { digest.add(row); });
  return digest.value();
}

std::string digest_text(std::uint64_t digest) {
  std::string text(16, '0');
  for (std::size_t i = text.size(); i-- > 0; digest >>= 4) text[i] = "0123456789abcdef"[digest & 15];
  return text;
}

}  // namespace datasets
