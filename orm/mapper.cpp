#include "orm/mapper.h"

#include <fmt/format.h>

#include <algorithm>

#include "orm/errors.h"

namespace orm {

const char* state_name(State state) noexcept {
  constexpr const char* kNames[] = {"transient", "pending", "persistent", "deleted", "detached"};
  return kNames[static_cast<std::size_t>(state)];
}

const char* direction_name(Direction direction) noexcept {
  constexpr const char* kNames[] = {"one_to_many", "many_to_one", "many_to_many"};
  return kNames[static_cast<std::size_t>(direction)];
}

Cascade Cascade::parse(std::string_view text) {
  Cascade cascade;
  while (!text.empty()) {
    const auto comma = text.find(',');
    std::string_view word = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    while (!word.empty() && word.front() == ' ') word.remove_prefix(1);
    while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
    const bool all = word == "all";
    if (all || word == "save-update") cascade.save_update = true;
    if (all || word == "delete") cascade.remove = true;
    if (all || word == "expunge") cascade.expunge = true;
    if (all || word == "refresh-expire") cascade.refresh_expire = true;
    if (word == "delete-orphan") cascade.delete_orphan = true;
    const bool known = all || word == "save-update" || word == "merge" || word == "delete" || word == "expunge" ||
                       word == "refresh-expire" || word == "delete-orphan" || word.empty();
    if (!known)
      throw MappingError(
          fmt::format("unknown cascade '{}': use all, save-update, merge, delete, delete-orphan, expunge "
                      "or refresh-expire, separated by commas",
                      word));
  }
  return cascade;
}

std::string Relationship::label() const { return fmt::format("{}.{}", owner->name(), name); }

const Relationship* Mapper::find_relationship(std::string_view name) const noexcept {
  for (const auto& relationship : relationships_)
    if (relationship->name == name) return relationship.get();
  return nullptr;
}

int Mapper::find_column(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i].name == name) return static_cast<int>(i);
  return -1;
}

bool Mapper::refers_to_itself() const noexcept {
  return std::any_of(columns_.begin(), columns_.end(),
                     [&](const Column& column) { return column.references_table == table_; });
}

bool Mapper::refers_to_others() const noexcept {
  return std::any_of(columns_.begin(), columns_.end(), [&](const Column& column) {
    return !column.references_table.empty() && column.references_table != table_;
  });
}

}  // namespace orm
