// The names of a scenario's objects.
#pragma once

#include <map>
#include <string>
#include <unordered_map>

#include "orm/entity.h"
#include "tests/conformance/replay/schema.h"

namespace replay {

// A label names one object; an object can have several labels and is shown by the first.
class Labels {
 public:
  struct Named {
    orm::Entity* object;
    const Class* of;
  };

  // Null when nothing has this label.
  const Named* find(const std::string& label) const;
  // False when another object has this label.
  bool bind(const std::string& label, Named named);
  // The first label; made from the class and the key for an object that has none.
  const std::string& shown(Named named);

 private:
  std::map<std::string, Named> named_;
  std::unordered_map<const orm::Entity*, std::string> first_;
};

}  // namespace replay
