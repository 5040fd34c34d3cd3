"""Draws one random step: mostly sensible, sometimes misuse, and aimed at objects that recent steps touched."""

import random
from typing import Any

from tests.conformance.differential.models import COLUMNS, PREFIX, SIDES, TABLE_OF, Side
from tests.conformance.differential.plan import WORDS
from tests.conformance.differential.player import Player, Step, state_of

RECENT = 5


class Draw:
    """Draws steps for a scenario whose players are at a given point; reads their objects, runs nothing."""

    def __init__(self, rng: random.Random, scenario: dict[str, Any]) -> None:
        self.rng = rng
        self.scenario = scenario
        self.model: str = scenario["model"]
        self.classes = sorted(SIDES[self.model])
        self.recent: list[str] = []  # labels, the last is the newest
        self.next_id = 100
        self.players: list[Player] = []

    def step(self, op: str) -> Step | None:
        """A step of this kind, or None when there is nothing to do it with."""
        drawn: Step | None = getattr(self, "draw_" + op)()
        return {"op": op, **drawn} if drawn is not None else None

    def note(self, step: Step) -> None:
        """The step was played: its objects are recent."""
        for label in self._labels_of(step):
            if label in self.recent:
                self.recent.remove(label)
            self.recent.append(label)

    # Parts

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
        return self.label() if self.rng.random() < 0.015 else self.label(target)

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
        return self.rng.choice([None, *(row[0] for row in rows)])

    # Steps

    def draw_new(self) -> Step:
        cls = self.rng.choice(self.classes)
        gone = [
            item.__dict__["id"] for item in self.players[0].known()
            if type(item).__name__ == cls and "id" in item.__dict__
            and (state_of(item) in ("deleted", "detached") or item in self.players[0].session.deleted)
        ]  # fmt: skip
        draw = self.rng.random()
        if gone and draw < 0.35:
            key = self.rng.choice(gone)
        elif draw > 0.96:
            key = int(self.rng.choice(self.scenario["rows"][TABLE_OF[cls]] or [[1]])[0])
        else:
            key, self.next_id = self.next_id, self.next_id + 1
        return {"label": self._fresh(cls, key), "class": cls, "id": key, "values": self._values(cls, key)}

    def _values(self, cls: str, key: int) -> dict[str, Any]:
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

    def _fresh(self, cls: str, key: int) -> str:
        label = f"{PREFIX[cls]}{key}"
        taken: set[str] = {name for player in self.players for name in player.objects}
        endings = ["", *"bcdefghijklmnopqrstuvwxyz", f"x{len(taken)}"]
        return next(label + ending for ending in endings if label + ending not in taken)

    def draw_add(self) -> Step | None:
        states = ("transient", "transient", "transient", "detached", "detached", None)
        label = self.label(state=self.rng.choice(states))
        return {"target": label} if label else None

    def draw_delete(self) -> Step | None:
        label = self.label(state="persistent" if self.rng.random() < 0.9 else None)
        return {"target": label} if label else None

    def draw_get(self) -> Step:
        cls = self.rng.choice(self.classes)
        keys = [row[0] for row in self.scenario["rows"][TABLE_OF[cls]]]
        key = self.rng.choice(keys) if keys and self.rng.random() < 0.95 else self.rng.randint(1, 104)
        step: Step = {"class": cls, "id": key}
        if self.rng.random() < 0.9:
            step["label"] = f"{PREFIX[cls]}{key}"
            if self.rng.random() < 0.1 or step["label"] in self.players[0].objects:
                step["label"] = self._fresh(cls, key) if self.rng.random() < 0.5 else step["label"]
        return step

    def draw_query(self) -> Step:
        cls = self.rng.choice(self.classes)
        step: Step = {"class": cls}
        if self.rng.random() < 0.3:
            name = self.rng.choice(COLUMNS[self.model][TABLE_OF[cls]])
            rows = self.scenario["rows"][TABLE_OF[cls]] or [[1, None, None]]
            value = self.rng.choice(rows)[COLUMNS[self.model][TABLE_OF[cls]].index(name)]
            step["where"] = {name: value}
        if self.rng.random() < 0.25:
            names = sorted(SIDES[self.model][cls])
            chosen = names if self.rng.random() < 0.2 else [self.rng.choice(names)]
            ways = ("selectin", "selectin", "joined", "joined", "select")
            step["load"] = {name: self.rng.choice(ways) for name in chosen}
        return step

    def draw_append(self) -> Step | None:
        found = self.side(is_list=True)
        if not found:
            return None
        return {"on": f"{found[0]}.{found[1]}", "value": self._or_null(self.item(found[2].target))}

    def draw_remove(self) -> Step | None:
        found = self.side(is_list=True)
        if not found:
            return None
        held = self.members(found[0], found[1])
        value = self.rng.choice(held) if held and self.rng.random() < 0.85 else self.label(found[2].target)
        return {"on": f"{found[0]}.{found[1]}", "value": value} if value else None

    def draw_assign(self) -> Step | None:
        found = self.side(is_list=True)
        if not found:
            return None
        if self.rng.random() < 0.01:
            return {"on": f"{found[0]}.{found[1]}", "value": None}
        value: list[str | None] = [item for item in self.members(found[0], found[1]) if self.rng.random() < 0.6]
        for _ in range(self.rng.choice((0, 0, 1, 1, 2))):
            value.append(self._or_null(self.item(found[2].target)))
        if value and self.rng.random() < 0.15:
            value.append(self.rng.choice(value))
        if self.rng.random() < 0.3:
            self.rng.shuffle(value)
        return {"on": f"{found[0]}.{found[1]}", "value": [item for item in value if item or self.rng.random() < 0.02]}

    def _or_null(self, label: str | None) -> str | None:
        return None if self.rng.random() < 0.01 else label

    def draw_set(self) -> Step | None:
        found = self.side(is_list=False)
        if not found:
            return None
        value = None if self.rng.random() < 0.2 else self.item(found[2].target)
        return {"on": f"{found[0]}.{found[1]}", "value": value}

    def draw_set_column(self) -> Step | None:
        found = self.column()
        if not found or found[1] == "id":
            return None
        if found[1].endswith("_id"):
            return {"on": ".".join(found), "value": self.key_value(found[1])}
        value = None if self.rng.random() < 0.08 else self.rng.choice(WORDS)
        return {"on": ".".join(found), "value": value}

    def draw_read(self) -> Step | None:
        found = self.side() if self.rng.random() < 0.75 else self.column()
        return {"on": f"{found[0]}.{found[1]}"} if found else None

    draw_peek = draw_read

    def draw_contains(self) -> Step | None:
        step = self.draw_append()
        return step if step and step["value"] else None

    def draw_count(self) -> Step | None:
        found = self.side(is_list=True)
        return {"on": f"{found[0]}.{found[1]}"} if found else None

    def draw_expire(self) -> Step | None:
        label = self.label(state="persistent" if self.rng.random() < 0.95 else None)
        if not label:
            return None
        if self.rng.random() < 0.55:
            return {"target": label}
        cls = type(self.players[0].objects[label]).__name__
        names = [*SIDES[self.model][cls], *SIDES[self.model][cls], *COLUMNS[self.model][TABLE_OF[cls]][1:]]
        return {"target": label, "attrs": sorted({self.rng.choice(names) for _ in range(self.rng.choice((1, 1, 2)))})}

    def draw_refresh(self) -> Step | None:
        label = self.label(state="persistent" if self.rng.random() < 0.95 else None)
        return {"target": label} if label else None

    def draw_target(self) -> Step | None:
        label = self.label()
        return {"target": label} if label else None

    draw_expunge = draw_state = draw_is_modified = draw_target

    def draw_nothing(self) -> Step:
        return {}

    draw_expire_all = draw_flush = draw_commit = draw_rollback = draw_nothing

    def draw_db(self) -> Step:
        return {"table": self.rng.choice(sorted(COLUMNS[self.model]))}

    def _labels_of(self, step: Step) -> list[str]:
        values = step.get("value") if isinstance(step.get("value"), list) else [step.get("value")]
        named = [step.get("target"), step.get("label"), (step.get("on") or "").rpartition(".")[0], *(values or [])]
        known = self.players[0].objects
        return [name for name in named if isinstance(name, str) and name in known]


def _same(left: Any, right: Any) -> bool:
    return type(left).__name__ == type(right).__name__ and left.__dict__.get("id") == right.__dict__.get("id")
