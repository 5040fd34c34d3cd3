"""A player that also remembers what guards have to know about the past of its objects."""

from typing import Any

from sqlalchemy import inspect

from tests.conformance.differential.models import CASCADE
from tests.conformance.differential.player import Player, Step, state_of

ROLLING_BACK = (
    "integrity_error",
    "null_in_collection",
    "circular_dependency",
    "stale_data",
    "type_mismatch",
    "flush_error",
)


class Watched(Player):
    """Knows which objects a step deleted by name, and which a rollback made transient."""

    def __init__(self, scenario: dict[str, Any], strategy: str) -> None:
        super().__init__(scenario, strategy)
        self.cascade: str = (scenario.get("options") or {}).get("cascade", CASCADE)
        self.keys_nullable: bool = (scenario.get("options") or {}).get("fk_nullable", True)
        self.deleted_by_step: set[int] = set()
        self.rolled_back: set[int] = set()
        self.loaded_before: dict[int, frozenset[str]] = {}  # what was loaded of an object when a flush last began
        self.failed = False  # the session waits for a rollback

    def note_loaded(self) -> None:
        """A flush begins."""
        for item in self.known():
            if item in self.session:
                self.loaded_before[id(item)] = frozenset(inspect(item).dict)

    def play(self, step: Step) -> dict[str, Any]:
        before = {id(item) for item in self.known() if item in self.session}
        record = super().play(step)
        if step["op"] == "delete":
            self.deleted_by_step.add(id(self.target(step)))
        if step["op"] == "rollback" or record["error"] in ROLLING_BACK:
            now = [item for item in self.known() if id(item) in before]
            self.rolled_back |= {id(item) for item in now if state_of(item) == "transient"}
            self.failed = record["error"] is not None
        if self.rolled_back:
            self.rolled_back -= {id(item) for item in self.known() if item in self.session}
        return record
