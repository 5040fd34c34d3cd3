// One typed value on its way to or from a database, and a row of them.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace orm {

// Null, an integer, a text, or (as a parameter alone, where the dialect has_array_parameters) a list of integers. Texts
// and lists are borrowed: a cell read from a row points into the database library's memory and is valid until the next
// row is fetched; a cell bound as a parameter must stay valid until the call that binds it returns.
class Cell {
 public:
  enum class Kind : std::uint8_t { null, integer, text, integers };

  constexpr Cell() noexcept : integer_(0) {}
  constexpr Cell(std::int64_t value) noexcept : kind_(Kind::integer), integer_(value) {}  // NOLINT: a value is a cell
  constexpr Cell(std::string_view value) noexcept                                         // NOLINT: a value is a cell
      : kind_(Kind::text),
        size_(static_cast<std::uint32_t>(value.size())),
        data_(value.data() != nullptr ? value.data() : "") {}
  constexpr Cell(const char* data, std::uint32_t size) noexcept : kind_(Kind::text), size_(size), data_(data) {}
  constexpr explicit Cell(std::span<const std::int64_t> values) noexcept
      : kind_(Kind::integers), size_(static_cast<std::uint32_t>(values.size())), integers_(values.data()) {}

  constexpr Kind kind() const noexcept { return kind_; }
  constexpr bool is_null() const noexcept { return kind_ == Kind::null; }
  // REQUIRES: kind() == Kind::integer.
  constexpr std::int64_t integer() const noexcept {
    assert(kind_ == Kind::integer);
    return integer_;
  }
  // REQUIRES: kind() == Kind::text.
  constexpr std::string_view text() const noexcept {
    assert(kind_ == Kind::text);
    return {data_, size_};
  }
  // REQUIRES: kind() == Kind::integers.
  constexpr std::span<const std::int64_t> integers() const noexcept {
    assert(kind_ == Kind::integers);
    return {integers_, size_};
  }

 private:
  Kind kind_ = Kind::null;
  std::uint32_t size_ = 0;
  union {
    std::int64_t integer_;
    const char* data_;
    const std::int64_t* integers_;
  };
};

using Row = std::span<const Cell>;

}  // namespace orm
