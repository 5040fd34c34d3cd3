#include "orm/backend/pattern.h"

#include <cstddef>
#include <stdexcept>

namespace orm {

Pattern::Pattern(const std::string& text, bool ignores_case) {
  if (regcomp(&compiled_, text.c_str(), REG_EXTENDED | (ignores_case ? REG_ICASE : 0)) != 0)
    throw std::invalid_argument("\"" + text + "\" is not a regular expression");
}

std::vector<std::string> Pattern::first_in(const std::string& text) const {
  std::vector<regmatch_t> places(compiled_.re_nsub + 1);
  if (regexec(&compiled_, text.c_str(), places.size(), places.data(), 0) != 0) return {};
  std::vector<std::string> groups;
  for (const regmatch_t& place : places) {
    const bool is_part = place.rm_so >= 0;
    groups.push_back(!is_part ? ""
                              : text.substr(static_cast<std::size_t>(place.rm_so),
                                            static_cast<std::size_t>(place.rm_eo - place.rm_so)));
  }
  return groups;
}

}  // namespace orm
