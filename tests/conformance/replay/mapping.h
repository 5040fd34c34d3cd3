// A mapping file: relationships declared as data, and how configure() resolves them.
#pragma once

#include <string>
#include <vector>

#include "orm/descriptors.h"
#include "tests/conformance/replay/document.h"

namespace replay {

struct Mapping {
  std::string file;
  std::vector<orm::TableDescriptor> tables;
  std::vector<orm::ClassDescriptor> classes;
};

bool is_mapping(const Json& document);
// Throws BadInput.
Mapping read_mapping(const Node& document);
// Throws BadInput for declarations that the mapper refuses by an error without a name in the format.
Json outcome(const Mapping& mapping);

}  // namespace replay
