"""Record: what was found of SQLAlchemy: by this run, if it measured one, else by scripts/measure_sqlalchemy, whose
results the run kept in evidence.json."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from reports.evidence.measured import measured, newest
from reports.judgement.verdicts import Judgement


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
            f" {', '.join(self.document['datasets'])},"
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

    @property
    def own_questions(self) -> list[dict[str, Any]]:
        return list(self.document["own_questions"])


def records(judgement: Judgement) -> list[Record]:
    """The newest version first; of a version that this run measured, with what it found in place of what was kept."""
    evidence = judgement.run.evidence
    if evidence is None:
        return []
    found = [dict(document) for document in evidence.sqlalchemy]
    if backend := newest(judgement):
        series = backend.partition("_")[2]
        same = [one for one in found if one["environment"]["sqlalchemy"].startswith(f"{series}.")]
        own = measured(judgement, backend)
        if own["comparisons"]:  # behaviours and its own questions are those of the nearest version that was kept
            nearest = (same or found)[0]
            found = [nearest | own, *(one for one in found if one is not nearest)]
    return [Record(document, evidence.lines) for document in found]
