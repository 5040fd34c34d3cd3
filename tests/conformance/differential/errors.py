"""SQLAlchemy's exceptions under the names that scenarios use.

An exception without a name here is not part of the format: it ends the replay with Unexpected.
"""

from sqlalchemy import exc
from sqlalchemy.orm import exc as orm_exc

NAMED: tuple[tuple[type[BaseException], str], ...] = (  # the first that fits; subclasses come before their bases
    (exc.PendingRollbackError, "pending_rollback"),
    (exc.IntegrityError, "integrity_error"),
    (exc.CircularDependencyError, "circular_dependency"),
    (orm_exc.DetachedInstanceError, "detached_instance"),
    (orm_exc.ObjectDeletedError, "object_deleted"),
    (orm_exc.StaleDataError, "stale_data"),
)
SAID: tuple[tuple[type[BaseException], str, str], ...] = (  # SQLAlchemy raises one class for several reasons
    (ValueError, "list.remove(x)", "value_not_in_collection"),
    (orm_exc.FlushError, "Can't flush None value found in collection", "null_in_collection"),
    (orm_exc.FlushError, "Attempting to flush an item of type", "type_mismatch"),
    (orm_exc.FlushError, "Can't delete from table", "flush_error"),  # what has no row yet
    (ValueError, "Bidirectional attribute conflict", "type_mismatch"),
    (exc.InvalidRequestError, "has been deleted.", "instance_deleted"),
    (exc.InvalidRequestError, "is not persisted", "not_persisted"),
    (exc.InvalidRequestError, "another instance with key", "identity_conflict"),
    (exc.InvalidRequestError, "is not present in this Session", "not_in_session"),
    (exc.InvalidRequestError, "is not persistent within this Session", "not_in_session"),
    (exc.InvalidRequestError, "Could not refresh instance", "object_deleted"),
    (TypeError, "Incompatible collection type", "type_mismatch"),
    (KeyError, "", "type_mismatch"),  # the other side has no such attribute
)


class Unexpected(Exception):
    """The reference raised what the format has no name for: the scenario is not one it can judge."""


def name_of(error: Exception) -> str:
    for kind, name in NAMED:
        if isinstance(error, kind):
            return name
    text = str(error)
    for kind, part, name in SAID:
        if isinstance(error, kind) and part in text:
            return name
    raise Unexpected(f"{type(error).__name__}: {text}") from error
