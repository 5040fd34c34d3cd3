"""Makes SQLAlchemy 1.4 behave as 2.0 does where a scenario can tell: the rows of the differences/ folder.

2.0 counts the queued changes of an unloaded list as changes of that list at the flush, and an assigned list tells the
session about the objects it keeps, so that they are added too. Everything else that scenarios see is the same in both.
Where 2.0 is installed there is nothing to make.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy
from sqlalchemy.orm import attributes, collections
from sqlalchemy.util import IdentitySet

from sqlalchemy_bench import garbage

IS_1_4 = sqlalchemy.__version__.startswith("1.")
_is_on = False
_history = attributes.CollectionAttributeImpl.get_history


def _history_with_queue(self: Any, state: Any, loaded: Any, passive: int = attributes.PASSIVE_OFF) -> Any:
    history = _history(self, state, loaded, passive)
    queued = state.__dict__.get("_pending_mutations", {}).get(self.key)
    if not _is_on or queued is None or not passive & attributes.LOAD_AGAINST_COMMITTED:  # only a flush asks so
        return history
    return attributes.History(
        [*(history.added or ()), *queued.added_items], history.unchanged or (),
        [*(history.deleted or ()), *queued.deleted_items],
    )  # fmt: skip


def _replace(values: Any, existing: Any, new: Any, initiator: Any = None) -> None:
    old = IdentitySet(existing or ())
    kept = old.intersection(values or ())
    append = new.bulk_appender()
    for item in values or ():
        append(item, _sa_initiator=False if item in kept else initiator)
    if not existing:
        return
    for item in kept if _is_on else ():
        owner = existing.owner_state
        existing.attr.fire_append_wo_mutation_event(owner, owner.dict, item, initiator)
    for item in old.difference(kept):
        existing.fire_remove_event(item, initiator=initiator)


if IS_1_4:
    attributes.CollectionAttributeImpl.get_history = _history_with_queue
    collections.bulk_replace = _replace


@contextmanager
def following(version_2_0: bool) -> Iterator[None]:
    """Within it sessions behave as 2.0, or as what is installed; Python collects no garbage there."""
    global _is_on
    before, _is_on = _is_on, version_2_0
    try:
        with garbage.left():
            yield
    finally:
        _is_on = before
