// What a registry makes of declared classes, as plain words: what the answer of configuring is compared by. Worked out
// from the declarations without the registry (expected), or read off a configured one (answer).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orm/registry.h"

namespace bench {

struct Mapping {
  struct Side {
    std::string name;       // "posts"
    std::string target;     // "Post"
    std::string direction;  // "one_to_many"
    bool is_list = false;
    bool is_inferred = false;
    std::string key;      // "posts.author_id"
    std::string partner;  // the side that is kept in step, "Post.author"; empty: none
    std::string cascade;  // "save-update, delete", in a fixed order
    bool operator==(const Side&) const = default;
  };
  struct Class {
    std::string name, table;
    std::vector<std::string> attributes;  // as stored in an object, in order
    std::vector<std::string> selected;    // columns of a SELECT, in order
    std::vector<Side> sides;
    bool operator==(const Class&) const = default;
  };
  std::vector<Class> classes;
};

// REQUIRES: declarations that are right, with C++ types, of classes joined by one foreign key each.
Mapping expected_mapping(const std::vector<orm::Declaration>& declarations);

// Partners are followed there and back. REQUIRES: configured.
Mapping read_mapping(const orm::Registry& registry);

// The first difference, in words that name the class and the attribute; nothing when they are equal.
std::optional<std::string> difference(const Mapping& expected, const Mapping& answer);

}  // namespace bench
