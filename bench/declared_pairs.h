// Many pairs of classes, each declared as a strategy declares its one: the same descriptors and the same C++ types
// under numbered names, so that a thousand pairs need no thousand C++ types.
#pragma once

#include <cstdint>
#include <vector>

#include "orm/registry.h"

namespace bench {

// The classes of one pair with the number behind the names of classes and tables: User_17, posts_17. Names of
// properties and columns stay.
std::vector<orm::Declaration> numbered(std::vector<orm::Declaration> pair, std::int64_t number);

// Pairs `first` to `last` of strategy S's users with posts.
template <class S>
std::vector<orm::Declaration> declared_pairs(std::int64_t first, std::int64_t last) {
  orm::Registry prototype;
  S::OneToMany::declare(prototype);
  const std::vector<orm::Declaration> pair = prototype.declarations();
  std::vector<orm::Declaration> all;
  for (std::int64_t number = first; number <= last; ++number)
    for (orm::Declaration& declaration : numbered(pair, number)) all.push_back(std::move(declaration));
  return all;
}

}  // namespace bench
