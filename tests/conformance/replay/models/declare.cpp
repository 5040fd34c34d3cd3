#include "tests/conformance/replay/models/declare.h"

namespace replay {
namespace {

struct Strategy {
  std::string_view name;
  void (*declare)(orm::Registry& registry, std::string_view model);
};

constexpr Strategy kStrategies[] = {
    {"back_populates", declare_back_populates},
    {"backref", declare_backref},
    {"unlinked", declare_unlinked},
    {"back_populates_runtime", declare_back_populates_runtime},
    {"backref_static", declare_backref_static},
};

void set_cascade(orm::Registry& registry, std::string_view class_name, const std::string& cascade) {
  for (orm::RelationshipDescriptor& relationship : registry.described(class_name).relationships)
    if (relationship.name == "posts" || relationship.name == "profile" || relationship.name == "replies")
      relationship.cascade = cascade;
}

}  // namespace

const std::vector<std::string_view>& strategies() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> found;
    for (const Strategy& strategy : kStrategies) found.push_back(strategy.name);
    return found;
  }();
  return names;
}

void declare(orm::Registry& registry, std::string_view strategy, std::string_view model, const std::string& cascade) {
  for (const Strategy& known : kStrategies)
    if (known.name == strategy) known.declare(registry, model);
  if (model == "many_to_many" || model == "blog")
    registry.declare(orm::TableDescriptor{"post_tags",
                                          {{"post_id", orm::ColumnType::integer, true, "posts.id"},
                                           {"tag_id", orm::ColumnType::integer, true, "tags.id"}}});
  if (model == "self_referential")
    set_cascade(registry, "Post", cascade);
  else if (model != "many_to_many")
    set_cascade(registry, "User", cascade);
}

}  // namespace replay
