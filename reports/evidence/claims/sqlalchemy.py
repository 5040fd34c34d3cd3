"""Record: what scripts/measure_sqlalchemy found on a machine's SQLAlchemy, as the run kept it in evidence.json."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Ratio:
    workload: str
    phase: str
    strategy: str
    ratio: float
    verdict: str
    high: float  # end of the 90 % interval; inf where there is none


@dataclass(frozen=True)
class Record:
    document: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)  # of code, by path

    @property
    def version(self) -> str:
        return str(self.document["environment"]["sqlalchemy"])

    @property
    def where(self) -> str:
        environment = self.document["environment"]
        return (
            f"SQLAlchemy {self.version}, Python {environment['python']}, SQLite {environment['sqlite']} in memory,"
            f" {self.document['users']} users × {self.document['posts_per_user']} posts,"
            f" {self.document['processes']} processes of {self.document['rounds']} rounds,"
            f" {environment['cpu']}, {self.document['created'][:10]}"
        )

    @property
    def command(self) -> str:
        return str(self.document["command"])

    def ratios(self, strategy: str) -> list[Ratio]:
        return [
            Ratio(
                row["workload"], row["phase"], row["strategy"], row["ratio"], row["verdict"],
                row["interval_90"][1] if row["interval_90"] else math.inf,
            )  # fmt: skip
            for row in self.document["comparisons"]
            if row["strategy"] == strategy
        ]

    def behaviour(self, question: str) -> dict[str, Any]:
        return dict(self.document["behaviours"][question])

    @property
    def statements(self) -> dict[str, dict[str, int]]:
        return dict(self.document["statements"])

    @property
    def growth(self) -> dict[str, dict[str, Any]]:
        return dict(self.document["growth"])

    @property
    def memory(self) -> dict[str, float]:
        return dict(self.document["memory_bytes_per_post"])
