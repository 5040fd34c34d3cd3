#include "tests/conformance/replay/labels.h"

namespace replay {

const Labels::Named* Labels::find(const std::string& label) const {
  const auto found = named_.find(label);
  return found == named_.end() ? nullptr : &found->second;
}

bool Labels::bind(const std::string& label, Named named) {
  const auto [place, is_new] = named_.try_emplace(label, named);
  if (!is_new && place->second.object != named.object) return false;
  first_.try_emplace(named.object, label);
  return true;
}

const std::string& Labels::shown(Named named) {
  const auto known = first_.find(named.object);
  if (known != first_.end()) return known->second;
  std::string label = named.of->label_prefix + std::to_string(named.object->id());
  while (!bind(label, named)) label += '\'';
  return first_.at(named.object);
}

}  // namespace replay
