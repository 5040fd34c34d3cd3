#include "orm/mapping/configuration.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "orm/instance/errors.h"
#include "orm/mapping/layout.h"

namespace orm {

void Configuration::run() {
  make_mappers();
  make_relationships();
  for (Declared& declared : declared_) find_target(declared);
  // One after the other, as SQLAlchemy does: a side sees of its partner what has come about by then.
  for (Declared& declared : declared_) {
    resolve(declared);
    if (!declared.descriptor.backref.empty()) infer_backref(declared);
    if (!declared.descriptor.back_populates.empty()) link(*declared.relationship, declared.descriptor.back_populates);
  }
  for (const Declared& declared : declared_)
    if (!declared.descriptor.follows.empty()) follow(declared);
  sort_linked();
  rank();
  lay_out();
}

void Configuration::make_mappers() {
  for (const ClassDescriptor& entity : registry_.classes_) {
    if (registry_.mappers_.size() > std::numeric_limits<std::uint16_t>::max())
      throw MappingError("a registry holds at most 65,536 classes");
    const auto table = registry_.tables_.find(entity.table);
    if (table == registry_.tables_.end())
      throw MappingError(
          fmt::format("class {} is mapped to table '{}', which is not declared", entity.name, entity.table));
    auto mapper = std::make_unique<Mapper>();
    mapper->name_ = entity.name;
    mapper->table_ = entity.table;
    mapper->index_ = static_cast<std::uint16_t>(registry_.mappers_.size());
    bool has_key = false;
    for (const ColumnDescriptor& column : table->second.columns) {
      Column made{column.name, column.type, column.primary_key, {}, {}};
      if (column.foreign_key && !column.foreign_key->empty()) {
        const auto dot = column.foreign_key->find('.');
        if (dot == std::string::npos)
          throw MappingError(fmt::format("the foreign key '{}' of {}.{} is not of the form table.column",
                                         *column.foreign_key, entity.table, column.name));
        made.references_table = column.foreign_key->substr(0, dot);
        made.references_column = column.foreign_key->substr(dot + 1);
      }
      if (column.primary_key && !has_key) {
        mapper->key_ = mapper->columns_.size();
        has_key = true;
      }
      mapper->columns_.push_back(std::move(made));
    }
    if (!has_key) throw MappingError(fmt::format("class {}: table '{}' has no primary key", entity.name, entity.table));
    registry_.mapper_of_class_[entity.name] = mapper.get();
    registry_.mappers_.push_back(std::move(mapper));
  }
}

Relationship& Configuration::add(const Mapper& owner, const RelationshipDescriptor& descriptor) {
  auto relationship = std::make_unique<Relationship>();
  relationship->name = descriptor.name;
  relationship->owner = &owner;
  relationship->secondary = descriptor.secondary;
  relationship->cascade = Cascade::parse(descriptor.cascade);
  relationship->write_only = descriptor.write_only;
  relationship->plain_list = descriptor.plain_list;
  relationship->passive_deletes = descriptor.passive_deletes;
  return *mutable_mapper(owner).relationships_.emplace_back(std::move(relationship));
}

void Configuration::make_relationships() {
  for (std::size_t i = 0; i < registry_.classes_.size(); ++i) {
    const Mapper& owner = *registry_.mappers_[i];
    for (const RelationshipDescriptor& descriptor : registry_.classes_[i].relationships) {
      if (owner.find_relationship(descriptor.name) != nullptr || owner.find_column(descriptor.name) >= 0)
        throw MappingError(fmt::format("{} has two properties named '{}'", owner.name(), descriptor.name));
      declared_.push_back({descriptor, &add(owner, descriptor)});
    }
  }
}

void Configuration::find_target(Declared& declared) {
  const RelationshipDescriptor& descriptor = declared.descriptor;
  Relationship& relationship = *declared.relationship;
  const auto target = registry_.mapper_of_class_.find(descriptor.target);
  if (target == registry_.mapper_of_class_.end())
    throw UnknownClass(
        fmt::format("{} goes to class '{}', which is not in the registry: declare it, or correct the name",
                    relationship.label(), descriptor.target));
  relationship.target = target->second;
}

void Configuration::resolve(Declared& declared) {
  const RelationshipDescriptor& descriptor = declared.descriptor;
  Relationship& relationship = *declared.relationship;
  if (!descriptor.backref.empty() && !descriptor.back_populates.empty())
    throw BackrefAndBackPopulates(fmt::format("{} gives both backref '{}' and back_populates '{}' of {}: keep one",
                                              relationship.label(), descriptor.backref, descriptor.back_populates,
                                              descriptor.target));
  const Join found = join(*relationship.owner, *relationship.target, descriptor);
  relationship.direction = found.direction;
  relationship.foreign_key_column = found.column;
  relationship.uselist = descriptor.uselist.value_or(found.direction != Direction::many_to_one);
  if (relationship.write_only && (!relationship.uselist || relationship.direction == Direction::many_to_one))
    throw MappingError(fmt::format(
        "{} is {} as a {} and asks for write_only, which is for one-to-many and many-to-many lists",
        relationship.label(), direction_name(relationship.direction), relationship.uselist ? "list" : "scalar"));
  if (relationship.direction == Direction::many_to_many) {
    const auto column_to = [&](const Mapper& side) {
      return keys_between(descriptor.secondary, side.table(), descriptor).front();
    };
    relationship.secondary_owner_column = column_to(*relationship.owner);
    relationship.secondary_target_column = column_to(*relationship.target);
  }
  if (relationship.cascade.delete_orphan && relationship.direction != Direction::one_to_many)
    throw DeleteOrphanNeedsSingleParent(fmt::format(
        "{} is {} to {} and asks for delete-orphan, which needs a single parent: put it on the one-to-many "
        "side{}",
        relationship.label(), direction_name(relationship.direction), descriptor.target,
        descriptor.back_populates.empty() ? "" : fmt::format(", {}.{}", descriptor.target, descriptor.back_populates)));
  resolved_.insert(&relationship);
}

void Configuration::infer_backref(const Declared& declared) {
  const std::string& name = declared.descriptor.backref;
  Relationship& side = *declared.relationship;
  const Mapper& target = *side.target;
  if (target.find_relationship(name) != nullptr || target.find_column(name) >= 0)
    throw BackrefNameTaken(
        fmt::format("{} asks for the backref {}.{}, but {} already has a property of that name: rename "
                    "the backref, or use back_populates on both sides",
                    side.label(), target.name(), name, target.name()));
  const std::string key = fmt::format("{}.{}", target.table(), target.key_column());
  if (side.owner == &target && side.direction == Direction::one_to_many &&
      declared.descriptor.backref_remote_side != key)
    throw SameDirection(fmt::format(
        "{} asks for the backref {}.{} within one table, and both are {}: give the backref the remote side '{}'",
        side.label(), target.name(), name, direction_name(side.direction), key));
  RelationshipDescriptor descriptor;
  descriptor.name = name;
  descriptor.target = side.owner->name();
  descriptor.secondary = declared.descriptor.secondary;
  Relationship& inferred = add(target, descriptor);
  inferred.target = side.owner;
  inferred.foreign_key_column = side.foreign_key_column;
  inferred.secondary_owner_column = side.secondary_target_column;
  inferred.secondary_target_column = side.secondary_owner_column;
  inferred.is_inferred = true;
  inferred.direction = side.direction == Direction::one_to_many   ? Direction::many_to_one
                       : side.direction == Direction::many_to_one ? Direction::one_to_many
                                                                  : Direction::many_to_many;
  inferred.uselist = inferred.direction != Direction::many_to_one;
  resolved_.insert(&inferred);
  link(side, name);
  link(inferred, side.name);
}

void Configuration::check_pair(const Relationship& side, const std::string& names, std::string_view how) const {
  const Mapper& target = *side.target;
  const Relationship* other = target.find_relationship(names);
  const std::string pair = fmt::format("{} names {}.{} in {}", side.label(), target.name(), names, how);
  if (other == nullptr && target.find_column(names) >= 0)
    throw NotARelationship(fmt::format("{}, which is a column: name a relationship of {} that goes to {}", pair,
                                       target.name(), side.owner->name()));
  if (other == nullptr)
    throw UnknownProperty(
        fmt::format("{}, but {} has no such property: correct the name, or declare {}.{} with "
                    "{} '{}'",
                    pair, target.name(), target.name(), names, how, side.name));
  if (other->target != side.owner)
    throw PairWrongClass(
        fmt::format("{}, but that goes to {} and not to {}: name the relationship of {} that goes to {}", pair,
                    other->target->name(), side.owner->name(), target.name(), side.owner->name()));
  const bool is_one_way = resolved_.contains(other) && other->direction == side.direction;
  if (is_one_way && side.direction != Direction::many_to_many)
    throw SameDirection(fmt::format("{}, and both are {}: set remote_side on the many-to-one side", pair,
                                    direction_name(side.direction)));
}

void Configuration::link(Relationship& side, const std::string& names) {
  check_pair(side, names, "back_populates");
  Relationship* other = nullptr;
  for (const auto& candidate : mutable_mapper(*side.target).relationships_)
    if (candidate->name == names) other = candidate.get();
  side.syncs = names;
  side.reverse = other;
  side.linked.push_back(other->label());
  other->linked.push_back(side.label());
}

// One side alone is written, so the other has no cascade and no partner in step.
void Configuration::follow(const Declared& declared) {
  const RelationshipDescriptor& descriptor = declared.descriptor;
  Relationship& side = *declared.relationship;
  check_pair(side, descriptor.follows, "follows");
  Relationship* other = nullptr;
  for (const auto& candidate : mutable_mapper(*side.target).relationships_)
    if (candidate->name == descriptor.follows) other = candidate.get();
  const std::string pair = fmt::format("{} follows {}", side.label(), other->label());
  if (side.direction == Direction::many_to_one)
    throw MappingError(
        fmt::format("{}, but holds the key itself: let {} follow {}", pair, other->label(), side.label()));
  if (other->foreign_key_column != side.foreign_key_column || other->secondary != side.secondary)
    throw MappingError(fmt::format("{}, which has another key: choose the same foreign key on both sides", pair));
  if (other->follows != nullptr || !descriptor.back_populates.empty() || !descriptor.backref.empty() || side.write_only)
    throw MappingError(fmt::format(
        "{}, and one of them also follows, is linked or is write_only: write one side, let the other follow", pair));
  if (descriptor.cascade != RelationshipDescriptor().cascade)
    throw MappingError(
        fmt::format("{} and has a cascade, but is never written: give {} the cascade", pair, other->label()));
  side.cascade = {};
  side.follows = other;
  other->followers.push_back(&side);
  registry_.has_followers_ = true;
}

void Configuration::sort_linked() {
  for (const auto& mapper : registry_.mappers_)
    for (const auto& relationship : mapper->relationships_) {
      auto& linked = relationship->linked;
      std::sort(linked.begin(), linked.end());
      linked.erase(std::unique(linked.begin(), linked.end()), linked.end());
    }
}

// By name, as SQLAlchemy orders what nothing else orders.
void Configuration::rank() {
  std::map<std::string, Mapper*> mappers;
  std::map<std::string, Relationship*> relationships;
  for (const auto& mapper : registry_.mappers_) {
    mappers.emplace(mapper->name(), mapper.get());
    for (const auto& one : mapper->relationships_) relationships.emplace(mapper->name() + "_" + one->name, one.get());
  }
  std::uint16_t place = 0;
  for (const auto& [name, mapper] : mappers) mapper->rank_ = place++;
  place = 0;
  for (const auto& [label, relationship] : relationships) relationship->rank = place++;
}

// Whether the elements of a list that is not linked can note their places beside their foreign key: where no linked
// list does so already. REQUIRES: the places of linked lists are known.
bool Configuration::may_note_places(const Relationship& list) const {
  if (list.direction != Direction::one_to_many || !list.uselist || list.reverse != nullptr || list.plain_list)
    return false;
  for (const auto& mapper : registry_.mappers_)
    for (const auto& other : mapper->relationships_)
      if (other->position_offset == list.key_offset && other->target == list.target) return false;
  return true;
}

void Configuration::lay_out() {
  for (const auto& mapper : registry_.mappers_) {
    const auto model = registry_.models_.find(mapper->name());
    if (model != registry_.models_.end()) Layout(*mapper, model->second).run();
  }
  for (const auto& mapper : registry_.mappers_) {
    const auto is_own = [&](const Column& column) { return column.references_table == mapper->table_; };
    mapper->refers_to_itself_ = std::any_of(mapper->columns_.begin(), mapper->columns_.end(), is_own);
  }
  for (const auto& mapper : registry_.mappers_)
    for (const auto& relationship : mapper->relationships_) {
      if (relationship->target->has_model()) relationship->key_offset = find_key_offset(*relationship);
      if (relationship->is_list_of_linked_scalars()) relationship->position_offset = relationship->reverse->offset;
      if (relationship->cascade.save_update)
        mapper->save_update_.push_back({relationship->offset, relationship->uselist});
      if (relationship->cascade.delete_orphan)
        mutable_mapper(*relationship->target).delete_orphans_.push_back(relationship.get());
    }
  for (const auto& mapper : registry_.mappers_)
    for (const auto& relationship : mapper->relationships_) {
      relationship->find_usual_changes();
      if (may_note_places(*relationship)) relationship->unlinked_position_offset = relationship->key_offset;
    }
}

}  // namespace orm
