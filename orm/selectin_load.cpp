// Selectin loading: one SELECT … IN (…) for each 500 owners.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "orm/load.h"

namespace orm {
namespace {

std::string in_condition(const Dialect& dialect, const std::string& column, std::size_t keys) {
  std::string text = dialect.quoted(column) + " IN (";
  for (std::size_t i = 1; i <= keys; ++i) {
    if (i > 1) text += ", ";
    text += dialect.placeholder(i);
  }
  return text + ")";
}

// The statement of a chunk; rows come owner by owner, each owner's in the order of the key.
Statement& chunk_statement(SessionState& session, const Mapper& target, const std::string& column, std::size_t keys) {
  const Dialect& dialect = session.backend.dialect();
  return session.backend.prepare(fmt::format("SELECT {} FROM {} WHERE {} ORDER BY {}, {}", target.select_list(),
                                             dialect.quoted(target.table()), in_condition(dialect, column, keys),
                                             dialect.quoted(column), dialect.quoted(target.key_column())));
}

template <class F>
void for_each_chunk(std::span<const Cell> keys, F&& f) {
  for (std::size_t first = 0; first < keys.size(); first += kSelectinKeys)
    f(keys.subspan(first, std::min(kSelectinKeys, keys.size() - first)));
}

void load_lists(SessionState& session, std::span<Entity* const> owners, const Relationship& relationship) {
  std::vector<Cell> keys;
  for (Entity* owner : owners)
    if (!slot_at<ListSlot>(*owner, relationship.offset).is_loaded()) keys.emplace_back(owner->id());
  const Mapper& target = *relationship.target;
  const auto& offsets = target.foreign_key_offsets();
  const auto foreign_key = [&] {  // where the SELECT has the key that names the owner
    const Attribute& attribute =
        *std::find_if(target.attributes().begin(), target.attributes().end(), [&](const auto& a) {
          return a.column >= 0 &&
                 target.columns()[static_cast<std::size_t>(a.column)].name == relationship.foreign_key_column;
        });
    return 1 + target.text_columns() +
           static_cast<std::size_t>(std::find(offsets.begin(), offsets.end(), attribute.offset) - offsets.begin());
  }();
  const IdentityMap& owners_by_key = session.identity_of(*relationship.owner);
  auto& elements = session.scratch;
  for_each_chunk(keys, [&](std::span<const Cell> chunk) {
    std::int64_t current = 0;
    elements.clear();
    const auto finish = [&] {
      if (elements.empty()) return;
      Entity* owner = owners_by_key.find(current);
      fill_list(session, slot_at<ListSlot>(*owner, relationship.offset), relationship, elements);
      elements.clear();
    };
    auto cursor =
        session.backend.select(chunk_statement(session, target, relationship.foreign_key_column, chunk.size()), chunk);
    for (Row row = cursor.next(); !row.empty(); row = cursor.next()) {
      const std::int64_t owner = row[foreign_key].integer();
      if (owner != current) finish();
      current = owner;
      elements.push_back(&hydrate(session, target, row));
    }
    finish();
    for (const Cell& key : chunk) {  // owners without rows have loaded, empty lists
      ListSlot& slot = slot_at<ListSlot>(*owners_by_key.find(key.integer()), relationship.offset);
      if (!slot.is_loaded()) fill_list(session, slot, relationship, {});
    }
  });
}

void load_scalars(SessionState& session, std::span<Entity* const> owners, const Relationship& relationship) {
  const Mapper& target = *relationship.target;
  std::vector<Cell> keys;
  for (Entity* owner : owners) {
    const ScalarSlot& slot = slot_at<ScalarSlot>(*owner, relationship.offset);
    if (!slot.has_key()) continue;
    const Entity* present = session.identity_of(target).find(slot.key);
    if (present == nullptr || SessionState::is_expired(*present)) keys.emplace_back(slot.key);
  }
  std::sort(keys.begin(), keys.end(), [](const Cell& a, const Cell& b) { return a.integer() < b.integer(); });
  keys.erase(
      std::unique(keys.begin(), keys.end(), [](const Cell& a, const Cell& b) { return a.integer() == b.integer(); }),
      keys.end());
  for_each_chunk(keys, [&](std::span<const Cell> chunk) {
    auto cursor = session.backend.select(chunk_statement(session, target, target.key_column(), chunk.size()), chunk);
    for (Row row = cursor.next(); !row.empty(); row = cursor.next()) hydrate(session, target, row);
  });
  for (Entity* owner : owners) {
    ScalarSlot& slot = slot_at<ScalarSlot>(*owner, relationship.offset);
    if (slot.has_key()) slot.set_target(session.identity_of(target).find(slot.key));
  }
}

}  // namespace

void selectin_load(SessionState& session, std::span<Entity* const> owners, const Relationship& relationship) {
  session.begin_if_needed();
  about([&] { return relationship.label(); },
        [&] {
          if (relationship.uselist)
            load_lists(session, owners, relationship);
          else
            load_scalars(session, owners, relationship);
        });
}

}  // namespace orm
