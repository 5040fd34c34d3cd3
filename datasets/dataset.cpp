#include "datasets/dataset.h"

#include <stdexcept>

#include "datasets/texts.h"

namespace datasets {
namespace {

// What the structures say about each question; a relation that has no such rows has no answer but none.
template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

// The index of the row with this id.
std::int64_t index_of(const char* table, std::int64_t id, std::int64_t rows) {
  if (id < 1 || id > rows)
    throw std::out_of_range(std::string(table) + " " + std::to_string(id) + ": " +
                            (rows == 0 ? "there are none" : "ids are 1 to " + std::to_string(rows)));
  return id - 1;
}

std::vector<std::int64_t> ids(std::vector<std::int64_t> indices) {
  for (std::int64_t& index : indices) ++index;
  return indices;
}

}  // namespace

Dataset::Dataset(std::string name, std::uint64_t seed, Structure structure)
    : name_(std::move(name)), seed_(seed), structure_(std::move(structure)) {}

Dataset::Dataset(std::string name, std::uint64_t seed, const std::vector<std::int64_t>& fan_outs, std::int64_t orphans,
                 Widths widths)
    : Dataset(std::move(name), seed, Blocks(fan_outs, orphans, seed, Stream::user_order, Stream::post_order)) {
  widths_ = std::move(widths);
}

Relation Dataset::relation() const noexcept {
  if (const auto* imported = std::get_if<Imported>(&structure_)) return imported->relation();
  return static_cast<Relation>(structure_.index());
}

Sizes Dataset::sizes() const noexcept {
  Sizes sizes;
  if (const auto* blocks = std::get_if<Blocks>(&structure_)) {
    sizes.users = blocks->owners();
    sizes.posts = blocks->children();
  } else if (const auto* pairs = std::get_if<Pairs>(&structure_)) {
    sizes.users = pairs->users();
    sizes.profiles = pairs->profiles();
  } else if (const auto* tree = std::get_if<Tree>(&structure_)) {
    sizes.posts = tree->posts();
  } else if (const auto* taggings = std::get_if<Taggings>(&structure_)) {
    sizes.posts = taggings->posts();
    sizes.tags = taggings->tags();
    sizes.post_tags = taggings->post_tags();
  } else if (const auto* imported = std::get_if<Imported>(&structure_)) {
    sizes = imported->sizes();
  }
  return sizes;
}

User Dataset::user(std::int64_t id) const {
  const std::int64_t user = index_of("users", id, sizes().users);
  if (const auto* imported = std::get_if<Imported>(&structure_)) return imported->user(user);
  return {id, widths_.name(seed_, id), texts::email(seed_, id)};
}

Post Dataset::post(std::int64_t id) const {
  const std::int64_t post = index_of("posts", id, sizes().posts);
  if (const auto* imported = std::get_if<Imported>(&structure_)) return imported->post(post);
  Post row{id, author_of(id), texts::title(seed_, id), texts::body(seed_, id), parent_of(id)};
  widths_.fit(row, seed_);
  return row;
}

Profile Dataset::profile(std::int64_t id) const { return {id, user_of(id), texts::bio(seed_, id)}; }

Tag Dataset::tag(std::int64_t id) const {
  const std::int64_t tag = index_of("tags", id, sizes().tags);
  if (const auto* imported = std::get_if<Imported>(&structure_)) return imported->tag(tag);
  return {id, texts::tag_name(seed_, id)};
}

std::int64_t Dataset::author_of(std::int64_t post_id) const {
  const std::int64_t post = index_of("posts", post_id, sizes().posts);
  return std::visit(Overloaded{[&](const Blocks& blocks) { return blocks.owner_of(post) + 1; },
                               [&](const Imported& imported) { return imported.author_of(post) + 1; },
                               [](const auto& /*without users*/) { return std::int64_t{0}; }},
                    structure_);
}

std::vector<std::int64_t> Dataset::posts_of(std::int64_t user_id) const {
  const std::int64_t user = index_of("users", user_id, sizes().users);
  return std::visit(Overloaded{[&](const Blocks& blocks) { return ids(blocks.children_of(user)); },
                               [&](const Imported& imported) { return ids(imported.posts_of(user)); },
                               [](const auto& /*without posts*/) { return std::vector<std::int64_t>(); }},
                    structure_);
}

std::int64_t Dataset::fan_out(std::int64_t user_id) const {
  const std::int64_t user = index_of("users", user_id, sizes().users);
  return std::visit(Overloaded{[&](const Blocks& blocks) { return blocks.fan_out(user); },
                               [&](const Imported& imported) { return imported.fan_out(user); },
                               [](const auto& /*without posts*/) { return std::int64_t{0}; }},
                    structure_);
}

std::int64_t Dataset::user_of(std::int64_t profile_id) const {
  const std::int64_t profile = index_of("profiles", profile_id, sizes().profiles);
  return std::get<Pairs>(structure_).user_of(profile) + 1;
}

std::int64_t Dataset::profile_of(std::int64_t user_id) const {
  const std::int64_t user = index_of("users", user_id, sizes().users);
  return std::visit(Overloaded{[&](const Pairs& pairs) { return pairs.profile_of(user) + 1; },
                               [](const auto& /*without profiles*/) { return std::int64_t{0}; }},
                    structure_);
}

std::int64_t Dataset::parent_of(std::int64_t post_id) const {
  const std::int64_t post = index_of("posts", post_id, sizes().posts);
  return std::visit(Overloaded{[&](const Tree& tree) { return tree.parent_of(post) + 1; },
                               [](const auto& /*without replies*/) { return std::int64_t{0}; }},
                    structure_);
}

std::vector<std::int64_t> Dataset::replies_of(std::int64_t post_id) const {
  const std::int64_t post = index_of("posts", post_id, sizes().posts);
  return std::visit(Overloaded{[&](const Tree& tree) { return ids(tree.replies_of(post)); },
                               [](const auto& /*without replies*/) { return std::vector<std::int64_t>(); }},
                    structure_);
}

std::vector<std::int64_t> Dataset::tags_of(std::int64_t post_id) const {
  const std::int64_t post = index_of("posts", post_id, sizes().posts);
  return std::visit(Overloaded{[&](const Taggings& taggings) { return ids(taggings.tags_of(post)); },
                               [&](const Imported& imported) { return ids(imported.tags_of(post)); },
                               [](const auto& /*without tags*/) { return std::vector<std::int64_t>(); }},
                    structure_);
}

std::vector<std::int64_t> Dataset::posts_with(std::int64_t tag_id) const {
  const std::int64_t tag = index_of("tags", tag_id, sizes().tags);
  if (const auto* imported = std::get_if<Imported>(&structure_)) return ids(imported->posts_with(tag));
  return ids(std::get<Taggings>(structure_).posts_of(tag));
}

}  // namespace datasets
