"""Comparison: one strategy against back_populates in one group, with its verdict and what is certain without one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from vocabulary.cells import Cell
from vocabulary.metrics import difference, duration, percent, plural
from vocabulary.plan import Group
from vocabulary.rule import EQUIVALENT, FASTER, INCONCLUSIVE, SLOWER, Place
from vocabulary.statistics import (
    MARGIN,
    MOST_PROCESSES,
    Interval,
    Step,
    processes_to_be_equivalent,
    processes_to_differ,
)
from vocabulary.trimmed import centre, spread

LESS, MORE, SAME = "less", "more", "the same"  # where exact counts decide
WITHIN = "within the margin"


@dataclass(frozen=True)
class Comparison:
    """x is ln(t_S / t_B) of each process up to the look that decided; the ratio is exp of its trimmed mean."""

    cell: Cell
    group: Group
    family: str | None
    x: pd.Series
    verdict: str
    note: str  # why it is inconclusive, failed, ...; or "within the margin"
    floor: float  # b, on the log scale
    interval_90: Interval | None
    interval_holm: Interval | None
    step: Step | None
    p_value: float
    processes_needed: int | None  # of an inconclusive one, if 200 or fewer would do
    certain: str = ""  # of an inconclusive one: what holds all the same
    instructions: float | None = None  # ln of the ratio of exact counts, where they were counted
    baseline_ns: float = math.nan  # of one item of back_populates
    look: int | None = None  # the one that decided, or the last, by its number of processes

    @property
    def strategy(self) -> str:
        return self.cell.strategy

    @property
    def n(self) -> int:
        return len(self.x)

    @property
    def ln_ratio(self) -> float:
        return centre(self.x) if self.n else math.nan

    @property
    def ratio(self) -> float:
        return math.exp(self.ln_ratio)

    @property
    def spread(self) -> float:
        """Of x over processes, as far as they are not left out."""
        return spread(self.x) if self.n > 1 else math.nan

    @property
    def interval(self) -> Interval | None:
        """What is drawn: at the comparison's Holm step if it has one, else the 90 % interval."""
        return self.interval_holm or self.interval_90

    @property
    def difference_ns(self) -> float:
        """Of one item, against back_populates; nan of what is not timed."""
        return self.baseline_ns * (self.ratio - 1) if self.n else math.nan

    @property
    def size_words(self) -> str:
        """`1.3 µs of 6.8 µs`, or nothing of what is not timed."""
        if math.isnan(self.difference_ns):
            return ""
        return f"{duration(abs(self.difference_ns))} of {duration(self.baseline_ns)}"

    @property
    def words(self) -> str:
        """The verdict with its size: `faster by 12.1 %`, `inconclusive: at most 4.1 % apart (floor: ...)`."""
        if self.verdict in (FASTER, SLOWER, LESS, MORE):
            size = f"{self.verdict} by {difference(self.ratio)}"
            return f"{size}, {self.note}" if self.note else size
        if self.verdict != INCONCLUSIVE:
            return self.verdict
        told = f"{self.verdict}: {self.certain}" if self.certain else self.verdict
        return f"{told} ({self.note})" if self.note else told

    @property
    def brief_words(self) -> str:
        """Without the reason, where there is little room."""
        if self.verdict == INCONCLUSIVE and self.certain:
            return f"{self.verdict}: {self.certain}"
        return self.words


def certain_words(interval: Interval | None, floor: float) -> str:
    """What an interval leaves no doubt of, whatever the verdict."""
    if interval is None:
        return ""
    if interval.low > floor:
        return f"at least {difference(math.exp(interval.low))} slower"
    if interval.high < -floor:
        return f"at least {difference(math.exp(interval.high))} faster"
    slower, faster = (difference(math.exp(max(0.0, interval.high))), difference(math.exp(min(0.0, interval.low))))
    if interval.low >= 0:
        return f"at most {slower} slower"
    if interval.high <= 0:
        return f"at most {faster} faster"
    return f"at most {faster} faster or {slower} slower"


@dataclass(frozen=True)
class Doubt:
    """Why a comparison is inconclusive, and what would settle it."""

    reason: str
    needed: int | None  # processes, if so many would do

    @property
    def words(self) -> str:
        if self.reason.startswith("floor"):
            return self.reason
        if self.needed is None:
            what = f"more than {MOST_PROCESSES} processes, a quieter machine or --instructions"
            return f"{self.reason}; {what} would settle it"
        return f"{self.reason}; about {plural(self.needed, 'process')} would settle it"


def why_inconclusive(x: pd.Series, place: Place, floor: float, copy_shows_equivalence: bool) -> Doubt:
    """The nearest way to a verdict decides: a difference that clears the floor, or equality inside the margin."""
    mean, apart = centre(x), spread(x)
    different = processes_to_differ(mean, apart, floor, place.step.alpha)
    equal = processes_to_be_equivalent(mean, apart, place.equivalence_alpha)
    if place.is_within_margin and not copy_shows_equivalence:
        return Doubt(f"copy: the A/A copy of this group varies too much to show equality within {_margin()}", None)
    if abs(mean) <= floor and abs(mean) >= MARGIN:
        return Doubt(
            f"floor: copies of the same code differ here by up to {difference(math.exp(floor))}; more processes do not"
            " change that, a quieter machine or --instructions may",
            None,
        )
    to_equal = abs(mean) <= floor or (equal is not None and (different is None or equal <= different))
    if to_equal and not copy_shows_equivalence:
        to_equal = abs(mean) <= floor
    if to_equal:
        return Doubt(f"margin: its interval for equality reaches beyond {_margin()}", _more(equal, len(x)))
    return Doubt(
        f"spread: processes vary by {percent(math.exp(apart) - 1)}, so its interval reaches into the noise floor of"
        f" ±{percent(math.exp(floor) - 1)}",
        _more(different, len(x)),
    )


def _margin() -> str:
    return f"±{percent(math.exp(MARGIN) - 1).replace('.0', '')}"


def _more(needed: int | None, have: int) -> int | None:
    """More than there are: the spread is estimated, so what is enough by it may just not have been."""
    return None if needed is None else max(needed, have + 1)


__all__ = ["EQUIVALENT", "FASTER", "INCONCLUSIVE", "LESS", "MORE", "SAME", "SLOWER", "WITHIN"]
__all__ += ["Comparison", "Doubt", "certain_words", "why_inconclusive"]
