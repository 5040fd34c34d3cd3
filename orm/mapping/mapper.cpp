#include "orm/mapping/mapper.h"

#include <fmt/format.h>

#include <algorithm>

#include "orm/instance/errors.h"

namespace orm {

const char* direction_name(Direction direction) noexcept {
  constexpr const char* kNames[] = {"one_to_many", "many_to_one", "many_to_many"};
  return kNames[static_cast<std::size_t>(direction)];
}

namespace {

std::string_view trimmed(std::string_view word) {
  while (!word.empty() && word.front() == ' ') word.remove_prefix(1);
  while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
  return word;
}

void add_cascade(Cascade& cascade, std::string_view word) {
  const std::pair<std::string_view, bool Cascade::*> kWords[] = {{"save-update", &Cascade::save_update},
                                                                 {"delete", &Cascade::remove},
                                                                 {"expunge", &Cascade::expunge},
                                                                 {"refresh-expire", &Cascade::refresh_expire}};
  bool is_known = word.empty() || word == "all" || word == "merge" || word == "delete-orphan";
  for (const auto& [name, member] : kWords) {
    is_known = is_known || word == name;
    if (word == name || word == "all") cascade.*member = true;
  }
  if (word == "delete-orphan") cascade.delete_orphan = true;
  if (!is_known)
    throw MappingError(
        fmt::format("unknown cascade '{}': use all, save-update, merge, delete, delete-orphan, expunge "
                    "or refresh-expire, separated by commas",
                    word));
}

}  // namespace

Cascade Cascade::parse(std::string_view text) {
  Cascade cascade;
  while (!text.empty()) {
    const auto comma = text.find(',');
    add_cascade(cascade, trimmed(text.substr(0, comma)));
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return cascade;
}

std::string Relationship::label() const { return fmt::format("{}.{}", owner->name(), name); }

void Relationship::find_usual_changes() {
  const auto leads_to_the_owner = [&](const Mapper::SaveUpdate& place) { return place.offset == position_offset; };
  moves_are_noted_by_scalars = position_offset != 0 && owner->delete_orphans().empty();
  elements_bring_nothing = position_offset != 0 && std::ranges::all_of(target->save_update(), leads_to_the_owner);
  links_change_freely =
      direction == Direction::many_to_many && uselist && !write_only && !plain_list && !cascade.delete_orphan;
}

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

bool Mapper::refers_to_others() const noexcept {
  return std::any_of(columns_.begin(), columns_.end(), [&](const Column& column) {
    return !column.references_table.empty() && column.references_table != table_;
  });
}

void check_supported(const Mapper& mapper) {
  if (!mapper.has_model())
    throw MappingError(
        fmt::format("class {} has no C++ type: a session keeps objects of mapped types only", mapper.name()));
  for (const auto& relationship : mapper.relationships()) {
    const bool is_self_link =
        relationship->direction == Direction::many_to_many && relationship->owner == relationship->target;
    const bool is_scalar_link = relationship->direction == Direction::many_to_many && !relationship->uselist;
    const bool is_list_of_one = relationship->direction == Direction::many_to_one && relationship->uselist;
    if (is_self_link || is_scalar_link || is_list_of_one)
      throw MappingError(fmt::format(
          "{} is {} as a {}: sessions keep many-to-one scalars, one-to-many lists and scalars, and "
          "many-to-many lists between two classes",
          relationship->label(), direction_name(relationship->direction), relationship->uselist ? "list" : "scalar"));
  }
}

}  // namespace orm
