// Values of columns between JSON and the mapper.
#pragma once

#include "orm/backend/cell.h"
#include "tests/conformance/replay/document.h"

namespace replay {

// Borrows the text.
inline orm::Cell to_cell(const Json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return {std::string_view(value.get_ref<const std::string&>())};
  return {value.get<std::int64_t>()};
}

inline Json to_json(const orm::Cell& cell) {
  switch (cell.kind()) {
    case orm::Cell::Kind::null:
      break;
    case orm::Cell::Kind::integer:
      return cell.integer();
    case orm::Cell::Kind::integers:  // a parameter alone, never read
      break;
    case orm::Cell::Kind::text:
      return std::string(cell.text());
  }
  return nullptr;
}

}  // namespace replay
