"""Draws one random step: mostly sensible, sometimes misuse."""

from tests.conformance.differential.models import COLUMNS, PREFIX, SIDES, TABLE_OF
from tests.conformance.differential.pick import Pick
from tests.conformance.differential.plan import WORDS
from tests.conformance.differential.player import Step, state_of


class Draw(Pick):
    """Draws steps by operation."""

    def step(self, op: str) -> Step | None:
        """A step of this kind, or None when there is nothing to do it with."""
        drawn: Step | None = getattr(self, "draw_" + op)()
        return {"op": op, **drawn} if drawn is not None else None

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
        return {"label": self.fresh(cls, key), "class": cls, "id": key, "values": self.values(cls, key)}

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
                step["label"] = self.fresh(cls, key) if self.rng.random() < 0.5 else step["label"]
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
