"""Agreement: workload by workload, the order of the strategies in the C++ mapper and in SQLAlchemy, and whether it is
the same.

Of two strategies one comes *before* the other if their 90 % intervals lie apart by more than the floor; they are
*level* if no two points of them lie more than 3 % apart; else their order is *open*. The systems *agree* if every pair
that both decide is decided alike, *disagree* if one pair is turned round, and *one alone* sees a difference where the
other shows the two level. A difference between strategies is a finding about them only where both systems show it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

from reports.judgement.causes import Cause, causes_of
from reports.judgement.in_sqlalchemy import Standing, Work, in_sqlalchemy, work_of
from reports.judgement.verdicts import Judgement
from vocabulary.cells import BASELINE, Cell, database_of, is_sqlalchemy
from vocabulary.plan import Group
from vocabulary.statistics import MARGIN

MAIN = (BASELINE, "backref", "unidirectional", "one_sided")
BEFORE, AFTER, LEVEL, OPEN = "before", "after", "level", "open"
AGREE, DISAGREE, ONE_ALONE, UNDECIDED = "agree", "disagree", "one alone", "undecided"
_SIGNS = {BEFORE: "<", AFTER: ">", LEVEL: "=", OPEN: "?"}


@dataclass(frozen=True)
class Pair:
    """Two strategies in both systems: where the first stands, cheaper first."""

    first: str
    second: str
    here: str  # before | after | level | open
    there: str
    causes: tuple[Cause, ...]  # in the runtimes, of a pair that is not alike

    @property
    def verdict(self) -> str:
        if OPEN in (self.here, self.there):
            return UNDECIDED
        if self.here == self.there:
            return AGREE
        return ONE_ALONE if LEVEL in (self.here, self.there) else DISAGREE

    @property
    def is_alike(self) -> bool:
        return self.verdict in (AGREE, UNDECIDED)


@dataclass(frozen=True)
class Agreement:
    """One workload. `there` is SQLAlchemy's: of this run, or of the kept results."""

    here: Work
    there: Work
    pairs: tuple[Pair, ...]

    @property
    def verdict(self) -> str:
        """The strongest thing that a pair says; `undecided` if no pair is decided in both."""
        found = {pair.verdict for pair in self.pairs}
        return next(verdict for verdict in (DISAGREE, ONE_ALONE, AGREE, UNDECIDED) if verdict in found)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Of all pairs, each name once."""
        return tuple({cause.name: cause for pair in self.pairs for cause in pair.causes}.values())

    @property
    def is_explained(self) -> bool:
        """Whether each pair that is not alike has a cause that the data bear out."""
        return all(pair.is_alike or pair.causes for pair in self.pairs)

    def pair(self, first: str, second: str) -> Pair | None:
        return next((pair for pair in self.pairs if (pair.first, pair.second) == (first, second)), None)

    @property
    def order_here(self) -> str:
        return order_words(self.here)

    @property
    def order_there(self) -> str:
        return order_words(self.there)

    @property
    def findings(self) -> tuple[Pair, ...]:
        """What may be said of the strategies themselves: differences that both systems show."""
        return tuple(pair for pair in self.pairs if pair.verdict == AGREE and pair.here != LEVEL)


def agreements(judgement: Judgement) -> list[Agreement]:
    """One a workload, relation and engine of the mapper that SQLAlchemy was measured at too, in the order of the
    plan. Of several datasets the one that both have is taken, else the first."""
    works: dict[tuple[str, str, str], list[Group]] = {}
    for group in judgement.run.plan.groups:
        if not is_sqlalchemy(group.backend) and BASELINE in group.strategies:
            works.setdefault((group.workload, group.relation, database_of(group.backend)), []).append(group)
    found = [_nearest(judgement, groups) for groups in works.values()]
    return [agreement for agreement in found if agreement]


def agreement_of(judgement: Judgement, group: Group) -> Agreement | None:
    """Of one group of the mapper; None where SQLAlchemy was not measured at its work, or nothing is there to order."""
    there = in_sqlalchemy(judgement, group)
    here = work_of(judgement, group)
    if there is None:
        return None
    shared = [s for s in MAIN if here.of(s) and there.of(s)]
    if len(shared) < 2:
        return None
    pairs = [_pair(judgement, here, there, *two) for two in combinations(shared, 2)]
    return Agreement(here, there, tuple(pairs))


def is_borne_out(judgement: Judgement, cell: Cell) -> bool | None:
    """Whether SQLAlchemy shows the difference of this cell to back_populates too; None where it was not measured."""
    group = judgement.run.plan.group(cell.group)
    agreement = agreement_of(judgement, group)
    pair = agreement.pair(BASELINE, cell.strategy) if agreement else None
    return None if agreement is None or pair is None else pair in agreement.findings


def relation(first: Standing, second: Standing) -> str:
    """Where the first stands beside the second."""
    low, high, floor = first.low - second.high, first.high - second.low, max(first.floor, second.floor)
    if high < -floor:
        return BEFORE
    if low > floor:
        return AFTER
    return LEVEL if -MARGIN <= low and high <= MARGIN else OPEN


def order_words(work: Work) -> str:
    """`unidirectional < back_populates = backref`: cheapest first; `?` where two neighbours are not told apart."""
    known = [standing for s in MAIN if (standing := work.of(s)) and not math.isnan(standing.x)]
    known.sort(key=lambda standing: standing.x)
    words = known[0].strategy if known else ""
    for left, right in zip(known, known[1:]):
        words += f" {_SIGNS[relation(left, right)]} {right.strategy}"
    return words


def _nearest(judgement: Judgement, groups: list[Group]) -> Agreement | None:
    found = [agreement for group in groups if (agreement := agreement_of(judgement, group))]
    same_data = [agreement for agreement in found if agreement.here.dataset == agreement.there.dataset]
    return next(iter(same_data or found), None)


def _pair(judgement: Judgement, here: Work, there: Work, first: str, second: str) -> Pair:
    ours, theirs = (relation(*_both(work, first, second)) for work in (here, there))
    found = Pair(first, second, ours, theirs, ())
    if found.is_alike:
        return found
    return Pair(first, second, ours, theirs, causes_of(judgement, here, there, first, second))


def _both(work: Work, first: str, second: str) -> tuple[Standing, Standing]:
    left, right = work.of(first), work.of(second)
    assert left and right
    return left, right
