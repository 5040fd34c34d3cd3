"""What the guards ask about the objects of a player: links, changes, queues, states. Nothing here runs SQL."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import inspect
from sqlalchemy.orm.attributes import PASSIVE_NO_INITIALIZE, PASSIVE_NO_RESULT

from tests.conformance.differential.models import SIDES, Side
from tests.conformance.differential.player import Player


class Queued(NamedTuple):
    """A change that waits on an unloaded list."""

    owner: Any
    name: str
    item: Any
    added: bool


class Change(NamedTuple):
    """The unflushed change of one loaded relationship."""

    owner: Any
    name: str
    side: Side
    added: list[Any]
    deleted: list[Any]


def sides(player: Player, instance: Any) -> dict[str, Side]:
    return SIDES[player.world.model][type(instance).__name__]


def side(player: Player, instance: Any, name: str) -> Side | None:
    return sides(player, instance).get(name)


def is_link_list(player: Player, instance: Any, name: str) -> bool:
    """Whether `name` is one side of a many-to-many pair."""
    here = side(player, instance, name)
    return here is not None and here.is_list and SIDES[player.world.model][here.target][here.reverse].is_list


def loaded(instance: Any, name: str) -> bool:
    return name in inspect(instance).dict


def value(instance: Any, name: str) -> Any:
    """The loaded value, or None."""
    return inspect(instance).dict.get(name)


def members(instance: Any, name: str) -> list[Any]:
    """The loaded value as a list without nulls."""
    found = value(instance, name)
    return [item for item in (found if isinstance(found, list) else [found]) if item is not None]


def queue(player: Player) -> Iterator[Queued]:
    """All queued changes."""
    for owner in player.known():
        for name, pending in inspect(owner).__dict__.get("_pending_mutations", {}).items():
            yield from (Queued(owner, name, item, True) for item in pending.added_items)
            yield from (Queued(owner, name, item, False) for item in pending.deleted_items)


def change(player: Player, owner: Any, name: str) -> Change:
    """The unflushed change of one relationship of `owner`; empty when it is not loaded."""
    state, here = inspect(owner), sides(player, owner)[name]
    if state.committed_state.get(name) is PASSIVE_NO_RESULT:  # its old value is unknown, and asking would load it
        return Change(owner, name, here, members(owner, name), [])
    history = state.get_history(name, PASSIVE_NO_INITIALIZE)
    added = [item for item in history.added or () if item is not None]
    return Change(owner, name, here, added, [item for item in history.deleted or () if item is not None])


def is_changed(owner: Any, name: str) -> bool:
    return name in inspect(owner).committed_state


def changes(player: Player) -> Iterator[Change]:
    """The unflushed relationship changes of all objects that a flush would look at."""
    for owner in player.known():
        if owner in player.session:
            yield from (change(player, owner, name) for name in sides(player, owner) if is_changed(owner, name))


def has_owner(owner: Any, name: str, item: Any) -> bool:
    """Whether `item` is in the list (or scalar) `name` of any owner, as SQLAlchemy keeps count of it."""
    return bool(inspect(owner).manager[name].impl.hasparent(inspect(item), optimistic=inspect(item).has_identity))


def is_let_go(owner: Any, name: str, item: Any) -> bool:
    """Whether a flush takes `item`, removed from the list (or scalar) `name` of `owner`, for nobody's: also one that
    was expired since, of which SQLAlchemy no longer knows who took it."""
    return not inspect(owner).manager[name].impl.hasparent(inspect(item))


def is_marked(player: Player, instance: Any) -> bool:
    """Whether the next flush deletes it."""
    return instance in player.session.deleted


def is_referred_to(player: Player, item: Any) -> bool:
    """Whether a loaded relationship of another object holds `item`."""
    return any(
        any(other is item for other in members(owner, name))
        for owner in player.known() if owner is not item
        for name in sides(player, owner)
    )  # fmt: skip


def is_wholly_expired(instance: Any) -> bool:
    return bool(inspect(instance).expired)


def reachable(player: Player, start: Any) -> list[Any]:
    """`start` and what it reaches through loaded relationships, which is what `add` adds."""
    found, waiting = {id(start): start}, [start]
    while waiting:
        instance = waiting.pop()
        for name in sides(player, instance):
            for item in members(instance, name):
                if id(item) not in found:
                    found[id(item)] = item
                    if item not in player.session and type(item).__name__ in player.world.classes:
                        waiting.append(item)
    return list(found.values())
