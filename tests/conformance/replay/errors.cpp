#include "tests/conformance/replay/errors.h"

#include <span>

#include "orm/errors.h"

namespace replay {
namespace {

struct Name {
  bool (*is)(const std::exception&);
  std::string_view name;
};

template <class E>
constexpr bool is(const std::exception& error) {
  return dynamic_cast<const E*>(&error) != nullptr;
}

constexpr Name kErrors[] = {
    {is<orm::ValueNotInCollection>, "value_not_in_collection"},
    {is<orm::TypeMismatch>, "type_mismatch"},
    {is<orm::NullInCollection>, "null_in_collection"},
    {is<orm::NotPersisted>, "not_persisted"},
    {is<orm::NotInSession>, "not_in_session"},
    {is<orm::InstanceDeleted>, "instance_deleted"},
    {is<orm::IdentityConflict>, "identity_conflict"},
    {is<orm::DetachedInstance>, "detached_instance"},
    {is<orm::ObjectDeleted>, "object_deleted"},
    {is<orm::IntegrityError>, "integrity_error"},
    {is<orm::CircularDependency>, "circular_dependency"},
    {is<orm::StaleData>, "stale_data"},
    {is<orm::PendingRollback>, "pending_rollback"},
    {is<orm::FlushError>, "flush_error"},
};

constexpr Name kMappingErrors[] = {
    {is<orm::UnknownProperty>, "unknown_property"},
    {is<orm::NotARelationship>, "not_a_relationship"},
    {is<orm::PairWrongClass>, "pair_wrong_class"},
    {is<orm::SameDirection>, "same_direction"},
    {is<orm::BackrefNameTaken>, "backref_name_taken"},
    {is<orm::BackrefAndBackPopulates>, "backref_and_back_populates"},
    {is<orm::NoForeignKey>, "no_foreign_key"},
    {is<orm::AmbiguousForeignKeys>, "ambiguous_foreign_keys"},
    {is<orm::UnknownForeignKeyTarget>, "unknown_fk_target"},
    {is<orm::UnknownClass>, "unknown_class"},
    {is<orm::DeleteOrphanNeedsSingleParent>, "delete_orphan_needs_single_parent"},
};

std::string_view name_in(std::span<const Name> names, const std::exception& error) {
  for (const Name& name : names)
    if (name.is(error)) return name.name;
  return "";
}

}  // namespace

std::string_view error_name(const std::exception& error) { return name_in(kErrors, error); }
std::string_view mapping_error_name(const std::exception& error) { return name_in(kMappingErrors, error); }

}  // namespace replay
