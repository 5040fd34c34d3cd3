#include "datasets/texts.h"

#include "datasets/rng.h"
#include "datasets/vocabulary.h"

namespace datasets::texts {
namespace {

using vocabulary::Words;

std::string_view pick(Draws& draws, Words words) { return words[draws.below(words.size())]; }

// The main vocabulary of a text: English for most, so that sizes are those of ordinary posts.
Words vocabulary_of(Draws& draws) {
  switch (draws.below(16)) {
    case 0:
      return vocabulary::kEuropean;
    case 1:
      return vocabulary::kRightToLeft;
    case 2:
      return vocabulary::kEastAsian;
    case 3:
      return vocabulary::kCombining;
    case 4:
      return vocabulary::kEmoji;
    default:
      return vocabulary::kEnglish;
  }
}

std::string sentence(Draws& draws, std::uint64_t words, bool in_lines) {
  const Words main = vocabulary_of(draws);
  std::string text;
  for (std::uint64_t word = 0; word < words; ++word) {
    if (word > 0) text += in_lines && draws.one_in(16) ? '\n' : ' ';
    const std::uint64_t kind = draws.below(16);
    text += pick(draws, kind == 0 ? Words(vocabulary::kQuoting) : kind == 1 ? Words(vocabulary::kEmoji) : main);
  }
  return text;
}

}  // namespace

std::string name(std::uint64_t seed, std::int64_t user_id) {
  Draws draws(seed, Stream::name, user_id);
  std::string text(pick(draws, vocabulary::kGivenNames));
  text += ' ';
  return text += pick(draws, vocabulary::kFamilyNames);
}

std::string email(std::uint64_t seed, std::int64_t user_id) {
  Draws draws(seed, Stream::email, user_id);
  std::string text(pick(draws, vocabulary::kEmailNames));
  text += '.';
  text += std::to_string(user_id);
  return text += "@example.org";
}

std::string title(std::uint64_t seed, std::int64_t post_id) {
  Draws draws(seed, Stream::title, post_id);
  return sentence(draws, 1 + draws.below(6), /*in_lines=*/false);
}

std::string body(std::uint64_t seed, std::int64_t post_id) {
  Draws draws(seed, Stream::body, post_id);
  if (draws.one_in(64)) return {};
  const bool is_long = draws.one_in(32);
  return sentence(draws, is_long ? 60 + draws.below(41) : 1 + draws.below(16), /*in_lines=*/true);
}

std::string bio(std::uint64_t seed, std::int64_t profile_id) {
  Draws draws(seed, Stream::bio, profile_id);
  if (draws.one_in(8)) return {};
  return sentence(draws, 1 + draws.below(30), /*in_lines=*/true);
}

std::string tag_name(std::uint64_t seed, std::int64_t tag_id) {
  Draws draws(seed, Stream::tag_name, tag_id);
  std::string text(pick(draws, vocabulary_of(draws)));
  text += '-';
  return text += std::to_string(tag_id);
}

std::string of_width(std::string text, std::int64_t bytes, std::uint64_t seed, std::int64_t id) {
  const auto width = static_cast<std::size_t>(bytes);
  Draws draws(seed, Stream::filling, id);
  while (text.size() < width) {
    if (!text.empty()) text += ' ';
    text += pick(draws, vocabulary::kEnglish);
  }
  std::size_t cut = width;
  while (cut > 0 && cut < text.size() && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80) --cut;
  text.resize(cut);
  text.resize(width, ' ');
  return text;
}

}  // namespace datasets::texts
