"""Plan: what an experiment set out to measure, written down before its first process started.

Reads and writes `plan.json` of a result folder; `schemas/plan.json` is its contract. Experiments run by it,
reports are judged by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from vocabulary.cells import Cell, MalformedName
from vocabulary.errors import UnusableInput
from vocabulary.json_files import check_shape, read_json
from vocabulary.looks import POWER, Looks

FORMAT = 1
COUNTED_PHASES = ("memory",)  # exact counts decide there, not times
PHASES = ("configure", "load", "sync", "flush", "memory", "mix")
LEAD_IN = 0  # the round of rows that are run and do not count
REMEDY = "is this a folder that scripts/run wrote?"
Families = dict[str, list[tuple[str, str]]]  # family -> (group id, strategy), each against back_populates
_AS_THEY_ARE = (  # fields that plan.json has as the class does; the second may be missing from it
    ("preset", "created", "processes", "rounds", "verdicts", "environment"),
    ("command", "seed", "sample_ms", "filter", "predicted_seconds", "process_seconds", "padding_bytes", "shape", "mix")
    + ("looks", "spending", "patience_minutes", "layout"),
)


@dataclass(frozen=True)
class Group:
    """One comparison: cells that differ in their strategy alone, timed in the same rounds, with one iteration count.

    `iterations` is 0 until it is calibrated. `is_bounded`: set-up takes so long that its samples are shorter than the
    plan's sample_ms.
    """

    id: str
    phase: str
    binary: str
    cells: tuple[Cell, ...]
    iterations: int = 0
    is_bounded: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether exact counts decide, and not times: one iteration tells all."""
        return self.phase in COUNTED_PHASES

    @property
    def has_lead_in(self) -> bool:
        """Whether a round of the group begins with its last strategy, not counted. Otherwise the round's first strategy
        would follow another group and find cold caches, which costs a load 3 to 5 %, where all others follow each
        other. Where set-up takes most of the time it has been over the same data just before the work; and exact
        counts know no cold."""
        return len(self.cells) > 1 and not self.is_bounded and not self.is_counted

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(cell.name for cell in self.cells)

    @property
    def strategies(self) -> tuple[str, ...]:
        return tuple(cell.strategy for cell in self.cells)

    @property
    def workload(self) -> str:
        return self.cells[0].workload

    @property
    def relation(self) -> str:
        return self.cells[0].relation

    @property
    def backend(self) -> str:
        return self.cells[0].backend

    @property
    def dataset(self) -> str:
        return self.cells[0].dataset

    def cell(self, strategy: str) -> Cell:
        return self.cells[0].of(strategy)

    def document(self) -> dict[str, Any]:
        parts = {part: getattr(self.cells[0], part) for part in ("workload", "relation", "backend", "dataset")}
        rest = {name: getattr(self, name) for name in ("phase", "binary", "iterations", "is_bounded")}
        return {"id": self.id, **parts, **rest, "cells": list(self.names)}


@dataclass(frozen=True)
class Plan:
    preset: str
    created: str
    processes: int
    rounds: int
    verdicts: bool
    groups: tuple[Group, ...]
    families: Families
    failed_cells: dict[Cell, str]
    environment: dict[str, Any]
    command: str = ""
    seed: int = 0
    sample_ms: float = 0.0
    filter: str | None = None
    predicted_seconds: float = 0.0
    process_seconds: dict[str, float] = field(default_factory=dict)  # predicted, by binary
    padding_bytes: dict[str, list[int]] = field(default_factory=dict)  # of the environment, by binary and process
    shape: dict[str, Any] | None = None  # --shape: its name, file, digest and scale
    mix: dict[str, Any] | None = None  # --mix: its name, dataset, file and digest
    looks: tuple[int, ...] = ()  # processes after which undecided groups are judged; none: after all of them
    spending: str = POWER  # how they share the chance to err: vocabulary/looks.py
    patience_minutes: float | None = None  # what measuring may take beyond the first look
    layout: dict[str, Any] | None = None  # links of their own for each process: linker, seed by process; None: one link
    instructions: tuple[Group, ...] = ()  # --instructions: the groups whose instructions are counted

    @property
    def planned_looks(self) -> Looks:
        return Looks(tuple(self.looks) or (self.processes,), self.spending)

    @property
    def has_own_links(self) -> bool:
        """Whether each process runs a link of its own."""
        return bool(self.layout and self.layout.get("seeds"))

    @property
    def is_one_link(self) -> bool:
        """Whether code layout was to be drawn anew for each process, and could not."""
        return self.layout is not None and not self.layout.get("seeds")

    @property
    def patience(self) -> float:
        """Minutes beyond the first look; 0 where there is no other."""
        return (self.patience_minutes or 0.0) if self.most_processes > self.processes and self.verdicts else 0.0

    @property
    def most_processes(self) -> int:
        """Up to the last look; `processes` is what every group gets, up to the first."""
        return self.planned_looks.last

    def group(self, group_id: str) -> Group:
        return next(group for group in self.groups if group.id == group_id)

    @property
    def counted(self) -> frozenset[str]:
        """Ids of the groups whose instructions are counted."""
        return frozenset(group.id for group in self.instructions)

    @property
    def binaries(self) -> list[str]:
        return list(dict.fromkeys(group.binary for group in self.groups))

    @property
    def phases(self) -> list[str]:
        """In the order in which a program meets them; any other after those."""
        known = dict.fromkeys(group.phase for group in self.groups)
        return sorted(known, key=lambda phase: PHASES.index(phase) if phase in PHASES else len(PHASES))

    @property
    def timed_phases(self) -> list[str]:
        return [phase for phase in self.phases if phase not in COUNTED_PHASES]

    @property
    def strategies(self) -> list[str]:
        return list(dict.fromkeys(strategy for group in self.groups for strategy in group.strategies))

    @property
    def facts(self) -> dict[str, Any]:
        """What a reader may want to know of how it came about."""
        names = ("command", "filter", "seed", "sample_ms", "predicted_seconds")
        return {name: value for name in names if (value := getattr(self, name)) not in (None, "")}

    def document(self) -> dict[str, Any]:
        """plan.json."""
        told = {name: getattr(self, name) for names in _AS_THEY_ARE for name in names}
        rows = {
            family: [{"group": group, "strategy": strategy} for group, strategy in comparisons]
            for family, comparisons in self.families.items()
        }
        return {"format": FORMAT} | told | {
            "groups": [group.document() for group in self.groups],
            "failed_cells": {cell.name: why for cell, why in self.failed_cells.items()},
            "families": rows,
            "instructions": [group.document() for group in self.instructions],
        }


P = TypeVar("P", bound=Plan)


def read_plan(path: Path, kind: type[P]) -> P:
    """The plan; raises UnusableInput for another format, a wrong shape or a plan that contradicts itself."""
    document = read_json(path, REMEDY)
    found = document.get("format") if isinstance(document, dict) else None
    if isinstance(document, dict) and found != FORMAT:
        raise UnusableInput(
            f"{path} has format {found!r}, this version reads format {FORMAT}; use the version that measured it"
        )
    check_shape(document, "plan", path, REMEDY)
    groups, counted = (tuple(_group(row, path) for row in document.get(key, ())) for key in ("groups", "instructions"))
    ids = [group.id for group in groups]
    if twice := next((i for i in ids if ids.count(i) > 1), None):
        raise UnusableInput(f"{path} plans the group {twice} twice; {REMEDY}")
    planned = {(group.id, strategy) for group in groups for strategy in group.strategies}
    families = {name: [(row["group"], row["strategy"]) for row in rows] for name, rows in document["families"].items()}
    for name, rows in families.items():
        if stray := next((row for row in rows if row not in planned), None):
            raise UnusableInput(
                f"{path} compares {stray[1]} in {stray[0]} ({name} family), but plans no such cell; {REMEDY}"
            )
    told = {name: document[name] for names in _AS_THEY_ARE for name in names if name in document}
    looks = document.get("looks", [])
    if looks and (looks[0] != document["processes"] or sorted(set(looks)) != looks):
        at_first = f"{document['processes']} processes"
        raise UnusableInput(f"{path} has looks that do not increase from its {at_first}; {REMEDY}")
    failed = {_cell(name, path): why for name, why in document.get("failed_cells", {}).items()}
    told |= {"looks": tuple(looks)}
    return kind(groups=groups, families=families, failed_cells=failed, instructions=counted, **told)


def _group(row: dict[str, Any], path: Path) -> Group:
    cells = tuple(_cell(name, path) for name in row["cells"])
    if stray := next((cell for cell in cells if cell.group != row["id"]), None):
        raise UnusableInput(f"{path} lists {stray} in the group {row['id']}, where it does not belong; {REMEDY}")
    return Group(row["id"], row["phase"], row["binary"], cells, row["iterations"], row.get("is_bounded", False))


def _cell(name: str, path: Path) -> Cell:
    try:
        return Cell.parse(name)
    except MalformedName as error:
        raise UnusableInput(f"{path}: {error}; {REMEDY}") from None
