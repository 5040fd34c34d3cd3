"""Looking: the looks of one run, one after the other: what its A/A copies leave, what the rule says of each family."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports.results.load import Run
from vocabulary.cells import AA_COPY, BASELINE, Cell, backend_kind
from vocabulary.plan import Group
from vocabulary.rule import Family, Place, copies, layout_floor
from vocabulary.statistics import (
    INDEPENDENT,
    Dependence,
    Interval,
    aa_p_value,
    dependence,
    floor_of,
    interval_of,
    pooled_interval,
)
from vocabulary.trimmed import Floats, centre

NOTHING = pd.Series(dtype=float)
Pool = tuple[str, str]  # engine, phase


@dataclass(frozen=True)
class AaTest:
    """back_populates against its own copy in one group, as of the last look that judged it."""

    group: Group
    x: pd.Series
    p_value: float
    failed: bool  # after Holm's correction over all groups
    floor: float
    may_show_equivalence: bool
    interval_90: Interval | None

    @property
    def ratio(self) -> float:
        return math.exp(centre(self.x)) if len(self.x) else math.nan

    @property
    def words(self) -> str:
        if self.group.is_counted:
            return "A/A copy: not needed for exact counts"
        if math.isnan(self.p_value):
            return "A/A copy: not tested"
        if self.failed:
            return "A/A copy: differs, so this group has its own floor"
        if self.may_show_equivalence:
            return "A/A copy: no difference"
        return "A/A copy: no difference, but too wide for equivalence"


def pool_of(group: Group) -> Pool:
    return backend_kind(group.backend), group.phase


def up_to(x: pd.Series, processes: int) -> pd.Series:
    return x[x.index <= processes]


class Looking:
    """The looks of one run, one after the other."""

    def __init__(self, run: Run, ratios: dict[Cell, pd.Series], barred: dict[Cell, tuple[str, str]]) -> None:
        self.run, self.ratios, self.barred = run, ratios, barred
        self.looks = run.plan.planned_looks
        self.families: list[tuple[str, list[Cell], Family]] = []
        self.aa = {group.id: self._test(group, self.looks.first) for group in run.plan.groups}
        self.floors: dict[Pool, float] = {}
        self.tied = INDEPENDENT
        by_engine: dict[tuple[str, str], list[Cell]] = {}
        for family, rows in run.plan.families.items():
            for group_id, strategy in rows:
                cell = run.plan.group(group_id).cell(strategy)
                by_engine.setdefault((family, backend_kind(cell.backend)), []).append(cell)
        for (family, _), cells in by_engine.items():
            self.families.append((family, cells, Family(len(cells), self.looks)))

    def look_at_all(self) -> None:
        for number, count in enumerate(self.looks.counts):
            groups = [group for group in self.run.plan.groups if not group.is_counted and self._reaches(group, count)]
            if number and not groups:
                break
            self._look(number, count, groups)

    def place(self, cell: Cell) -> tuple[str, Place] | None:
        """The comparison's family and its place there."""
        for family, cells, judged in self.families:
            if cell in cells and (place := judged.places.get(cells.index(cell))):
                return family, place
        return None

    def _reaches(self, group: Group, count: int) -> bool:
        """Whether the group's copy, and with it the group, is measured up to this look."""
        copy = self.ratios.get(group.cell(AA_COPY), NOTHING)
        return count > 1 and len(up_to(copy, count)) == count

    def _matrix(self, cells: list[Cell], count: int) -> Floats:
        """One row per comparison; those without a value for each process are all 0: they may not decide."""
        xs = [up_to(self.ratios[cell], count).to_numpy() for cell in cells]
        return np.array([x if len(x) == count else np.zeros(count) for x in xs]).reshape(len(cells), count)

    def _look(self, number: int, count: int, groups: list[Group]) -> None:
        self.tied = tied = self._dependence(groups, count)
        pools: dict[Pool, list[pd.Series]] = {}
        for group in groups:
            pools.setdefault(pool_of(group), []).append(up_to(self.ratios[group.cell(AA_COPY)], count))
        least = self._layout_floor(pools) if self.run.plan.is_one_link else 0.0
        here = {pool: max(least, floor_of(pooled_interval(xs, tied=tied))) for pool, xs in pools.items()}
        self.floors |= here
        if groups:
            left = copies(
                self._matrix([group.cell(AA_COPY) for group in groups], count),
                np.array([here[pool_of(group)] for group in groups]),
                tied,
            )
            for group, failed, floor, shows in zip(groups, left.failed, left.floors, left.may_show_equivalence):
                self.aa[group.id] = self._test(group, count, bool(failed), float(floor), bool(shows), tied)
        measured = {group.id for group in groups}
        for _, cells, family in self.families:
            tests = [self.aa[cell.group] for cell in cells]
            may = [
                cell.group in measured and cell not in self.barred and len(up_to(self.ratios[cell], count)) == count
                for cell in cells
            ]
            family.look(
                number,
                self._matrix(cells, max(2, count)),
                np.array([test.floor for test in tests]),
                np.array(may),
                np.array([test.may_show_equivalence for test in tests]),
                tied,
            )

    def _layout_floor(self, pools: dict[Pool, list[pd.Series]]) -> float:
        means = np.array([centre(x) for xs in pools.values() for x in xs])
        return layout_floor(means, max((family.size for _, _, family in self.families), default=1))

    def _dependence(self, groups: list[Group], count: int) -> Dependence:
        """Over all ratios of these groups that are measured so far."""
        cells = [cell for group in groups for cell in group.cells if cell.strategy != BASELINE]
        whole = [cell for cell in cells if len(up_to(self.ratios[cell], count)) == count]
        return dependence(self._matrix(whole, count)) if whole else INDEPENDENT

    def _test(
        self,
        group: Group,
        count: int,
        failed: bool = False,
        floor: float = floor_of(None),
        shows: bool = False,
        tied: Dependence = INDEPENDENT,
    ) -> AaTest:
        x = NOTHING if group.is_counted else up_to(self.ratios.get(group.cell(AA_COPY), NOTHING), count)
        return AaTest(group, x, aa_p_value(x), failed, floor, shows, interval_of(x, 0.90, tied))
