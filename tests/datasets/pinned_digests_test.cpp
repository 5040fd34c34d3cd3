// The same rows on every platform and in every version: results of different years stay comparable. When a digest
// changes, every published result of that dataset is void: give a changed dataset a new name instead.
#include <gtest/gtest.h>

#include <algorithm>

#include "datasets/all.h"
#include "datasets/digest.h"

namespace datasets {
namespace {

struct Pinned {
  const char* name;
  const char* digest;
};
constexpr Pinned kPinned[] = {
    {"uniform_tiny", "76695c26479e417e"}, {"uniform_small", "0855de5b31055c94"}, {"uniform_medium", "ea65bf8abc4dce8c"},
    {"zipf_tiny", "8d2c5099af44a2a5"},    {"zipf_small", "65abd627cd69673d"},    {"zipf_medium", "b73b6c9faedf11d8"},
    {"list_10", "80953163d83d202d"},      {"list_100", "7adc4374005d6d55"},      {"list_1000", "9e20be23ed6b3235"},
    {"list_10000", "facbf7cf9957280b"},
};

TEST(PinnedDigests, AreThoseOfSeedOne) {
  for (const Pinned& pinned : kPinned) EXPECT_EQ(digest_text(digest(make(pinned.name))), pinned.digest) << pinned.name;
}

TEST(PinnedDigests, CoverEveryDatasetThatIsQuickToMake) {
  for (const NamedDataset& row : all()) {
    if (row.sizes.posts > 100'000) continue;
    const auto is_it = [&](const Pinned& pinned) { return row.name == pinned.name; };
    EXPECT_TRUE(std::any_of(std::begin(kPinned), std::end(kPinned), is_it)) << row.name << " has no pinned digest";
  }
}

TEST(Digest, IsFnv1aOverTheDocumentedBytes) {
  const auto fnv = [](const std::string& bytes) {
    std::uint64_t hash = 14695981039346656037U;
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    return hash;
  };
  using namespace std::string_literals;
  Digest digest;
  digest.add(User{258, "é", "a@b"});
  digest.add(Post{1, 258, "", "x"});
  EXPECT_EQ(digest.value(),
            fnv("U\x02\x01\0\0\0\0\0\0"s + "\x02\0\0\0\0\0\0\0"s + "é" + "\x03\0\0\0\0\0\0\0"s + "a@b" +
                "P\x01\0\0\0\0\0\0\0"s + "\x02\x01\0\0\0\0\0\0"s + "\0\0\0\0\0\0\0\0"s + "\x01\0\0\0\0\0\0\0"s + "x"));
}

TEST(Digest, TellsRowsApartThatOnlyMovedABoundary) {
  const auto of = [](const User& user) {
    Digest digest;
    digest.add(user);
    return digest.value();
  };
  EXPECT_NE(of({1, "ab", "c"}), of({1, "a", "bc"}));
}

TEST(Digest, IsPrintedAsSixteenDigits) {
  EXPECT_EQ(digest_text(0), "0000000000000000");
  EXPECT_EQ(digest_text(0x0123456789abcdef), "0123456789abcdef");
}

}  // namespace
}  // namespace datasets
