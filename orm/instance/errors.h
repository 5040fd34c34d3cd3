// The mapper's own errors. Messages name what was attempted, on which object and attribute, and what to do.
#pragma once

#include <stdexcept>

#include "orm/backend/errors.h"

namespace orm {

struct OrmError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Wrong declarations, raised by Registry::configure.
struct MappingError : OrmError {
  using OrmError::OrmError;
};
struct UnknownProperty : MappingError {  // back_populates names a property that the target does not have
  using MappingError::MappingError;
};
struct NotARelationship : MappingError {  // back_populates names a column
  using MappingError::MappingError;
};
struct PairWrongClass : MappingError {  // back_populates names a relationship to another class
  using MappingError::MappingError;
};
struct SameDirection : MappingError {  // both sides of a pair have the same direction
  using MappingError::MappingError;
};
struct BackrefNameTaken : MappingError {  // the target already has a property with the backref's name
  using MappingError::MappingError;
};
struct BackrefAndBackPopulates : MappingError {  // both were given
  using MappingError::MappingError;
};
struct NoForeignKey : MappingError {  // no usable foreign key joins the two tables
  using MappingError::MappingError;
};
struct AmbiguousForeignKeys : MappingError {  // several foreign keys and no choice
  using MappingError::MappingError;
};
struct UnknownForeignKeyTarget : MappingError {  // the foreign key names a column that its table does not have
  using MappingError::MappingError;
};
struct UnknownClass : MappingError {  // there is no class of that name
  using MappingError::MappingError;
};
struct DeleteOrphanNeedsSingleParent : MappingError {  // delete-orphan on a many-to-one or many-to-many side
  using MappingError::MappingError;
};
struct ConfigureFailedBefore : MappingError {  // an earlier configure() of this registry failed
  using MappingError::MappingError;
};
struct NotConfigured : MappingError {  // a runtime attribute was asked for before configure()
  using MappingError::MappingError;
};
struct NotMapped : MappingError {  // the class, or its attribute, is not part of this registry
  using MappingError::MappingError;
};

// Work on objects that their state does not allow.
struct ValueNotInCollection : OrmError {  // remove of an object that is not in the list
  using OrmError::OrmError;
};
struct TypeMismatch : OrmError {  // an object of another class, or of another session
  using OrmError::OrmError;
};
struct NotPersisted : OrmError {  // delete of a transient or pending object
  using OrmError::OrmError;
};
struct NotInSession : OrmError {  // expire or refresh of an object that is not persistent here
  using OrmError::OrmError;
};
struct InstanceDeleted : OrmError {  // add of an object whose row was deleted
  using OrmError::OrmError;
};
struct IdentityConflict : OrmError {  // add of a detached object while another object with its key is in the session
  using OrmError::OrmError;
};
struct DetachedInstance : OrmError {  // reading an unloaded attribute of a detached object
  using OrmError::OrmError;
};
struct LoadRefused : OrmError {  // reading an unloaded attribute that the query asked to raise for
  using OrmError::OrmError;
};
struct ObjectDeleted : OrmError {  // reloading an object whose row is gone
  using OrmError::OrmError;
};

// Flushes that cannot be carried out. The transaction is rolled back and the session refuses SQL until rollback().
struct FlushError : OrmError {
  using OrmError::OrmError;
};
struct NullInCollection : FlushError {  // a changed list holds null
  using FlushError::FlushError;
};
struct CircularDependency : FlushError {  // rows that would each have to be written before the other
  using FlushError::FlushError;
};
struct StaleData : FlushError {  // an UPDATE, or a DELETE of links, matched another number of rows than expected
  using FlushError::FlushError;
};
struct PendingRollback : FlushError {  // SQL after a failed flush, before rollback()
  using FlushError::FlushError;
};

}  // namespace orm
