"""Picks what a random step is about: objects, relationships, values; aimed at what recent steps touched."""

import random
from typing import Any

from tests.conformance.differential.models import COLUMNS, PREFIX, SIDES, TABLE_OF, Side
from tests.conformance.differential.plan import WORDS
from tests.conformance.differential.player import Player, Step, state_of

RECENT = 5


class Pick:
    """Knows the scenario's objects at the point that its players have reached; runs nothing."""

    def __init__(self, rng: random.Random, scenario: dict[str, Any]) -> None:
        self.rng = rng
        self.scenario = scenario
        self.model: str = scenario["model"]
        self.classes = sorted(SIDES[self.model])
        self.recent: list[str] = []  # labels, the last is the newest
        self.next_id = 100
        self.players: list[Player] = []

    def note(self, step: Step) -> None:
        """The step was played: its objects are recent."""
        for label in self._labels_of(step):
            if label in self.recent:
                self.recent.remove(label)
            self.recent.append(label)

    def common(self) -> list[str]:
        """Labels that all players know, for objects of the same class and key."""
        first, *others = self.players
        return [
            label for label, item in first.objects.items()
            if all(label in other.objects and _same(item, other.objects[label]) for other in others)
        ]  # fmt: skip

    def label(self, cls: str | None = None, state: str | None = None) -> str | None:
        """The label of an object, of this class and state if given; most likely one of the recent."""
        objects = self.players[0].objects
        found = [
            label for label in self.common()
            if (cls is None or type(objects[label]).__name__ == cls)
            and (state is None or state_of(objects[label]) == state)
        ]  # fmt: skip
        near = [label for label in found if label in self.recent[-RECENT:]]
        if near and self.rng.random() < 0.6:
            return self.rng.choice(near)
        return self.rng.choice(found) if found else None

    def side(self, is_list: bool | None = None) -> tuple[str, str, Side] | None:
        """An object and one of its relationships."""
        sides = [
            (cls, name) for cls in self.classes for name, side in SIDES[self.model][cls].items()
            if is_list is None or side.is_list is is_list
        ]  # fmt: skip
        if not sides:
            return None
        cls, name = self.rng.choice(sides)
        label = self.label(cls)
        return (label, name, SIDES[self.model][cls][name]) if label else None

    def item(self, target: str) -> str | None:
        """An object to put somewhere; seldom one of a wrong class."""
        return self.label() if self.rng.random() < 0.03 else self.label(target)

    def members(self, label: str, name: str) -> list[str]:
        """Labels of what is in a loaded list and known to all players."""
        first = self.players[0]
        held = first.objects[label].__dict__.get(name) or []
        known = set(self.common())
        found = [first.labels.get(id(item)) for item in held if item is not None]
        return [name for name in found if name in known]

    def column(self) -> tuple[str, str] | None:
        label = self.label()
        if label is None:
            return None
        table = TABLE_OF[type(self.players[0].objects[label]).__name__]
        return label, self.rng.choice(COLUMNS[self.model][table])

    def key_value(self, name: str) -> int | None:
        if name != "parent_id" and self.rng.random() < 0.05:
            return 77  # nobody's key: the database does not check
        rows = self.scenario["rows"]["posts" if name == "parent_id" else "users"]
        keys: list[int | None] = [None, *(row[0] for row in rows)]
        return self.rng.choice(keys)

    def values(self, cls: str, key: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in COLUMNS[self.model][TABLE_OF[cls]][1:]:
            if name.endswith("_id"):
                if self.rng.random() < 0.25:
                    values[name] = self.key_value(name)
            elif cls == "Tag":
                values[name] = f"tag{key}" if self.rng.random() < 0.95 else "tag1"
            elif self.rng.random() < (0.5 if name == "bio" else 0.95):
                values[name] = self.rng.choice(WORDS)
        return values

    def fresh(self, cls: str, key: int) -> str:
        label = f"{PREFIX[cls]}{key}"
        taken: set[str] = {name for player in self.players for name in player.objects}
        endings: list[str] = ["", *"bcdefghijklmnopqrstuvwxyz", f"x{len(taken)}"]
        return next(label + ending for ending in endings if label + ending not in taken)

    def _labels_of(self, step: Step) -> list[str]:
        values = step.get("value") if isinstance(step.get("value"), list) else [step.get("value")]
        named = [step.get("target"), step.get("label"), (step.get("on") or "").rpartition(".")[0], *(values or [])]
        known = self.players[0].objects
        return [name for name in named if isinstance(name, str) and name in known]


def _same(left: Any, right: Any) -> bool:
    return type(left).__name__ == type(right).__name__ and left.__dict__.get("id") == right.__dict__.get("id")
