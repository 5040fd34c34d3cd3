"""declare_and_configure, configure: N pairs of classes, as a strategy declares users and posts."""

from __future__ import annotations

import re
from typing import Any, List, Optional

from sqlalchemy.orm import registry

from sqlalchemy_bench.strategies import MAPPED
from sqlalchemy_bench.strategies.blog import Names, declare


class DeclareAndConfigure:
    """`dataset` is `classes_N`. Each iteration has a registry of its own; one list of names serves all."""

    name, phase, relation, item = "declare_and_configure", "configure", "one_to_many", "pair of classes"
    words = "declare and configure pairs of classes"
    question = "What does a mapping cost before a program's first session?"
    without = ("hand_written",)  # it has nothing to configure

    def __init__(self, strategy: str, dataset: str) -> None:
        self.strategy = MAPPED[strategy]
        found = re.fullmatch(r"classes_(\d+)", dataset)
        assert found, dataset
        self.items = int(found[1])
        self.registry: Any = None
        self.pairs: List[Any] = []

    def setup(self) -> None:
        self.finish()
        self.registry, self.pairs = registry(), []

    def run(self) -> None:
        self.declare()
        self.registry.configure()

    def declare(self) -> None:
        options = {"cascade": "all"}
        for number in range(self.items):
            self.pairs.append(declare(self.strategy, Names.numbered(number), options, self.registry)[1:])

    def wrong(self, has_rows: bool) -> Optional[str]:
        for user, post in self.pairs:
            if not hasattr(post, "author") or self.strategy.maps_list != hasattr(user, "posts"):
                return f"a side of {user.__name__} is missing after configure"
        return None

    def finish(self) -> None:
        if self.registry is not None:
            self.registry.dispose()
        self.registry, self.pairs = None, []

    def counters(self) -> "dict[str, float]":
        return {}


class Configure(DeclareAndConfigure):
    name, words = "configure", "configure pairs of mapped classes"
    question = "What does finding or checking the other side cost at start-up?"

    def setup(self) -> None:
        super().setup()
        self.declare()

    def run(self) -> None:
        self.registry.configure()


WORKLOADS = (Configure, DeclareAndConfigure)
