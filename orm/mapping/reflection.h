// Names of types and members at compile time, so that a model states each name once.
//
// Source: both compilers spell a template's arguments in __PRETTY_FUNCTION__; a member pointer's spelling ends in the
// member's name. Offsets: in the Itanium C++ ABI a pointer to a data member is the member's offset.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace orm {

template <std::size_t N>
struct FixedString {
  char text[N]{};

  constexpr FixedString(const char (&literal)[N]) { std::copy_n(literal, N, text); }  // NOLINT: a literal is the name
  constexpr std::string_view view() const { return {text, N - 1}; }
};

namespace reflection {

// The last identifier of a spelling such as "… [with T = app::User; …]", after `marker`. (No find(): g++ 12 has it as
// no constant under sanitizers.)
consteval std::string_view last_identifier(std::string_view spelling, std::string_view marker) {
  std::size_t start = 0;
  while (spelling.substr(start, marker.size()) != marker) ++start;
  start += marker.size();
  std::size_t end = start;
  while (end < spelling.size() && spelling[end] != ';' && spelling[end] != ']') ++end;
  while (end > start && (spelling[end - 1] == ')' || spelling[end - 1] == ' ')) --end;
  std::size_t first = end;
  while (first > start && spelling[first - 1] != ':') --first;
  return spelling.substr(first, end - first);
}

template <class T>
consteval std::string_view spelled_type() {
  return last_identifier(__PRETTY_FUNCTION__, "T = ");
}
template <auto Member>
consteval std::string_view spelled_member() {
  return last_identifier(__PRETTY_FUNCTION__, "Member = ");
}

}  // namespace reflection

template <class T>
constexpr std::string_view type_name() {
  return reflection::spelled_type<T>();
}
template <auto Member>
constexpr std::string_view member_name() {
  return reflection::spelled_member<Member>();
}

// A number for each type, from 0, in the order in which the program first asks.
std::size_t next_type_index() noexcept;
template <class T>
std::size_t type_index() noexcept {
  static const std::size_t index = next_type_index();
  return index;
}

// Bytes from the start of an object of class T to the member.
template <class T, class M>
std::uint16_t member_offset(M T::*member) noexcept {
  std::ptrdiff_t offset = 0;
  static_assert(sizeof(member) == sizeof(offset), "a pointer to a data member is an offset in the Itanium ABI");
  std::memcpy(&offset, &member, sizeof(offset));
  return static_cast<std::uint16_t>(offset);
}

}  // namespace orm
