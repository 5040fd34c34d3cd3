"""The situations that scenarios leave out, each as one function that sees it coming.

SQLAlchemy 1.4, which replays here, and 2.0, whose behaviour is wanted, differ in some situations; in some others both
leave the outcome to the order of statements inside a flush. A step guard looks at a step before it runs, a flush guard
at the session when a flush begins, on purpose or by itself. The names are what a refused step reports.
"""

from collections.abc import Callable

from sqlalchemy import inspect

from tests.conformance.differential import facts, failures
from tests.conformance.differential.player import Step
from tests.conformance.differential.watched import Watched

WRITES = ("append", "assign", "set")
LOADS = ("append", "remove", "assign", "read", "contains", "count")


# At a step


def assign_keeps_object_outside_session(player: Watched, step: Step) -> bool:
    """assign keeps an object that is deleted or outside the session: 2.0 adds it, 1.4 does not."""
    if step["op"] != "assign" or not isinstance(step.get("value"), list):
        return False
    owner, name = player.on(step)
    if inspect(owner).session is None:
        return False
    old = facts.members(owner, name) or [item.item for item in facts.queue(player) if item.owner is owner]
    kept = [item for item in player.value(step["value"]) if any(item is other for other in old)]
    return any(item not in player.session for item in kept)


def wrong_class_changes_something(player: Watched, step: Step) -> bool:
    """A wrong class on a linked side: SQLAlchemy takes the object out of the old owner's list, or adds the wrong object
    to the session, before it refuses; the format says that nothing changes."""
    if step["op"] not in WRITES or not player.world.linked:
        return False
    owner, name = player.on(step)
    here = facts.side(player, owner, name)
    given = player.value(step.get("value"))
    items = [item for item in (given if isinstance(given, list) else [given]) if item is not None]
    if here is None or all(type(item).__name__ == here.target for item in items):
        return False
    return step["op"] != "append" or any(item not in player.session for item in items)


def reads_object_a_cascade_deleted(player: Watched, step: Step) -> bool:
    """A relationship of an object that a cascade deleted is read, and it was not loaded before: left open."""
    if step["op"] not in (*LOADS, "peek"):
        return False
    owner, name = player.on(step)
    if facts.side(player, owner, name) is None or id(owner) in player.deleted_by_step:
        return False
    if facts.is_marked(player, owner):
        return step["op"] != "peek" and not facts.loaded(owner, name)
    return bool(inspect(owner).was_deleted) and name not in player.loaded_before.get(id(owner), ())


def adds_again_after_rollback(player: Watched, step: Step) -> bool:
    """An object that a rollback made transient is added again while others still refer to it: left open."""
    if not player.rolled_back or step["op"] not in ("add", *WRITES):
        return False
    if step["op"] == "add":
        starts = [player.target(step)]
    else:
        given = player.value(step.get("value"))
        starts = [item for item in (given if isinstance(given, list) else [given]) if item is not None]
    added = [item for start in starts if start not in player.session for item in facts.reachable(player, start)]
    again = [item for item in added if id(item) in player.rolled_back and item not in player.session]
    return any(facts.is_referred_to(player, item) for item in again)


def refreshes_object_loaded_with_options(player: Watched, step: Step) -> bool:
    """An object that a query with load brought in is reloaded, other than by a query."""
    return step["op"] == "refresh" and bool(inspect(player.target(step)).load_options)


def binds_label_twice(player: Watched, step: Step) -> bool:
    """A label is given to a second object."""
    if step["op"] == "new":
        return step["label"] in player.objects
    if step["op"] != "get" or step.get("label") not in player.objects:
        return False
    key = inspect(player.objects[step["label"]]).identity
    present = player.session.identity_map.get((player.world.classes[step["class"]], (step["id"],), None))
    return key != (step["id"],) or present is not player.objects[step["label"]]


STEP_GUARDS: tuple[Callable[[Watched, Step], bool], ...] = (
    assign_keeps_object_outside_session,
    wrong_class_changes_something,
    reads_object_a_cascade_deleted,
    adds_again_after_rollback,
    refreshes_object_loaded_with_options,
    binds_label_twice,
)


# At a flush


def queue_differs_from_written_side(player: Watched) -> bool:
    """A queued change is no longer a change of the object that was written (it was expired, expunged or deleted, the
    pair was stored already, or a remove failed): 2.0 writes the queue, 1.4 the written side."""
    for item in facts.queue(player):
        if item.owner not in player.session:
            continue
        if item.item not in player.session or facts.is_marked(player, item.item):
            return True
        written = facts.change(player, item.item, facts.sides(player, item.owner)[item.name].reverse)
        if not facts.is_changed(item.item, written.name):
            return True
        if facts.is_link_list(player, item.owner, item.name):
            part = written.added if item.added else written.deleted
            if sum(other is item.owner for other in part) != 1:  # twice: 1.4 inserts two rows, 2.0 one
                return True
        elif (facts.value(item.item, written.name) is item.owner) is not item.added:
            return True
    return False


def two_errors_in_one_flush(player: Watched) -> bool:
    """Two different errors are possible in one flush: which comes first is left to its order of statements."""
    return failures.reasons(player) > 1


def inserts_what_was_deleted_and_rolled_back(player: Watched) -> bool:
    """An object that one transaction inserted and deleted, and that is added again after its rollback: SQLAlchemy takes
    its deletion for what it is still, and calls it deleted once its row is inserted."""
    return any(inspect(item)._deleted for item in player.session.new)


def two_users_given_one_profile(player: Watched) -> bool:
    """Two users are given the same profile in one flush: left open."""
    given = [id(item) for found in facts.changes(player) if found.name == "profile" for item in found.added]
    return len(given) != len(set(given))


def one_object_in_two_lists(player: Watched) -> bool:
    """One object is added to two lists in one flush: left open."""
    added = [
        id(item) for found in facts.changes(player) if _is_key_list(player, found)
        for item in {id(item): item for item in found.added}.values()
    ]  # fmt: skip
    return len(added) != len(set(added))


def sides_write_different_keys(player: Watched) -> bool:
    """The list (or User.profile) and the scalar write different keys of one object in one flush."""
    wanted: dict[int, set[int]] = {}
    for found in facts.changes(player):
        if _is_key_list(player, found):
            for item in found.added:
                wanted.setdefault(id(item), set()).add(id(found.owner))
            for item in found.deleted:
                if facts.is_let_go(found.owner, found.name, item):
                    wanted.setdefault(id(item), set()).add(id(None))
        elif not found.side.is_list:
            wanted.setdefault(id(found.owner), set()).add(id(facts.value(found.owner, found.name)))
    return any(len(keys) > 1 for keys in wanted.values())


def _is_key_list(player: Watched, found: facts.Change) -> bool:
    """Whether the change is one of User.posts, Post.replies or User.profile: the side without the key."""
    return found.name in ("replies", "profile") or (found.name == "posts" and type(found.owner).__name__ == "User")


def deletes_near_expired_parent(player: Watched) -> bool:
    """A delete in a tree where an expired object is the parent: left open."""
    if player.world.model != "self_referential" or not player.session.deleted:
        return False
    parents = {row[2] for row in player.world.dump("posts")} - {None}
    return any(
        inspect(item).persistent and facts.is_wholly_expired(item) and inspect(item).identity[0] in parents
        for item in player.known()
    )


def several_moves_in_orphan_tree(player: Watched) -> bool:
    """Several moves in one flush in a tree with delete-orphan: left open."""
    if player.world.model != "self_referential" or "delete-orphan" not in player.cascade:
        return False
    moved: set[int] = set()
    for found in facts.changes(player):
        if found.side.is_list:
            moved.update(id(item) for item in [*found.added, *found.deleted])
        else:
            moved.add(id(found.owner))
    return len(moved) > 1


VERSION_GUARDS = frozenset(  # what 2.0 does is known, and 1.4 does otherwise
    {assign_keeps_object_outside_session, queue_differs_from_written_side}
)

FLUSH_GUARDS: tuple[Callable[[Watched], bool], ...] = (
    queue_differs_from_written_side,
    two_errors_in_one_flush,
    inserts_what_was_deleted_and_rolled_back,
    two_users_given_one_profile,
    one_object_in_two_lists,
    sides_write_different_keys,
    deletes_near_expired_parent,
    several_moves_in_orphan_tree,
)
