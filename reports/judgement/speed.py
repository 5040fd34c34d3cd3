"""Speed: how fast each strategy is beside back_populates, in SQLAlchemy and in the C++ mapper, one mark a measurement.

A mark says *faster* or *slower* only of a decided difference above 3 %; a smaller one is *small*. SQLAlchemy's marks
are this run's own cells of the newest version, else the kept results of the same work.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.judgement.attribution import attributions
from reports.judgement.in_sqlalchemy import Standing, Work, in_sqlalchemy
from reports.judgement.verdicts import EQUIVALENT, FASTER, INCONCLUSIVE, SLOWER, WITHIN, Comparison, Judgement
from vocabulary.cells import AA_COPY, BASELINE, is_sqlalchemy, sqlalchemy_version
from vocabulary.statistics import MARGIN

SMALL, SAME, OPEN, FAILED, ABSENT, REFERENCE = "small", "same", "open", "failed", "absent", "reference"
MAPPER = "our C++ mapper"


@dataclass(frozen=True)
class Mark:
    """One strategy at one work in one system; `ratio` is nan where there is none."""

    strategy: str
    workload: str
    relation: str
    words: str
    kind: str  # faster | slower | small | same | open | failed | absent | reference
    ratio: float
    phase: str
    place: str = ""  # dataset and backend

    @property
    def work(self) -> tuple[str, str]:
        return self.workload, self.relation

    @property
    def is_decided(self) -> bool:
        return self.kind in (FASTER, SLOWER, SMALL, SAME)


@dataclass(frozen=True)
class Speed:
    """One strategy in one system."""

    system: str
    is_sqlalchemy: bool
    marks: tuple[Mark, ...]

    def of(self, *kinds: str) -> list[Mark]:
        return [mark for mark in self.marks if mark.kind in kinds]

    @property
    def ratios(self) -> list[float]:
        return sorted(mark.ratio for mark in self.marks if not math.isnan(mark.ratio))

    @property
    def differs(self) -> bool:
        return bool(self.of(FASTER, SLOWER))


@dataclass(frozen=True)
class System:
    name: str
    is_sqlalchemy: bool
    is_kept: bool  # not measured in this run
    marks: tuple[Mark, ...]

    def speed(self, strategy: str) -> Speed:
        return Speed(self.name, self.is_sqlalchemy, tuple(m for m in self.marks if m.strategy == strategy))


def systems(judgement: Judgement) -> list[System]:
    """SQLAlchemy first; what was not measured is left out."""
    own = [c for c in judgement.comparisons if is_sqlalchemy(c.cell.backend) and not c.group.is_counted]
    newest = max((sqlalchemy_version(c.cell.backend) for c in own), default=())
    newest_own = [c for c in own if sqlalchemy_version(c.cell.backend) == newest]
    found = []
    if own:
        name = f"SQLAlchemy {'.'.join(map(str, newest))}"
        found.append(System(name, True, False, tuple(_marks(judgement, newest_own))))
    elif works := _kept(judgement):
        marks = tuple(_kept_mark(judgement, work, s) for work in works for s in work.standings)
        found.append(System(works[0].system.removesuffix(", kept"), True, True, marks))
    here = [c for c in judgement.comparisons if not is_sqlalchemy(c.cell.backend) and not c.group.is_counted]
    if here:
        found.append(System(MAPPER, False, False, tuple(_marks(judgement, here))))
    return found


def shared(speeds: list[Speed], kind: str) -> list[Mark]:
    """The mapper's marks of this kind that SQLAlchemy shows at the same work: findings about the strategy itself."""
    there = [mark for speed in speeds if speed.is_sqlalchemy for mark in speed.marks]
    here = [mark for speed in speeds if not speed.is_sqlalchemy for mark in speed.of(kind)]
    kinds: dict[tuple[str, str], set[str]] = {}
    for mark in there:
        kinds.setdefault(mark.work, set()).add(mark.kind)
    return [mark for mark in here if kinds.get(mark.work) == {kind}]


def explained(judgement: Judgement, marks: list[Mark], strategy: str) -> bool:
    """Whether attribution names a cause of each of these differences of the mapper."""
    works = {mark.work for mark in marks}
    found = [
        one
        for one in attributions(judgement)
        if one.comparison.strategy == strategy
        and not is_sqlalchemy(one.comparison.cell.backend)
        and (one.comparison.cell.workload, one.comparison.cell.relation) in works
        and one.comparison.verdict in (FASTER, SLOWER)
    ]
    return bool(found) and all(one.causes and not one.is_open for one in found)


def _marks(judgement: Judgement, comparisons: Iterable[Comparison]) -> Iterator[Mark]:
    for c in comparisons:
        if c.strategy not in (BASELINE, AA_COPY):
            words, place = judgement.run.words(c.cell.workload), f"{c.cell.dataset}, {c.cell.backend}"
            ratio = c.ratio
            yield Mark(c.strategy, c.cell.workload, c.cell.relation, words, _kind(c), ratio, c.group.phase, place)


def _kind(c: Comparison) -> str:
    if c.verdict in (FASTER, SLOWER):
        return SMALL if c.note == WITHIN or abs(c.ln_ratio) <= MARGIN else c.verdict
    known = {EQUIVALENT: SAME, INCONCLUSIVE: OPEN, "failed": FAILED, "skipped": ABSENT, "missing": ABSENT}
    return known.get(c.verdict, REFERENCE)


def _kept(judgement: Judgement) -> list[Work]:
    """The kept results of each work of this run, each once."""
    found: dict[tuple[str, str], Work] = {}
    for group in judgement.run.plan.groups:
        if not group.is_counted and (group.workload, group.relation) not in found:
            if work := in_sqlalchemy(judgement, group):
                found[group.workload, group.relation] = work
    return list(found.values())


def _kept_mark(judgement: Judgement, work: Work, s: Standing) -> Mark:
    kind = {EQUIVALENT: SAME, INCONCLUSIVE: OPEN}.get(s.verdict, REFERENCE)
    if s.verdict in (FASTER, SLOWER):
        kind = SMALL if abs(s.x) <= MARGIN else s.verdict
    words = judgement.run.words(work.workload)
    return Mark(s.strategy, work.workload, work.relation, words, kind, s.ratio, work.phase, work.system)
