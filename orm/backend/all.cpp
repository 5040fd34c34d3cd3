#include "orm/backend/all.h"

#include <algorithm>
#include <stdexcept>

namespace orm {
namespace {

constexpr bool is_sound(const BackendRow& row) {
  return row.open != nullptr && row.name.starts_with(name_of(row.engine)) && !row.words.empty() &&
         (row.needs_server || !row.is_sharded);
}
static_assert(std::ranges::all_of(kBackends, is_sound), "the name of a backend begins with its engine's");
static_assert(std::ranges::any_of(kBackends, &BackendRow::is_in_memory));

}  // namespace

const BackendRow& backend_named(std::string_view name) {
  const auto found = std::ranges::find(kBackends, name, &BackendRow::name);
  if (found == std::end(kBackends)) throw std::out_of_range("there is no backend " + std::string(name));
  return *found;
}

const BackendRow& backend_in_memory() noexcept {
  return *std::ranges::find(kBackends, true, &BackendRow::is_in_memory);
}

}  // namespace orm
