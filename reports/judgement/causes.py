"""Causes: what in the two runtimes makes the order of two strategies differ between them.

Each is known from reading the runtimes, and is named only where the results show it: its check looks at counts,
ratios and growth, and returns the sentence with the numbers that show it, or nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from reports.judgement.growth import Line, series
from reports.judgement.in_sqlalchemy import Work
from reports.judgement.verdicts import Judgement
from vocabulary.cells import BASELINE, HAND_WRITTEN, database_of, is_sqlalchemy
from vocabulary.metrics import number, percent, times

NEAR_HAND_WRITTEN = math.log(1.25)  # a mapper that adds no more than this to the database's own work
FAR_FROM_HAND_WRITTEN = math.log(2.0)
STEEPER = 0.2  # of two exponents of growth
LINKED = (BASELINE, "backref")  # both sides are mapped
MORE = 1.1  # times as many


@dataclass(frozen=True)
class Cause:
    name: str
    evidence: str  # a sentence with the numbers that show it


@dataclass(frozen=True)
class _Case:
    """Two strategies in both systems, whose order is not alike."""

    judgement: Judgement
    here: Work
    there: Work
    first: str
    second: str


def causes_of(judgement: Judgement, here: Work, there: Work, first: str, second: str) -> tuple[Cause, ...]:
    """The known causes that the results bear out for this pair."""
    case = _Case(judgement, here, there, first, second)
    return tuple(Cause(name, said) for name, check in _KNOWN if (said := check(case)))


def _statements(case: _Case) -> str:
    """One system sends other numbers of statements for the two, the other does not."""
    told = [_sent(work, case.first, case.second) for work in (case.here, case.there)]
    if None in told:
        return ""
    ours, theirs = told
    assert ours and theirs
    if (ours[0] == ours[1]) == (theirs[0] == theirs[1]):
        return ""
    differs, other, sent = (case.here, case.there, ours) if ours[0] != ours[1] else (case.there, case.here, theirs)
    same = theirs if sent is ours else ours
    return (
        f"{differs.system} sends {number(sent[0])} statements for {case.first} and {number(sent[1])} for"
        f" {case.second}; {other.system} sends {number(same[0])} for both"
    )


def _sent(work: Work, first: str, second: str) -> tuple[float, float] | None:
    one, other = work.of(first), work.of(second)
    if not one or not other or math.isnan(one.statements) or math.isnan(other.statements):
        return None
    return one.statements, other.statements


def _container(case: _Case) -> str:
    """The mapper with SQLAlchemy's plain list, or the caller with the runtime's indexed list, has SQLAlchemy's order.
    """
    theirs = _difference(case.there, case.first, case.second)
    for alike, replaced in (("back_populates_list", BASELINE), ("unidirectional_indexed", "unidirectional")):
        if replaced not in (case.first, case.second) or not case.here.of(alike):
            continue
        first, second = (alike if s == replaced else s for s in (case.first, case.second))
        ours = _difference(case.here, first, second)
        if not math.isnan(ours) and abs(ours - theirs) < abs(_difference(case.here, case.first, case.second) - theirs):
            if math.copysign(1, ours) == math.copysign(1, theirs):
                return (
                    f"with the same container the mapper has SQLAlchemy's order: {first} takes"
                    f" {times(math.exp(ours))} × the time of {second}"
                )
    return ""


def _search(case: _Case) -> str:
    """A change is found by searching the list in one system and not in the other."""
    for strategy in (case.first, case.second):
        ours, theirs = (_line(case, is_there, strategy) for is_there in (False, True))
        if ours and theirs and abs(ours.exponent - theirs.exponent) > STEEPER:
            steep, flat, where = (
                (theirs, ours, "SQLAlchemy") if theirs.exponent > ours.exponent else (ours, theirs, "the mapper")
            )
            return (
                f"under {strategy} the cost of one change grows with the list in {where} (exponent"
                f" {steep.exponent:.2f}) and not in the other system ({flat.exponent:.2f})"
            )
    return ""


def _line(case: _Case, is_there: bool, strategy: str) -> Line | None:
    for found in series(case.judgement):
        cell = found.cell
        same_engine = database_of(cell.backend) == database_of(case.here.backend)
        is_twin = same_engine and is_sqlalchemy(cell.backend) == is_there
        if is_twin and (cell.workload, cell.relation) == (case.here.workload, case.here.relation):
            if (line := found.line(strategy)) and not math.isnan(line.exponent):
                return line
    return None


def _share(case: _Case) -> str:
    """The mapper's own work is a small part beside the database's; SQLAlchemy's is most of it."""
    ours, theirs = (work.of(HAND_WRITTEN) for work in (case.here, case.there))
    if not ours or not theirs or ours.x < -NEAR_HAND_WRITTEN or theirs.x > -FAR_FROM_HAND_WRITTEN:
        return ""
    return (
        f"strategies can differ only in the mapper's own work: {percent(1 - math.exp(min(0.0, ours.x)))} of the time"
        f" of {BASELINE} here, {percent(1 - theirs.ratio)} in SQLAlchemy (hand-written code takes the rest too)"
    )


def _mapped_list(case: _Case) -> str:
    """In SQLAlchemy it is the mapped list that costs, linked or not: `unlinked` shows it."""
    own_lists = [s for s in (case.first, case.second) if s not in LINKED]
    if case.here.phase != "sync" or len(own_lists) != 1:
        return ""
    one_side = own_lists[0]
    mapped, plain = case.there.of("unlinked"), case.there.of(one_side)
    ours = case.here.of(one_side)
    if not mapped or not plain or not ours or plain.high > mapped.low - mapped.floor or ours.x < plain.x:
        return ""
    return (
        f"SQLAlchemy's mapped list fires events and keeps history at each change, linked or not (unlinked"
        f" {times(mapped.ratio)} ×, {one_side} {times(plain.ratio)} ×); the mapper's does it at almost no cost"
        f" ({one_side} {times(ours.ratio)} ×)"
    )


def _allocation(case: _Case) -> str:
    """The container that the caller keeps allocates more than the mapper's."""
    one, other = case.here.of(case.first), case.here.of(case.second)
    if not one or not other or not min(one.allocations, other.allocations) > 0:
        return ""
    dear, cheap = (one, other) if one.x > other.x else (other, one)
    if dear.allocations < MORE * cheap.allocations:
        return ""
    return (
        f"in the mapper {dear.strategy} allocates {number(dear.allocations)} times, {cheap.strategy}"
        f" {number(cheap.allocations)} times"
    )


def _difference(work: Work, first: str, second: str) -> float:
    one, other = work.of(first), work.of(second)
    return one.x - other.x if one and other else math.nan


_KNOWN: tuple[tuple[str, Callable[[_Case], str]], ...] = (
    ("statements", _statements),
    ("container", _container),
    ("search", _search),
    ("the database's share", _share),
    ("events of a mapped list", _mapped_list),
    ("allocation", _allocation),
)
