"""Plan: what an experiment set out to measure, written down before its first process started.

Reads `plan.json` of a result folder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reports.cells import Cell, MalformedName
from reports.errors import UnusableInput
from reports.json_files import check_shape, read_json

FORMAT = 1
COUNTED_PHASES = ("memory",)  # exact counts decide there, not times
PHASES = ("configure", "load", "sync", "flush", "memory", "mix")
_REMEDY = "is this a folder that scripts/run wrote?"


@dataclass(frozen=True)
class Group:
    """Cells that differ in their strategy alone: timed in the same rounds, with one iteration count.

    `is_bounded`: set-up takes so long that its samples are shorter than the plan's sample_ms.
    """

    id: str
    phase: str
    binary: str
    iterations: int
    cells: tuple[Cell, ...]
    is_bounded: bool = False

    @property
    def is_counted(self) -> bool:
        return self.phase in COUNTED_PHASES

    @property
    def strategies(self) -> tuple[str, ...]:
        return tuple(cell.strategy for cell in self.cells)

    def cell(self, strategy: str) -> Cell:
        return self.cells[0].of(strategy)


@dataclass(frozen=True)
class Plan:
    preset: str
    created: str
    processes: int
    rounds: int
    verdicts: bool
    groups: tuple[Group, ...]
    families: dict[str, list[tuple[str, str]]]  # family -> (group id, strategy), each against back_populates
    failed_cells: dict[Cell, str]
    environment: dict[str, Any]
    counted: frozenset[str] = frozenset()  # ids of the groups whose instructions are counted
    facts: dict[str, Any] = field(default_factory=dict)  # seed, sample_ms, filter, command, predicted_seconds

    def group(self, group_id: str) -> Group:
        return next(group for group in self.groups if group.id == group_id)

    @property
    def binaries(self) -> list[str]:
        return sorted({group.binary for group in self.groups})

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


def read_plan(path: Path) -> Plan:
    """The plan; raises UnusableInput for another format, a wrong shape or a plan that contradicts itself."""
    document = read_json(path, _REMEDY)
    found = document.get("format") if isinstance(document, dict) else None
    if isinstance(document, dict) and found != FORMAT:
        raise UnusableInput(
            f"{path} has format {found!r}, this report reads format {FORMAT}; build it with the version that"
            " measured it"
        )
    check_shape(document, "plan", path, _REMEDY)
    groups = tuple(_group(row, path) for row in document["groups"])
    ids = [group.id for group in groups]
    if twice := next((i for i in ids if ids.count(i) > 1), None):
        raise UnusableInput(f"{path} plans the group {twice} twice; {_REMEDY}")
    planned = {(group.id, strategy) for group in groups for strategy in group.strategies}
    families = {name: [(row["group"], row["strategy"]) for row in rows] for name, rows in document["families"].items()}
    for name, rows in families.items():
        if stray := next((row for row in rows if row not in planned), None):
            raise UnusableInput(
                f"{path} compares {stray[1]} in {stray[0]} ({name} family), but plans no such cell; {_REMEDY}"
            )
    return Plan(
        preset=document["preset"],
        created=document["created"],
        processes=document["processes"],
        rounds=document["rounds"],
        verdicts=document["verdicts"],
        groups=groups,
        families=families,
        failed_cells={_cell(name, path): why for name, why in document.get("failed_cells", {}).items()},
        environment=document["environment"],
        counted=frozenset(row["id"] for row in document.get("instructions", ())),
        facts={
            key: document[key]
            for key in ("command", "filter", "seed", "sample_ms", "predicted_seconds")
            if key in document
        },
    )


def _group(row: dict[str, Any], path: Path) -> Group:
    cells = tuple(_cell(name, path) for name in row["cells"])
    if stray := next((cell for cell in cells if cell.group != row["id"]), None):
        raise UnusableInput(f"{path} lists {stray} in the group {row['id']}, where it does not belong; {_REMEDY}")
    return Group(row["id"], row["phase"], row["binary"], row["iterations"], cells, row.get("is_bounded", False))


def _cell(name: str, path: Path) -> Cell:
    try:
        return Cell.parse(name)
    except MalformedName as error:
        raise UnusableInput(f"{path}: {error}; {_REMEDY}") from None
