// The classes of the format's models, declared as each strategy declares them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "orm/registry.h"

namespace replay {

// The strategies that can be played.
const std::vector<std::string_view>& strategies();

// Declares the classes of the model and its link table, with this cascade on User.posts, User.profile and
// Post.replies. REQUIRES: a name of strategies() and of models().
void declare(orm::Registry& registry, std::string_view strategy, std::string_view model, const std::string& cascade);

// One function a strategy, in the file of its name.
void declare_back_populates(orm::Registry& registry, std::string_view model);
void declare_backref(orm::Registry& registry, std::string_view model);
void declare_unlinked(orm::Registry& registry, std::string_view model);
void declare_back_populates_runtime(orm::Registry& registry, std::string_view model);
void declare_backref_static(orm::Registry& registry, std::string_view model);

// F: a struct with one nested struct a model, each with declare(registry).
template <class F>
void declare_family(orm::Registry& registry, std::string_view model) {
  if (model == "one_to_many") F::OneToMany::declare(registry);
  if (model == "one_to_one") F::OneToOne::declare(registry);
  if (model == "many_to_many") F::ManyToMany::declare(registry);
  if (model == "self_referential") F::SelfReferential::declare(registry);
  if (model == "blog") F::Blog::declare(registry);
}

}  // namespace replay
