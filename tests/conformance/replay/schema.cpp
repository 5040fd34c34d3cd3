#include "tests/conformance/replay/schema.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace replay {
namespace {

template <class Items>
auto find_named(const Items& items, std::string_view name) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.name == name; });
  return found == items.end() ? nullptr : &*found;
}

constexpr Column kId{"id", false, "INTEGER NOT NULL"};
Column text(std::string_view name) { return {name, true, "TEXT NOT NULL"}; }

const Table kUsers{"users", {kId, text("name")}, "id"};
const Table kPostsOfUsers{"posts", {kId, text("title"), {"author_id", false, "INTEGER", true}}, "id"};
const Table kPosts{"posts", {kId, text("title")}, "id"};
const Table kTree{"posts", {kId, text("title"), {"parent_id", false, "INTEGER"}}, "id"};
const Table kProfiles{"profiles", {kId, {"bio", true, "TEXT"}, {"user_id", false, "INTEGER", true}}, "id"};
const Table kTags{"tags", {kId, {"name", true, "TEXT NOT NULL UNIQUE"}}, "id"};
const Table kPostTags{
    "post_tags", {{"post_id", false, "INTEGER NOT NULL"}, {"tag_id", false, "INTEGER NOT NULL"}}, "post_id, tag_id"};

constexpr auto kScalar = Class::Kind::scalar;
constexpr auto kList = Class::Kind::list;

}  // namespace

const Column* Table::find(std::string_view column) const { return find_named(columns, column); }

bool Class::has(std::string_view attribute) const {
  return table->find(attribute) != nullptr || find_named(relationships, attribute) != nullptr;
}

Class::Kind Class::kind_of(std::string_view attribute) const {
  if (const Relationship* found = find_named(relationships, attribute)) return found->kind;
  if (table->find(attribute) != nullptr) return Kind::column;
  throw std::out_of_range(std::string(attribute));
}

std::vector<std::string_view> Class::attributes() const {
  std::vector<std::string_view> names;
  for (const Column& column : table->columns) names.push_back(column.name);
  for (const Relationship& relationship : relationships) names.push_back(relationship.name);
  return names;
}

const Class* Model::find_class(std::string_view class_name) const { return find_named(classes, class_name); }

const Table* Model::find_table(std::string_view table_name) const {
  for (const Table* table : tables)
    if (table->name == table_name) return table;
  return nullptr;
}

const std::vector<Model>& models() {
  static const std::vector<Model> all{
      {"one_to_many",
       {&kUsers, &kPostsOfUsers},
       {{"User", 'u', &kUsers, {{"posts", kList}}}, {"Post", 'p', &kPostsOfUsers, {{"author", kScalar}}}}},
      {"one_to_one",
       {&kUsers, &kProfiles},
       {{"User", 'u', &kUsers, {{"profile", kScalar}}}, {"Profile", 'f', &kProfiles, {{"user", kScalar}}}}},
      {"many_to_many",
       {&kPosts, &kTags, &kPostTags},
       {{"Post", 'p', &kPosts, {{"tags", kList}}}, {"Tag", 't', &kTags, {{"posts", kList}}}}},
      {"self_referential", {&kTree}, {{"Post", 'p', &kTree, {{"replies", kList}, {"parent", kScalar}}}}},
      {"blog",
       {&kUsers, &kPostsOfUsers, &kProfiles, &kTags, &kPostTags},
       {{"User", 'u', &kUsers, {{"posts", kList}, {"profile", kScalar}}},
        {"Post", 'p', &kPostsOfUsers, {{"author", kScalar}, {"tags", kList}}},
        {"Profile", 'f', &kProfiles, {{"user", kScalar}}},
        {"Tag", 't', &kTags, {{"posts", kList}}}}},
  };
  return all;
}

const Model* find_model(std::string_view name) { return find_named(models(), name); }

}  // namespace replay
