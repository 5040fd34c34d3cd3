// One run of Registry::configure: descriptors in, mappers out.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "orm/mapping/registry.h"

namespace orm {

class Configuration {
 public:
  explicit Configuration(Registry& registry) : registry_(registry) {}
  void run();

 private:
  // Where a foreign key was found, and what it makes of the relationship.
  struct Join {
    Direction direction;
    std::string column;  // empty for a many-to-many
  };
  struct Declared {
    RelationshipDescriptor descriptor;
    Relationship* relationship;
  };

  void make_mappers();
  void make_relationships();
  void find_target(Declared& declared);
  void resolve(Declared& declared);
  Join join(const Mapper& owner, const Mapper& target, const RelationshipDescriptor& descriptor) const;
  std::vector<std::string> keys_between(const std::string& from, const std::string& to,
                                        const RelationshipDescriptor& descriptor) const;
  void infer_backref(const Declared& declared);
  // `how`: by which argument the side names the other.
  void check_pair(const Relationship& side, const std::string& names, std::string_view how) const;
  void link(Relationship& side, const std::string& names);
  void follow(const Declared& declared);
  void sort_linked();
  void rank();
  bool may_note_places(const Relationship& list) const;
  void lay_out();

  Relationship& add(const Mapper& owner, const RelationshipDescriptor& descriptor);
  Mapper& mutable_mapper(const Mapper& mapper) const { return *registry_.mappers_[mapper.index()]; }

  Registry& registry_;
  std::vector<Declared> declared_;
  std::unordered_set<const Relationship*> resolved_;  // whose direction is known so far
};

}  // namespace orm
