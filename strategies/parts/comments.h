// Comments: posts once more, in a class and a table of their own, of the same users. What two collections are made of.
#pragma once

#include <string>
#include <utility>

#include "orm/registry.h"

namespace strategies {

// What names posts names comments then.
inline std::string of_comments(const std::string& name) {
  if (name == "Post") return "Comment";
  if (name.substr(0, name.find('.')) == "posts") return "comments" + name.substr(5);
  return name;
}

inline orm::RelationshipDescriptor of_comments(orm::RelationshipDescriptor relationship) {
  for (std::string* name :
       {&relationship.name, &relationship.target, &relationship.back_populates, &relationship.follows,
        &relationship.backref, &relationship.remote_side, &relationship.backref_remote_side})
    *name = of_comments(*name);
  return relationship;
}

// Declares a class Comment as the registry has Post declared, and what User and Post say of each other once more, of
// comments. The second collection is an attribute behind User's own members. REQUIRES: a strategy's users with posts.
inline void declare_comments(orm::Registry& registry) {
  for (orm::Declaration& declaration : registry.declarations()) {
    if (declaration.entity.name == "User") {
      auto& relationships = registry.described("User").relationships;
      for (orm::RelationshipDescriptor& posts : declaration.entity.relationships)
        relationships.push_back(of_comments(std::move(posts)));
    } else {
      declaration.table.name = of_comments(declaration.table.name);
      declaration.entity.name = of_comments(declaration.entity.name);
      declaration.entity.table = of_comments(declaration.entity.table);
      for (orm::RelationshipDescriptor& relationship : declaration.entity.relationships)
        relationship = of_comments(std::move(relationship));
      registry.declare(std::move(declaration));
    }
  }
}

}  // namespace strategies
