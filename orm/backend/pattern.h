// POSIX extended regular expressions by the C library, which costs a file nothing to include; <regex> costs it seconds.
#pragma once

#include <regex.h>

#include <string>
#include <vector>

namespace orm {

class Pattern {
 public:
  // Throws std::invalid_argument where `text` is not an extended regular expression.
  explicit Pattern(const std::string& text, bool ignores_case = false);
  ~Pattern() { regfree(&compiled_); }
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  bool is_in(const std::string& text) const { return regexec(&compiled_, text.c_str(), 0, nullptr, 0) == 0; }
  // The first match and its groups, each empty where it took no part; nothing where there is no match.
  std::vector<std::string> first_in(const std::string& text) const;

 private:
  regex_t compiled_{};
};

}  // namespace orm
