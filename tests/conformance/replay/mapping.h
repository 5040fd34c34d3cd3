// A mapping file: relationships declared as data, and how configure() resolves them.
#pragma once

#include <string>
#include <vector>

#include "orm/descriptors.h"
#include "tests/conformance/replay/document.h"

namespace replay {

struct Mapping {
  std::string name;
  std::vector<orm::TableDescriptor> tables;
  std::vector<orm::ClassDescriptor> classes;
};

bool is_mapping(const Json& document);
// Throws BadInput.
Mapping read_mapping(const Node& document);
// Throws a MappingError that the format has no name for.
Json outcome(const Mapping& mapping);

}  // namespace replay
