"""The plan of an experiment, made and written down before its first process starts.

Writes plan.json and plan/<binary>.<process>.csv (round, cell, iterations). In each round every strategy of a group
stands once, adjacent in time, and follows another strategy of its group; orders are balanced over rounds and
processes. Deterministic in (groups, seed).
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import vocabulary.plan
from experiment.errors import ExperimentError
from experiment.files import ROOM_BYTES, write_json, write_text
from experiment.order import BalancedOrder
from vocabulary.cells import AA_COPY, BASELINE, backend_kind, is_hand_written
from vocabulary.errors import UnusableInput
from vocabulary.plan import LEAD_IN, Families, Group

ROW_BYTES = 2048  # of raw JSON, and some to spare
DECISION = ("backref", "unidirectional")
DECISION_LIMIT = 32  # comparisons that one backend's family may hold


def families(groups: Sequence[Group]) -> Families:
    """The comparisons with the baseline that get a verdict on a time, in the order of the groups.

    A decision family is filled up to its limit: each phase in its turn, with a workload that it has not yet if it can.
    """
    judged = [group for group in groups if BASELINE in group.strategies and not group.is_counted]
    decided: set[str] = set()
    taken: dict[str, int] = {}
    for group in _in_turn(judged):
        kind, wanted = backend_kind(group.backend), sum(name in group.strategies for name in DECISION)
        if taken.get(kind, 0) + wanted <= DECISION_LIMIT:
            taken[kind] = taken.get(kind, 0) + wanted
            decided.add(group.id)
    apart = (BASELINE, AA_COPY, *DECISION)
    return {
        "decision": [
            (group.id, name)
            for group in judged
            for name in DECISION
            if group.id in decided and name in group.strategies
        ],
        "attribution": [
            (group.id, name)
            for group in judged
            for name in group.strategies
            if name not in apart and not is_hand_written(name)
        ],
    }


def _in_turn(groups: Sequence[Group]) -> list[Group]:
    """The first group of every phase, then the second of each; of a phase each workload once before any twice."""
    seen: Counter[tuple[str, str, str]] = Counter()
    nth_of_workload: dict[str, int] = {}
    for group in groups:
        key = backend_kind(group.backend), group.phase, group.workload
        nth_of_workload[group.id] = seen[key]
        seen[key] += 1
    place: Counter[tuple[str, str]] = Counter()
    turns: list[tuple[int, Group]] = []
    for group in sorted(groups, key=lambda group: nth_of_workload[group.id]):  # stable
        turns.append((place[backend_kind(group.backend), group.phase], group))
        place[backend_kind(group.backend), group.phase] += 1
    return [group for _, group in sorted(turns, key=lambda turn: turn[0])]


@dataclass(frozen=True)
class Stretch:
    """The processes from one look to the next, of the groups that are still open."""

    first: int
    last: int
    groups: tuple[str, ...]  # ids

    def document(self) -> dict[str, object]:
        return {"first": self.first, "last": self.last, "groups": list(self.groups)}


class Plan(vocabulary.plan.Plan):
    """The plan with how it is run."""

    @property
    def all_binaries(self) -> list[str]:
        """Those of timed groups and those of counted ones."""
        return list(dict.fromkeys(group.binary for group in (*self.groups, *self.instructions)))

    def steps(self, stretch: Stretch | None = None) -> Iterator[tuple[int, str]]:
        """Every (process, binary) in the order of running: binaries take turns, the first one changes. Up to the first
        look, or in a later stretch."""
        first, last = (stretch.first, stretch.last) if stretch else (1, self.processes)
        names = [name for name in self.binaries if self._groups(name, stretch)]
        for process in range(first, last + 1):
            start = (process - 1) % len(names)
            yield from ((process, name) for name in names[start:] + names[:start])

    def _groups(self, binary: str, stretch: Stretch | None) -> list[Group]:
        own = [group for group in self.groups if group.binary == binary]
        return [group for group in own if group.id in stretch.groups] if stretch else own

    def rows(self, process: int, binary: str, stretch: Stretch | None = None) -> Iterator[tuple[int, str, int]]:
        groups = self._groups(binary, stretch)
        order = {group.id: BalancedOrder(group.names, self.rounds, f"{self.seed}/{group.id}") for group in groups}
        chance = random.Random(f"{self.seed}/{binary}/{process}/groups")
        for number in range(1, self.rounds + 1):
            for group in chance.sample(groups, len(groups)):
                cells = order[group.id](process, number)
                if group.has_lead_in:
                    yield LEAD_IN, cells[-1], 1
                yield from ((number, cell, group.iterations) for cell in cells)

    def csv(self, process: int, binary: str, stretch: Stretch | None = None) -> str:
        return csv_text(self.rows(process, binary, stretch))

    def most_bytes(self) -> int:
        """What the results may take on disk."""
        cells = sum(len(group.cells) for group in self.groups)
        return ROOM_BYTES + ROW_BYTES * self.most_processes * self.rounds * cells

    def write_stretch(self, folder: Path, stretch: Stretch) -> None:
        for process, binary in self.steps(stretch):
            write_text(csv_path(folder, process, binary), self.csv(process, binary, stretch))

    def write(self, folder: Path) -> None:
        for process, binary in self.steps():
            write_text(csv_path(folder, process, binary), self.csv(process, binary))
        write_json(folder / "plan.json", self.document())


def csv_text(rows: Iterable[tuple[int, str, int]]) -> str:
    """The file that a benchmark binary takes as its plan."""
    return "round,cell,iterations\n" + "".join(f"{number},{cell},{count}\n" for number, cell, count in rows)


def csv_path(folder: Path, process: int, binary: str) -> Path:
    return folder / "plan" / f"{binary}.{process:03d}.csv"


def raw_path(folder: Path, process: int, binary: str) -> Path:
    return folder / "raw" / f"{binary}.{process:03d}.json"


def read_plan(folder: Path) -> Plan:
    """The plan of an interrupted run; raises when it was changed since."""
    path = folder / "plan.json"
    try:
        plan = vocabulary.plan.read_plan(path, Plan)
    except UnusableInput as error:
        raise ExperimentError(str(error)) from error
    if any(
        name not in plan.process_seconds or len(plan.padding_bytes.get(name, ())) != plan.most_processes
        for name in plan.binaries
    ):
        raise ExperimentError(f"{path} lacks what a run needs to continue; start again without --resume")
    for process, binary in plan.steps():
        csv = csv_path(folder, process, binary)
        try:
            unchanged = csv.read_text(encoding="utf-8") == plan.csv(process, binary)
        except (OSError, ValueError):
            unchanged = False
        if not unchanged:
            raise ExperimentError(
                f"{csv} is not what plan.json says: it was changed after the start; start again without --resume"
            )
    return plan
