"""A player that refuses steps which enter a situation that scenarios leave out."""

from functools import partial
from typing import Any

from sqlalchemy import event, inspect

from tests.conformance.differential.guards import FLUSH_GUARDS, STEP_GUARDS, VERSION_GUARDS
from tests.conformance.differential.models import World
from tests.conformance.differential.player import Step
from tests.conformance.differential.watched import Watched

RELOADS = "reloads_object_loaded_with_options"
STUCK = "rollback_fails"  # SQLAlchemy stops half-way through it
_reloaded: dict[int, list[Any]] = {}  # by world: the states reloaded in this step


class Refused(Exception):
    """A step enters a situation that is left out; the text is the guard's name."""


def _note_reload(world: int, load: Any, state: Any, *arguments: Any) -> Any:
    _reloaded[world].append(state)
    return load(state, *arguments)


def _watch_reloads(world: World) -> list[Any]:
    if id(world) not in _reloaded:
        _reloaded[id(world)] = []
        for cls in world.classes.values():
            manager = inspect(cls).class_manager
            manager.expired_attribute_loader = partial(_note_reload, id(world), manager.expired_attribute_loader)
    return _reloaded[id(world)]


class Guarded(Watched):
    """Raises Refused from `play`; the player is of no use after that, because the step may have half happened.

    With `differences` it lets through what only 2.0 does as wanted, for a player that follows 2.0.
    """

    def __init__(self, scenario: dict[str, Any], strategy: str, differences: bool = False) -> None:
        super().__init__(scenario, strategy)
        allowed = VERSION_GUARDS if differences else frozenset()
        self._step_guards = [guard for guard in STEP_GUARDS if guard not in allowed]
        self._flush_guards = [guard for guard in FLUSH_GUARDS if guard not in allowed]
        self._reloads = _watch_reloads(self.world)
        event.listen(self.session, "before_flush", self._before_flush)

    def _before_flush(self, session: Any, context: Any, instances: Any) -> None:
        self.note_loaded()
        for guard in self._flush_guards:
            if guard(self):
                raise Refused(guard.__name__)

    def play(self, step: Step) -> dict[str, Any]:
        for guard in self._step_guards:
            if guard(self, step):
                raise Refused(guard.__name__)
        self._reloads.clear()
        record = super().play(step)
        if any(state.load_options for state in self._reloads):
            raise Refused(RELOADS)
        if step["op"] == "rollback" and record["error"]:
            raise Refused(STUCK)
        return record
