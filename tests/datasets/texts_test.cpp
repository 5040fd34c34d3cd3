// Texts are valid and varied: what breaks careless escaping, collation or length arithmetic occurs in every small set.
#include "datasets/texts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "datasets/all.h"

namespace datasets {
namespace {

// The code points of a text; nothing when it is not valid UTF-8 (RFC 3629: no overlong form, surrogate or NUL here).
std::optional<std::vector<char32_t>> code_points(const std::string& text) {
  std::vector<char32_t> points;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(at < text.size() ? text[at] : 0); };
    const unsigned char lead = byte(i);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    if (length == 0 || lead == 0 || lead > 0xf4) return std::nullopt;
    char32_t point = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(i + k) & 0xc0) != 0x80) return std::nullopt;
      point = (point << 6) | (byte(i + k) & 0x3fU);
    }
    const char32_t smallest = length == 2 ? 0x80 : length == 3 ? 0x800 : length == 4 ? 0x10000 : 0;
    if (point < smallest || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return std::nullopt;
    points.push_back(point);
    i += length;
  }
  return points;
}

// Calls `f` with every text of zipf_small.
template <class F>
void for_each_text(F&& f) {
  const Dataset dataset = make("zipf_small");
  for (std::int64_t id = 1; id <= dataset.sizes().users; ++id) {
    const User user = dataset.user(id);
    f(user.name);
    f(user.email);
  }
  for (std::int64_t id = 1; id <= dataset.sizes().posts; ++id) {
    const Post post = dataset.post(id);
    f(post.title);
    f(post.body);
  }
}

TEST(Texts, AreValidUtf8WithoutNul) {
  for_each_text([](const std::string& text) { ASSERT_TRUE(code_points(text).has_value()) << text; });
}

TEST(Texts, HoldEveryKindOfTrouble) {
  const auto between = [](char32_t from, char32_t to) { return [=](char32_t c) { return c >= from && c <= to; }; };
  const std::vector<std::pair<const char*, std::function<bool(char32_t)>>> kinds{
      {"single quote", between('\'', '\'')}, {"double quote", between('"', '"')},
      {"backslash", between('\\', '\\')},    {"line break", between('\n', '\n')},
      {"comma", between(',', ',')},          {"emoji", between(0x1f300, 0x1faff)},
      {"Arabic", between(0x600, 0x6ff)},     {"Hebrew", between(0x590, 0x5ff)},
      {"combining", between(0x300, 0x36f)},  {"CJK", between(0x4e00, 0x9fff)},
      {"joiner", between(0x200d, 0x200d)},   {"four bytes", between(0x20000, 0x2ffff)}};
  std::set<std::string> seen;
  for_each_text([&](const std::string& text) {
    const auto points = code_points(text);
    ASSERT_TRUE(points.has_value());
    for (const char32_t c : *points)
      for (const auto& [kind, is_it] : kinds)
        if (is_it(c)) seen.insert(kind);
  });
  for (const auto& [kind, is_it] : kinds) EXPECT_TRUE(seen.contains(kind)) << "no " << kind;
}

TEST(Texts, NamesSuchAsOBrienOccur) {
  const Dataset dataset = make("zipf_small");
  int with_quote = 0;
  for (std::int64_t id = 1; id <= 1000; ++id)
    with_quote += dataset.user(id).name.find("O'Brien") != std::string::npos ? 1 : 0;
  EXPECT_GT(with_quote, 10);
}

TEST(Texts, EmailsAreUniqueAscii) {
  std::set<std::string> emails;
  for (std::int64_t id = 1; id <= 10'000; ++id) {
    const std::string email = texts::email(1, id);
    EXPECT_TRUE(emails.insert(email).second) << email << " twice";
    for (const char c : email) ASSERT_TRUE(c > ' ' && c < 127);
  }
}

TEST(Texts, BodiesVaryInLengthAroundSeventyFiveBytes) {
  const Dataset dataset = make("uniform_small");
  std::size_t bytes = 0;
  std::size_t longest = 0;
  int empty = 0;
  std::set<std::size_t> lengths;
  for (std::int64_t id = 1; id <= dataset.sizes().posts; ++id) {
    const Post post = dataset.post(id);
    EXPECT_FALSE(post.title.empty());
    bytes += post.body.size();
    longest = std::max(longest, post.body.size());
    empty += post.body.empty() ? 1 : 0;
    lengths.insert(post.body.size());
  }
  EXPECT_NEAR(static_cast<double>(bytes) / 10'000, 75, 5);
  EXPECT_NEAR(empty, 10'000 / 64, 40);
  EXPECT_GT(longest, 500U);
  EXPECT_GT(lengths.size(), 200U);
}

}  // namespace
}  // namespace datasets
