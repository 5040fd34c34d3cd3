#include "orm/backend/postgres/binary.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "orm/backend/errors.h"

namespace orm::postgres {
namespace {

constexpr std::size_t kArrayHeader = 20;  // dimensions, has null, element type, length, lower bound

[[noreturn]] void out_of_range(std::int64_t value, std::string_view type) {
  throw DataError({"22003", fmt::format("{} is out of range for a column of type {}", value, type), "", ""});
}

std::int64_t parsed_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw DataError({"22P02", fmt::format("'{}' is not an integer", text.substr(0, 40)), "", ""});
  return value;
}

template <class T>
void append_number(std::string& to, std::int64_t value, std::string_view type) {
  if (value < std::numeric_limits<T>::min() || value > std::numeric_limits<T>::max()) out_of_range(value, type);
  append_integer(to, static_cast<T>(value));
}

void append_integer_as(std::string& to, Form form, std::int64_t value) {
  switch (form) {
    case Form::boolean:
      to += value != 0 ? '\1' : '\0';
      return;
    case Form::int2:
      return append_number<std::int16_t>(to, value, "smallint");
    case Form::int4:
      return append_number<std::int32_t>(to, value, "integer");
    default:
      return append_integer(to, value);
  }
}

constexpr std::int32_t size_of(Form form) {
  return form == Form::boolean ? 1 : form == Form::int2 ? 2 : form == Form::int4 ? 4 : 8;
}

void append_text(std::string& to, std::string_view text) {
  refuse_nul(text);
  append_integer(to, static_cast<std::int32_t>(text.size()));
  to += text;
}

}  // namespace

void refuse_nul(std::string_view text) {
  if (std::memchr(text.data(), '\0', text.size()) == nullptr) return;
  throw DataError(
      {"22021", "PostgreSQL cannot store a text with a NUL character (U+0000): remove it before the flush", "", ""});
}

Cell decode_binary(Form form, const char* data, int size) {
  switch (form) {
    case Form::int8:
      return read_integer<std::int64_t>(data);
    case Form::int4:
      return std::int64_t{read_integer<std::int32_t>(data)};
    case Form::int2:
      return std::int64_t{read_integer<std::int16_t>(data)};
    case Form::boolean:
      return std::int64_t{*data};
    default:
      return Cell(data, static_cast<std::uint32_t>(size));
  }
}

Cell decode_text(Form form, const char* data, int size) {
  const std::string_view text(data, static_cast<std::size_t>(size));
  switch (form) {
    case Form::int8:
    case Form::int4:
    case Form::int2:
      return parsed_integer(text);
    case Form::boolean:
      return std::int64_t{text == "t"};
    default:
      return text;
  }
}

void append_field(std::string& to, Form form, const Cell& value) {
  if (value.is_null()) return append_integer(to, std::int32_t{-1});
  if (form == Form::text) {
    if (value.kind() == Cell::Kind::text) return append_text(to, value.text());
    return append_text(to, std::to_string(value.integer()));
  }
  append_integer(to, size_of(form));
  append_integer_as(to, form, value.kind() == Cell::Kind::text ? parsed_integer(value.text()) : value.integer());
}

Array::Array(Oid element) : form_(form_of(element)) {
  append_integer(bytes_, std::int32_t{1});
  append_integer(bytes_, std::int32_t{0});
  append_integer(bytes_, static_cast<std::int32_t>(element));
  append_integer(bytes_, std::int32_t{0});
  append_integer(bytes_, std::int32_t{1});
}

void Array::add(const Cell& value) {
  append_field(bytes_, form_, value);
  has_null_ = has_null_ || value.is_null();
  ++elements_;
}

const std::string& Array::bytes() {
  const std::int32_t null = big_endian(std::int32_t{has_null_});
  const std::int32_t length = big_endian(elements_);
  std::memcpy(bytes_.data() + 4, &null, sizeof null);
  std::memcpy(bytes_.data() + 12, &length, sizeof length);
  return bytes_;
}

void Array::clear() {
  bytes_.resize(kArrayHeader);
  elements_ = 0;
  has_null_ = false;
}

void Parameters::clear() {
  values_.clear();
  lengths_.clear();
  formats_.clear();
  made_.clear();
}

void Parameters::add(const char* data, std::size_t size, bool is_binary) {
  values_.push_back(data);
  lengths_.push_back(static_cast<int>(size));
  formats_.push_back(is_binary ? 1 : 0);
}

void Parameters::add_binary(const std::string& bytes) { add(bytes.data(), bytes.size(), true); }

void Parameters::assign(Row cells, const std::vector<Oid>& types) {
  clear();
  made_.reserve(cells.size());  // what is made stays where it is
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Cell& cell = cells[i];
    const Form form = form_of(types[i]);
    switch (cell.kind()) {
      case Cell::Kind::null:
        add(nullptr, 0, true);
        break;
      case Cell::Kind::text:
        // A text for a column of another type is for the server to read; as text it ends at a NUL, which no value has.
        refuse_nul(cell.text());
        if (form != Form::text) made_.emplace_back(cell.text());
        add(form != Form::text ? made_.back().c_str() : cell.text().data(), cell.text().size(), form == Form::text);
        break;
      case Cell::Kind::integer: {
        std::string& bytes = made_.emplace_back();
        const bool is_binary = form != Form::text && form != Form::other;
        if (is_binary)
          append_integer_as(bytes, form, cell.integer());
        else
          bytes = std::to_string(cell.integer());
        add(bytes.c_str(), bytes.size(), is_binary);
        break;
      }
      case Cell::Kind::integers: {
        const Oid element = types[i] == kInt4Array ? kInt4 : types[i] == kInt2Array ? kInt2 : kInt8;
        Array array(element);
        for (const std::int64_t value : cell.integers()) array.add(value);
        made_.push_back(array.bytes());
        add(made_.back().data(), made_.back().size(), true);
        break;
      }
    }
  }
}

}  // namespace orm::postgres
