// The same rows on every platform and in every version: results of different years stay comparable. When a digest
// changes, every published result of that dataset is void: give a changed dataset a new name instead.
#include <gtest/gtest.h>

#include <set>

#include "datasets/all.h"
#include "datasets/digest.h"

namespace datasets {
namespace {

struct Pinned {
  const char* name;
  const char* digest;
};
// Beside the smallest sizes, whose digests stand in the files of their shapes.
constexpr Pinned kPinned[] = {{"uniform_small", "0855de5b31055c94"},   {"uniform_medium", "ea65bf8abc4dce8c"},
                              {"zipf_small", "65abd627cd69673d"},      {"zipf_medium", "b73b6c9faedf11d8"},
                              {"list_100", "7adc4374005d6d55"},        {"list_1000", "9e20be23ed6b3235"},
                              {"list_10000", "facbf7cf9957280b"},      {"heavy_tail_small", "8d5891c898725a01"},
                              {"sparse_small", "a8b9eecc05ae467a"},    {"heavy_tail_medium", "a2e7dd9fcb81e57d"},
                              {"sparse_medium", "d2575238197792f4"},   {"profiles_small", "dad2acd600266291"},
                              {"profiles_medium", "edcc4c98b9a222be"}, {"threads_small", "b347382bcc008322"},
                              {"threads_medium", "e2dc0340149babdb"},  {"tags_small", "f029f4bf0f0566cf"},
                              {"tags_medium", "cc9724aaaacc0b24"}};

TEST(PinnedDigests, AreThoseOfSeedOne) {
  for (const Pinned& pinned : kPinned) EXPECT_EQ(digest_text(digest(make(pinned.name))), pinned.digest) << pinned.name;
}

TEST(PinnedDigests, StandInTheFileOfEachShapeForItsSmallestSize) {
  std::set<std::string_view> shapes;
  for (const NamedDataset& row : all()) {
    if (shapes.insert(row.shape).second)
      EXPECT_EQ(digest_text(digest(make(row.name))), row.digest) << "datasets/shapes/" << row.shape << ".h";
    else
      EXPECT_EQ(row.digest, "") << row.name;
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
  Digest others;
  others.add(Post{2, 0, "", "", /*parent_id=*/1});
  others.add(Profile{1, 2, "é"});
  others.add(Tag{3, "t"});
  others.add(PostTag{2, 3});
  const std::string zero = "\0\0\0\0\0\0\0\0"s;
  const auto number = [](char value) { return std::string(1, value) + std::string(7, '\0'); };
  EXPECT_EQ(others.value(), fnv("P" + number(2) + zero + zero + zero + "R" + number(1) +  //
                                "F" + number(1) + number(2) + number(2) + "é" +           //
                                "T" + number(3) + number(1) + "t" +                       //
                                "L" + number(2) + number(3)));
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
