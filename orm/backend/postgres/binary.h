// Cells in the binary form of PostgreSQL: parameters, arrays, fields of COPY, and back.
#pragma once

#include <libpq-fe.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "orm/backend/cell.h"
#include "orm/backend/postgres/oid.h"

namespace orm::postgres {

template <class T>
T big_endian(T value) noexcept {
  static_assert(std::endian::native == std::endian::little);
  if constexpr (sizeof(T) == 2) return static_cast<T>(__builtin_bswap16(static_cast<std::uint16_t>(value)));
  if constexpr (sizeof(T) == 4) return static_cast<T>(__builtin_bswap32(static_cast<std::uint32_t>(value)));
  if constexpr (sizeof(T) == 8) return static_cast<T>(__builtin_bswap64(static_cast<std::uint64_t>(value)));
}
template <class T>
T read_integer(const char* data) noexcept {
  T value;
  std::memcpy(&value, data, sizeof value);
  return big_endian(value);
}
template <class T>
void append_integer(std::string& to, T value) {
  const T swapped = big_endian(value);
  to.append(reinterpret_cast<const char*>(&swapped), sizeof swapped);
}

// The cell of a field in binary form. REQUIRES: form is not Form::other.
Cell decode_binary(Form form, const char* data, int size);
// The cell of a field in text form: integers of Form::int*, booleans and all else as they are.
Cell decode_text(Form form, const char* data, int size);

// Throws DataError for a text with a NUL character, which PostgreSQL cannot store.
void refuse_nul(std::string_view text);

// Appends a field as COPY and arrays have it: its length in 4 bytes (-1: NULL), then its bytes. An integer for a text
// column becomes digits. REQUIRES: form_of(type) is not Form::other. Throws DataError where the value does not fit.
void append_field(std::string& to, Form form, const Cell& value);

// An array in binary form, made element by element.
class Array {
 public:
  explicit Array(Oid element);  // element: int2, int4, int8, text or json
  void add(const Cell& value);
  // The finished array with the elements so far; valid until the next add or clear.
  const std::string& bytes();
  void clear();

 private:
  Form form_;
  std::string bytes_;
  std::int32_t elements_ = 0;
  bool has_null_ = false;
};

// The parameters of one execution, as libpq takes them.
class Parameters {
 public:
  // Encodes for the parameter types that the server inferred; borrows texts. Throws DataError.
  void assign(Row cells, const std::vector<Oid>& types);
  void clear();
  void add_binary(const std::string& bytes);  // borrowed

  int size() const noexcept { return static_cast<int>(values_.size()); }
  const char* const* values() const noexcept { return values_.data(); }
  const int* lengths() const noexcept { return lengths_.data(); }
  const int* formats() const noexcept { return formats_.data(); }

 private:
  void add(const char* data, std::size_t size, bool is_binary);

  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
  std::vector<std::string> made_;  // bytes that no cell holds
};

}  // namespace orm::postgres
