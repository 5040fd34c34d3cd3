"""Why the next flush may fail. A flush with two reasons may raise either error: its order of statements is free."""

from typing import Any

from sqlalchemy import inspect

from tests.conformance.differential import facts
from tests.conformance.differential.models import COLUMNS, TABLE_OF
from tests.conformance.differential.watched import Watched

NOT_NULL = ("name", "title")
KEY_SIDES = ("author", "user", "posts", "profile")


def null_in_list(player: Watched) -> bool:
    """A changed list holds null."""
    return any(
        found.side.is_list and None in (facts.value(found.owner, found.name) or []) for found in facts.changes(player)
    )


def cycle_in_tree(player: Watched) -> bool:
    """Following the loaded parents of posts comes back to where it began."""
    if player.world.model != "self_referential":
        return False
    above: dict[int, list[Any]] = {}
    for item in player.known():
        above.setdefault(id(item), []).extend(facts.members(item, "parent"))
        for reply in facts.members(item, "replies"):
            above.setdefault(id(reply), []).append(item)
    for start in above:
        seen, waiting = set(), list(above[start])
        while waiting:
            item = waiting.pop()
            if id(item) == start:
                return True
            if id(item) not in seen:
                seen.add(id(item))
                waiting += above.get(id(item), [])
    return False


def row_refused(player: Watched) -> bool:
    """The database may refuse a row: a column without a value, a key or name that is taken, a pair written twice."""
    new = list(player.session.new)
    for item in [*new, *player.session.dirty]:
        columns = inspect(item).dict
        for name in COLUMNS[player.world.model][TABLE_OF[type(item).__name__]]:
            if name in NOT_NULL and columns.get(name, "" if item not in new else None) is None:
                return True
            if name == "name" and type(item).__name__ == "Tag" and _is_taken(player, item, name):
                return True
    keys = [(type(item).__name__, facts.value(item, "id")) for item in new]
    if len(keys) != len(set(keys)) or any(_row_exists(player, cls, key) for cls, key in keys):
        return True
    if not player.keys_nullable and any(found.name in KEY_SIDES for found in facts.changes(player)):
        return True
    return _pair_written_twice(player)


def _is_taken(player: Watched, item: Any, name: str) -> bool:
    wanted, key = facts.value(item, name), facts.value(item, "id")
    return any(row[1] == wanted and row[0] != key for row in player.world.dump("tags")) or any(
        other is not item and type(other).__name__ == "Tag" and facts.value(other, name) == wanted
        for other in player.known()
    )


def _row_exists(player: Watched, cls: str, key: Any) -> bool:
    return any(row[0] == key for row in player.world.dump(TABLE_OF[cls]))


def _pair_written_twice(player: Watched) -> bool:
    pairs: set[tuple[int, int]] = set()
    for found in facts.changes(player):
        if facts.is_link_list(player, found.owner, found.name):
            for item in found.added:
                pair = (id(found.owner), id(item))
                if pair in pairs or (not player.world.linked and pair[::-1] in pairs):
                    return True
                pairs.add(pair)
    return False


def reasons(player: Watched) -> int:
    """How many kinds of reasons there are."""
    return sum(reason(player) for reason in (null_in_list, cycle_in_tree, row_refused))
