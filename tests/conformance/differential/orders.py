"""The order in which SQLAlchemy's flush walks its sets, chosen instead of left to memory addresses.

Some outcomes depend on that order: they differ from run to run, and no scenario can expect them. Replaying a scenario
in several orders finds them. (SQLAlchemy's own tests shuffle the same sets, for the same reason.)
"""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import dependency, identity, persistence, session, unitofwork
from sqlalchemy.util import topological

MODULES = (dependency, identity, persistence, session, unitofwork, topological)
FORWARD, BACKWARD = 0, -1
SHUFFLED = (1, 2, 3)  # seeds; several, because what two sets in a row decide may come out once as it was
MANY_SHUFFLED = range(4, 24)  # asked before anybody is said to be wrong
_now: dict[str, Any] = {"order": FORWARD, "rng": random.Random(0)}


class TurnedSet(set[Any]):
    """A set that is walked in the order of insertion, or as `in_order` says."""

    def __init__(self, items: Iterable[Any] = ()) -> None:
        super().__init__()
        self._places: dict[Any, None] = {}
        self.update(items)

    def __iter__(self) -> Iterator[Any]:
        items = list(self._places)
        if _now["order"] == BACKWARD:
            items.reverse()
        elif _now["order"] != FORWARD:
            _now["rng"].shuffle(items)
        return iter(items)

    def add(self, item: Any) -> None:
        super().add(item)
        self._places[item] = None

    def discard(self, item: Any) -> None:
        super().discard(item)
        self._places.pop(item, None)

    def remove(self, item: Any) -> None:
        super().remove(item)
        del self._places[item]

    def pop(self) -> Any:
        item = next(iter(self))
        self.remove(item)
        return item

    def clear(self) -> None:
        super().clear()
        self._places.clear()

    def update(self, *others: Iterable[Any]) -> None:
        for other in others:
            for item in other:
                self.add(item)

    def difference_update(self, *others: Iterable[Any]) -> None:
        for other in others:
            for item in list(other):
                self.discard(item)

    def copy(self) -> "TurnedSet":
        return TurnedSet(self._places)

    def union(self, *others: Iterable[Any]) -> "TurnedSet":
        found = self.copy()
        found.update(*others)
        return found

    def difference(self, *others: Iterable[Any]) -> "TurnedSet":
        found = self.copy()
        found.difference_update(*others)
        return found

    def intersection(self, *others: Iterable[Any]) -> "TurnedSet":
        wanted = [set(other) for other in others]
        return TurnedSet(item for item in self._places if all(item in other for other in wanted))

    __or__ = union
    __sub__ = difference
    __and__ = intersection


def install() -> None:
    """From here on the flush of this process uses such sets."""
    for module in MODULES:
        module.set = TurnedSet


@contextmanager
def in_order(order: int) -> Iterator[None]:
    """Within it the sets are walked forward, backward, or shuffled by a seed; the same each time."""
    before = dict(_now)
    _now.update(order=order, rng=random.Random(order))
    try:
        yield
    finally:
        _now.update(before)
