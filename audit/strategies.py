"""Which strategy each relationship uses: the words of strategies/, said of an application's own declarations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.facts import Facts, Relationship

LINKED = ("back_populates", "backref")


@dataclass(frozen=True)
class Pair:
    """One relationship, or two that are the two sides of one key; `first` is the side that declares, or the list."""

    strategy: str
    first: Relationship
    second: Relationship | None = None

    @property
    def sides(self) -> tuple[Relationship, ...]:
        return (self.first,) if self.second is None else (self.first, self.second)


def pairs(facts: Facts) -> list[Pair]:
    """Each relationship is in one pair."""
    found: list[Pair] = []
    taken: set[str] = set()
    for make in (_linked, _half_named, _unlinked, _alone):
        for pair in make(facts, taken):
            found.append(pair)
            taken |= {side.id for side in pair.sides}
    return sorted(found, key=lambda pair: pair.first.id)


def _left(facts: Facts, taken: set[str]) -> Iterator[Relationship]:
    """Those that are in no pair yet; `taken` grows meanwhile."""
    return (one for one in facts.relationships.values() if one.id not in taken)


def _linked(facts: Facts, taken: set[str]) -> Iterator[Pair]:
    for one in _left(facts, taken):
        other = facts.relationships.get(one.partner or "")
        if other is None or other.partner != one.id:
            continue
        if one.inferred_from or other.inferred_from:
            yield Pair("backref", *((other, one) if one.inferred_from else (one, other)))
        else:
            yield Pair("back_populates", *_list_first(one, other))


def _half_named(facts: Facts, taken: set[str]) -> Iterator[Pair]:
    for one in _left(facts, taken):
        other = facts.relationships.get(one.partner or "")
        if other is not None and not one.viewonly:
            yield Pair("half_named", one, other)


def _unlinked(facts: Facts, taken: set[str]) -> Iterator[Pair]:
    for one in _left(facts, taken):
        other = next((other for other in _left(facts, taken) if _are_two_sides(facts, one, other)), None)
        if other is not None:
            yield Pair("unlinked", *_list_first(one, other))


def _alone(facts: Facts, taken: set[str]) -> Iterator[Pair]:
    paired = [facts.relationships[id_] for id_ in taken]
    for one in _left(facts, taken):
        if one.viewonly:
            yield Pair("viewonly", one)
        elif any(_are_two_sides(facts, one, other) for other in paired):
            yield Pair("beside_a_pair", one)
        else:
            yield Pair("one_sided", one)


def _list_first(one: Relationship, other: Relationship) -> tuple[Relationship, Relationship]:
    first, second = sorted((one, other), key=lambda side: (not side.uselist, side.direction != "ONETOMANY", side.id))
    return first, second


def _are_two_sides(facts: Facts, one: Relationship, other: Relationship) -> bool:
    """Both write the same key, and lead to each other."""
    if one.id == other.id:
        return False
    if one.viewonly or other.viewonly or one.same_key != other.same_key or one.secondary != other.secondary:
        return False
    if "MANYTOMANY" not in (one.direction, other.direction) and one.direction == other.direction:
        return False
    return _are_related(facts, one.target, other.owner) and _are_related(facts, other.target, one.owner)


def _are_related(facts: Facts, one: str, other: str) -> bool:
    return one == other or one in facts.ancestors(other) or other in facts.ancestors(one)
