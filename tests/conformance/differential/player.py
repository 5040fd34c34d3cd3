"""Plays the operations of one scenario on a real SQLAlchemy session, one at a time.

The player keeps every object that the session ever loaded, so the identity map never forgets one.
"""

import warnings
from collections.abc import Callable
from typing import Any

from sqlalchemy import event, exc, inspect, select
from sqlalchemy.orm import Session, joinedload, selectinload

from tests.conformance.differential.counting import Counts
from tests.conformance.differential.errors import Unexpected, name_of
from tests.conformance.differential.models import PREFIX, World, world_of

LOADERS = {"selectin": selectinload, "joined": joinedload}
# What SQLAlchemy raises at a step; a query with a loader on both sides of a circle makes it load without end.
PLAYED = (
    exc.SQLAlchemyError, ValueError, TypeError, KeyError, AttributeError, AssertionError, RecursionError
)  # fmt: skip
Step = dict[str, Any]
_counts: dict[int, Counts] = {}


def _counts_of(world: World) -> Counts:
    if id(world) not in _counts:  # one listener an engine, whatever the number of players
        _counts[id(world)] = Counts(world.engine)
    return _counts[id(world)]


class Player:
    """One session and the labels of its objects."""

    def __init__(self, scenario: dict[str, Any], strategy: str) -> None:
        self.strategy = strategy
        self.world = world_of(scenario, strategy)
        self.world.fill(scenario.get("rows", {}))
        self.counts = _counts_of(self.world)
        options = scenario.get("options") or {}
        self.session = Session(self.world.engine, future=True, autoflush=options.get("autoflush", True))
        self.objects: dict[str, Any] = {}  # label to object
        self.labels: dict[int, str] = {}  # id of an object to its first label
        self.loaded: list[Any] = []
        event.listen(self.session, "loaded_as_persistent", self._keep)

    def _keep(self, session: Session, instance: Any) -> None:
        self.loaded.append(instance)

    # Labels

    def bind(self, label: str, instance: Any) -> None:
        self.objects[label] = instance
        self.labels.setdefault(id(instance), label)

    def label(self, instance: Any) -> str | None:
        if instance is None:
            return None
        if id(instance) not in self.labels:
            label = f"{PREFIX[type(instance).__name__]}{inspect(instance).identity[0]}"
            while label in self.objects:
                label += "'"
            self.bind(label, instance)
        return self.labels[id(instance)]

    def shown(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.label(item) for item in value]
        return self.label(value) if type(value).__name__ in PREFIX else value

    def value(self, given: Any) -> Any:
        """What a step's `value` means: the objects of its labels."""
        if isinstance(given, list):
            return [self.value(item) for item in given]
        return None if given is None else self.named(given)

    def named(self, label: str) -> Any:
        if label not in self.objects:
            raise Unexpected(f"no object has the label '{label}'")
        return self.objects[label]

    def known(self) -> list[Any]:
        """Every object of the scenario, in the order in which it came."""
        return list({id(item): item for item in [*self.objects.values(), *self.loaded]}.values())

    # Steps

    def play(self, step: Step) -> dict[str, Any]:
        """Runs one step; its record without the number."""
        self.counts.clear()
        run: Callable[[Step], Any] = getattr(self, "do_" + step["op"])
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                result = run(step)
        except PLAYED as error:
            return {"op": step["op"], "result": None, "selects": None, "inserted": {}, "updated": {}, "deleted": {},
                    "error": name_of(error)}  # fmt: skip
        return {"op": step["op"], "result": result, "selects": self.counts.selects, **self.counts.rows, "error": None}

    def close(self) -> dict[str, list[list[Any]]]:
        """Ends the session without a commit; what the tables hold then."""
        self.session.close()
        return self.world.tables()

    def on(self, step: Step) -> tuple[Any, str]:
        label, _, attribute = step["on"].rpartition(".")
        return self.named(label), attribute

    def target(self, step: Step) -> Any:
        return self.named(step["target"])

    def do_new(self, step: Step) -> str:
        instance = self.world.classes[step["class"]](id=step["id"], **step.get("values", {}))
        self.bind(step["label"], instance)
        return str(step["label"])

    def do_add(self, step: Step) -> None:
        self.session.add(self.target(step))

    def do_delete(self, step: Step) -> None:
        self.session.delete(self.target(step))

    def do_get(self, step: Step) -> str | None:
        instance = self.session.get(self.world.classes[step["class"]], step["id"])
        if instance is not None and step.get("label"):
            self.bind(step["label"], instance)
        return self.label(instance)

    def do_query(self, step: Step) -> list[str | None]:
        cls = self.world.classes[step["class"]]
        statement = select(cls).order_by(cls.id)
        for name, value in (step.get("where") or {}).items():
            statement = statement.where(getattr(cls, name) == value)
        for name, how in (step.get("load") or {}).items():
            if how in LOADERS:
                statement = statement.options(LOADERS[how](getattr(cls, name)))
        return [self.label(item) for item in self.session.execute(statement).scalars().unique().all()]

    def do_append(self, step: Step) -> None:
        (instance, name), value = self.on(step), self.value(step.get("value"))
        getattr(instance, name).append(value)

    def do_remove(self, step: Step) -> None:
        (instance, name), value = self.on(step), self.value(step.get("value"))
        getattr(instance, name).remove(value)

    def do_assign(self, step: Step) -> None:
        instance, name = self.on(step)
        setattr(instance, name, self.value(step.get("value")))

    do_set = do_assign

    def do_set_column(self, step: Step) -> None:
        instance, name = self.on(step)
        setattr(instance, name, step.get("value"))

    def do_read(self, step: Step) -> Any:
        instance, name = self.on(step)
        return self.shown(getattr(instance, name))

    def do_peek(self, step: Step) -> Any:
        instance, name = self.on(step)
        loaded = inspect(instance).dict
        return self.shown(loaded[name]) if name in loaded else "unloaded"

    def do_contains(self, step: Step) -> bool:
        (instance, name), value = self.on(step), self.value(step.get("value"))
        return value in getattr(instance, name)

    def do_count(self, step: Step) -> int:
        instance, name = self.on(step)
        return len(getattr(instance, name))

    def do_expire(self, step: Step) -> None:
        self.session.expire(self.target(step), step.get("attrs"))

    def do_expire_all(self, step: Step) -> None:
        self.session.expire_all()

    def do_refresh(self, step: Step) -> None:
        self.session.refresh(self.target(step))

    def do_flush(self, step: Step) -> None:
        self.session.flush()

    def do_commit(self, step: Step) -> None:
        self.session.commit()

    def do_rollback(self, step: Step) -> None:
        self.session.rollback()

    def do_expunge(self, step: Step) -> None:
        self.session.expunge(self.target(step))

    def do_state(self, step: Step) -> str:
        return state_of(self.target(step))

    def do_is_modified(self, step: Step) -> bool:
        return bool(self.session.is_modified(self.target(step)))

    def do_db(self, step: Step) -> list[list[Any]]:
        return self.world.dump(step["table"])


def state_of(instance: Any) -> str:
    state = inspect(instance)
    for name in ("transient", "pending", "persistent", "deleted"):
        if getattr(state, name):
            return name
    return "detached"
