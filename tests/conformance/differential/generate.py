"""Random scenarios, each from one number: generate(seed) gives the same scenario anywhere, at any time.

A scenario is made step by step against live SQLAlchemy sessions (one linked, one unlinked, as its strategies ask), so
that every step finds the objects it names. A step that a guard refuses is dropped, and the sessions are made anew. What
guards.py refuses, each a function there:

- assign that keeps an object which is deleted or outside the session (1.4 and 2.0 differ)
- a flush with a queued change that the written side does not share: it was expired, expunged or deleted since, its pair
  was stored already, its remove failed, or it is in the list twice (1.4 and 2.0 differ)
- a flush in which an object marked as deleted is in the list of a new owner (1.4 and 2.0 differ)
- a flush that may fail for two reasons, in which one object is added to two lists, one profile given to two users, or
  the two sides of a pair write different keys of one object
- in a tree: a flush that deletes while an expired object is a parent, or gives a deleted object's key to a new one;
  two moves in one flush with delete-orphan
- reading a relationship of an object that a cascade deleted, unless it was loaded before
- adding again an object that a rollback made transient while others refer to it, or that its transaction had deleted
- a rollback that fails: of an object that one transaction inserted, deleted and deleted again
- reloading, other than by a query, an object that a query with load brought in
- a value of a wrong class on a linked side where SQLAlchemy changes something before it refuses the value
- a label for a second object; a step that fails in a way that the format has no name for

A finished scenario is replayed with the sets of the flush in other orders, and as 1.4 without 2.0's changes. If a step
comes out differently, the scenario is cut before it: what is left open is not expected of anybody.
"""

import random
from itertools import zip_longest
from typing import Any

from tests.conformance.differential import facts
from tests.conformance.differential.as_2_0 import following
from tests.conformance.differential.draw import Draw
from tests.conformance.differential.errors import Unexpected
from tests.conformance.differential.guarded import Guarded, Refused
from tests.conformance.differential.models import COLUMNS, MODELS, SIDES
from tests.conformance.differential.orders import BACKWARD, FORWARD, SHUFFLED, in_order, install
from tests.conformance.differential.plan import Plan, draw_plan
from tests.conformance.differential.player import Player, Step

REFUSALS = 40  # after that many dropped steps a scenario ends early: each costs a replay
READ_AT_END = 24
WRITES = ("append", "remove", "assign", "set")
VARIANTS = ((BACKWARD, False), *((seed, True) for seed in SHUFFLED))  # order, as 2.0: replayed with once it is finished

install()


class Generator:
    """One scenario in the making, with the traces that come with it."""

    def __init__(self, seed: int, models: tuple[str, ...] = MODELS, differences: bool = False) -> None:
        self.differences = differences
        self.rng = random.Random(seed)
        self.plan: Plan = draw_plan(self.rng, seed, models)
        self.scenario: dict[str, Any] = {**self.plan.scenario, "steps": []}
        strategies = self.scenario["strategies"]
        self.live = [name for name in ("back_populates", "unlinked") if name in strategies]
        self.draw = Draw(self.rng, self.scenario)
        self.refused: dict[str, int] = {}
        self.players: list[Guarded] = []
        self.finals: list[dict[str, Any]] = []
        self.records: list[list[dict[str, Any]]] = []

    def _start(self) -> None:
        self.players = [Guarded(self.scenario, name, self.differences) for name in self.live]
        self.draw.players = [*self.players]
        self.records = [[] for _ in self.live]
        for number, step in enumerate(self.scenario["steps"], 1):
            for player, records in zip(self.players, self.records):
                records.append({"step": number, **player.play(step)})

    def play(self, step: Step) -> bool:
        """Plays a step on all sessions and keeps it, or drops it; whether it was kept."""
        number = len(self.scenario["steps"]) + 1
        try:
            records = [{"step": number, **player.play(step)} for player in self.players]
        except (Refused, Unexpected) as reason:
            name = str(reason) if isinstance(reason, Refused) else "unexpected"
            self._count(name)
            for player in self.players:
                player.close()
            self._start()
            return False
        for kept, record in zip(self.records, records):
            kept.append(record)
        self.scenario["steps"].append(step)
        self.draw.note(step)
        return True

    def first_unsettled(self) -> int | None:
        """The number of the first step whose outcome is left to the order of sets or differs between versions."""
        self.finals = [player.close() for player in self.players]
        found = []
        for order, version_2_0 in VARIANTS:
            for name, records, final in zip(self.live, self.records, self.finals):
                with in_order(order), following(version_2_0 or self.differences):
                    others, other_final = replayed(self.scenario, name)
                unequal = [left["step"] for left, right in zip_longest(records, others) if left != right]
                if not unequal and other_final != final:
                    unequal = [record["step"] for record in records if record["op"] == "commit"][-1:]
                if unequal:
                    found.append(unequal[0])
                    self._count("left_to_order_or_version")
        return min(found, default=None)

    def settle(self) -> None:
        """Cuts the scenario before an unsettled step, and ends it anew; at last without an ending."""
        for attempt in range(8):
            number = self.first_unsettled()
            if number is None:
                return
            del self.scenario["steps"][number - 1:]
            self._start()
            if attempt < 2:
                self.play({"op": "rollback"})
                self.ending()
        raise AssertionError(f"{self.scenario['name']} does not settle")

    def _count(self, reason: str) -> None:
        self.refused[reason] = self.refused.get(reason, 0) + 1

    def body(self) -> None:
        names, weights = list(self.plan.weights), list(self.plan.weights.values())
        since_failure = 0
        for _ in range(self.plan.steps * 3):
            if len(self.scenario["steps"]) >= self.plan.steps or sum(self.refused.values()) > REFUSALS:
                return
            since_failure = since_failure + 1 if any(player.failed for player in self.players) else 0
            op = self.rng.choices(names, weights)[0]
            if since_failure and self.rng.random() < 0.2 * since_failure:
                op = "rollback"
            step = self.draw.step(op)
            if step is not None and not self.play(step) and self.rng.random() < 0.5:
                self.play({"op": self.rng.choice(("rollback", "rollback", "expire_all"))})
            elif step is not None and op == "new" and self.rng.random() < 0.5:
                self.play({"op": "add", "target": step["label"]})
            elif step is not None and op in WRITES and self.rng.random() < 0.4:
                self.look(step)

    def beginning(self) -> None:
        """Most scenarios begin with objects at hand; for the others all is to be looked up."""
        for cls in self.rng.sample(self.draw.classes, self.rng.randint(0, len(self.draw.classes))):
            self.play({"op": "query", "class": cls})

    def look(self, step: Step) -> None:
        """Looks at what a write did: to the written side, the other side, or the states of both."""
        on = str(step["on"])
        owner, _, name = on.rpartition(".")
        side = facts.side(self.players[0], self.players[0].objects[owner], name)
        values = [value for value in (step["value"] if isinstance(step["value"], list) else [step["value"]]) if value]
        looks: list[Step] = [{"op": "peek", "on": on}, {"op": "is_modified", "target": owner}]
        if side and values:
            value = self.rng.choice(values)
            other: Step = {"op": "peek", "on": f"{value}.{side.reverse}"}
            looks += [other, other, {"op": "state", "target": value}, {"op": "is_modified", "target": value}]
            if side.reverse not in SIDES[self.scenario["model"]][type(self.players[0].objects[value]).__name__]:
                return  # it is of a wrong class
        self.play(self.rng.choice(looks))

    def ending(self) -> None:
        """Reads what came of it: nothing, what is in memory, or everything again from the database."""
        kind = self.rng.random()
        if kind < 0.08:
            return
        if kind < 0.65:
            if any(player.failed for player in self.players):
                self.play({"op": "rollback"})
            self.play({"op": "commit"})
            for cls in sorted(SIDES[self.scenario["model"]]):
                self.play({"op": "query", "class": cls})
        op = "peek" if kind > 0.8 else "read"
        for on in self.everything()[:READ_AT_END]:
            self.play({"op": op, "on": on})
        self.play({"op": "db", "table": self.rng.choice(sorted(COLUMNS[self.scenario["model"]]))})

    def everything(self) -> list[str]:
        found = []
        for label in self.draw.common():
            item = self.players[0].objects[label]
            if self.players[0].labels[id(item)] == label:
                found += [f"{label}.{name}" for name in SIDES[self.scenario["model"]][type(item).__name__]]
        self.rng.shuffle(found)
        return found

    def finish(self) -> dict[str, dict[str, Any]]:
        """Makes the whole scenario; the trace for each live strategy."""
        with following(version_2_0=True), in_order(FORWARD):
            self._start()
            self.beginning()
            self.body()
            self.ending()
            self.settle()
        return {
            name: {"scenario": self.scenario["name"], "strategy": name, "steps": steps, "final": final}
            for name, steps, final in zip(self.live, self.records, self.finals)
        }


def replayed(scenario: dict[str, Any], strategy: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The records, as far as labels are what they were, and the final tables."""
    player = Player(scenario, strategy)
    records: list[dict[str, Any]] = []
    try:
        for number, step in enumerate(scenario["steps"], 1):
            records.append({"step": number, **player.play(step)})
    except Unexpected:
        pass
    return records, player.close()


def generate_with_traces(
    seed: int, models: tuple[str, ...] = MODELS, differences: bool = False
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The scenario of `seed` and SQLAlchemy's traces of it; with `differences` also where 1.4 differs from 2.0."""
    made = Generator(seed, models, differences)
    traces = made.finish()
    if "back_populates" in traces:
        traces["backref"] = {**traces["back_populates"], "strategy": "backref"}
    return made.scenario, {name: traces[name] for name in made.scenario["strategies"]}


def generate(seed: int, models: tuple[str, ...] = MODELS) -> dict[str, Any]:
    return generate_with_traces(seed, models)[0]
