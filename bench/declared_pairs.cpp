#include "bench/declared_pairs.h"

#include <algorithm>
#include <string>

namespace bench {
namespace {

// A text that begins with one of the names, which ends there or at a dot, gets the number behind the name.
class Numbering {
 public:
  Numbering(const std::vector<orm::Declaration>& pair, std::int64_t number) : suffix_("_" + std::to_string(number)) {
    for (const orm::Declaration& declaration : pair) {
      names_.push_back(declaration.entity.name);
      names_.push_back(declaration.table.name);
    }
  }
  void operator()(std::string& text) const {
    const std::size_t end = std::min(text.find('.'), text.size());
    if (std::find(names_.begin(), names_.end(), text.substr(0, end)) != names_.end()) text.insert(end, suffix_);
  }

 private:
  std::string suffix_;
  std::vector<std::string> names_;
};

}  // namespace

std::vector<orm::Declaration> numbered(std::vector<orm::Declaration> pair, std::int64_t number) {
  const Numbering rename(pair, number);
  for (orm::Declaration& declaration : pair) {
    rename(declaration.table.name);
    for (orm::ColumnDescriptor& column : declaration.table.columns)
      if (column.foreign_key) rename(*column.foreign_key);
    rename(declaration.entity.name);
    rename(declaration.entity.table);
    for (orm::RelationshipDescriptor& relationship : declaration.entity.relationships) {
      rename(relationship.target);
      rename(relationship.secondary);
      for (std::string& key : relationship.foreign_keys) rename(key);
      rename(relationship.remote_side);
      rename(relationship.backref_remote_side);
    }
  }
  return pair;
}

}  // namespace bench
