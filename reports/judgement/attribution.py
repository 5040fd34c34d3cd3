"""Attribution: what each difference between the main strategies comes from, as the strategies that tell causes apart
show it.

`backref_static` differs from back_populates in what is declared alone; `back_populates_runtime` in where both sides
are stored alone. What is left of backref's difference then is resolution where configure() itself is timed, and an
open question elsewhere, because resolution is over before anything else is timed. `backref_scalar` shows what it is
worth where the inferred slot lies.

Between back_populates and unidirectional lie two factors: which list holds the posts, and who keeps both sides in step.
`back_populates_list` and `unidirectional_indexed` are the two other corners, so that the container is a step of its
own: the way over the plain list is drawn, the way over the indexed one told beside it. Where neither was measured,
`unlinked` tells what it can: it maps both sides as back_populates does and leaves keeping them in step to the caller.

Steps are ln ratios and add up to the difference. In time they have 95 % intervals over processes, of the paired
differences; in instructions they are exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from reports.judgement.verdicts import EQUIVALENT, FASTER, SLOWER, Comparison, Judgement
from reports.results.instructions import copy_ln_ratio, ln_ratio
from vocabulary.cells import BASELINE, Cell
from vocabulary.metrics import STATEMENTS, signed_difference
from vocabulary.statistics import LEAST_FLOOR, Interval, half_width
from vocabulary.trimmed import centre

DECLARATION, RESOLUTION, STORAGE, CONTAINER = "declaration", "resolution", "storage", "container"
CALLER, REST = "caller", "unexplained"
LEVEL = 0.95
_NOBODY_TELLS = "no variant that could explain it was measured here"
_BY_NATURE = {  # of unidirectional, where no strategy says how much of it
    DECLARATION: "declaration, because one side fewer is declared",
    CALLER: "caller, because your code keeps the other side in sync",
}


@dataclass(frozen=True)
class Step:
    """One cause's part: `of` minus `minus`, in ln ratios to back_populates. None where a strategy was not
    measured."""

    cause: str
    words: str
    time: float | None
    interval: Interval | None
    instructions: float | None  # exact

    @property
    def is_known(self) -> bool:
        return self.time is not None or self.instructions is not None

    def text(self) -> str:
        """`storage +6.1 % (+5.2 % to +7.0 %), instructions +5.9 %`."""
        parts = []
        if self.time is not None:
            span = f" ({_percent(self.interval.low)} to {_percent(self.interval.high)})" if self.interval else ""
            parts.append(f"{_percent(self.time)}{span}")
        if self.instructions is not None:
            parts.append(f"instructions {_percent(self.instructions)}")
        return f"{self.cause} {', '.join(parts) or 'not measured'}"


@dataclass(frozen=True)
class Attribution:
    """Of one comparison. `causes` are those of its steps that are there beyond the noise; `is_open` says that they
    are not all of it, or that nobody measured what would tell."""

    comparison: Comparison
    steps: tuple[Step, ...]
    beside: tuple[Step, ...]  # not a part of the difference: what else the attribution strategies show
    causes: tuple[str, ...]
    is_open: bool
    sentence: str


@dataclass(frozen=True)
class _Term:
    """One strategy's ln ratio to back_populates, or a difference of such. `mean` is that of the trimmed means, so that
    steps add up; the interval around it is that of the processes' differences."""

    time: pd.Series
    mean: float
    instructions: float | None

    @classmethod
    def of(cls, time: pd.Series, instructions: float | None) -> _Term:
        return cls(time, centre(time) if len(time) else math.nan, instructions)

    @property
    def is_known(self) -> bool:
        return bool(len(self.time)) or self.instructions is not None

    def __sub__(self, other: _Term) -> _Term:
        exact = None
        if self.instructions is not None and other.instructions is not None:
            exact = self.instructions - other.instructions
        return _Term((self.time - other.time).dropna(), self.mean - other.mean, exact)


def attributions(judgement: Judgement) -> list[Attribution]:
    """Of every comparison of `backref` and `unidirectional` that has a ratio, in the order of the plan."""
    by_cell = {comparison.cell: comparison for comparison in judgement.comparisons}
    return [
        _attribute(judgement, comparison, by_cell)
        for comparison in judgement.comparisons
        if comparison.strategy in ("backref", "unidirectional") and comparison.n
    ]


def open_questions(judgement: Judgement) -> list[str]:
    """A sentence for each decided difference that is not explained."""
    return [found.sentence for found in attributions(judgement) if found.is_open]


def _attribute(judgement: Judgement, comparison: Comparison, by_cell: dict[Cell, Comparison]) -> Attribution:
    cell, counts = comparison.cell, judgement.run.instructions

    def term(strategy: str) -> _Term:
        other = by_cell.get(cell.of(strategy))
        return _Term.of(other.x if other else pd.Series(dtype=float), ln_ratio(counts, cell.of(strategy)))

    whole = term(comparison.strategy)
    steps: tuple[Step, ...]
    beside: tuple[Step, ...] = ()
    if comparison.strategy == "backref":
        static, runtime = term("backref_static"), term("back_populates_runtime")
        left = whole - static - runtime
        is_resolved_here = comparison.group.phase == "configure"
        steps = (
            _step(DECLARATION, f"one side declared instead of two: backref_static against {BASELINE}", static),
            _step(STORAGE, f"runtime slots instead of members: back_populates_runtime against {BASELINE}", runtime),
            _step(RESOLUTION if is_resolved_here else REST, "the rest of backref's difference", left),
        )
        beside = (_step(STORAGE, "slots on users instead of posts: backref_scalar", term("backref_scalar") - whole),)
    elif _is_declaring(judgement, comparison):
        unlinked = term("unlinked")
        steps = (
            _step(RESOLUTION, f"no pair to find: unlinked against {BASELINE}", unlinked),
            _step(DECLARATION, "and one side fewer is declared: the rest", whole - unlinked),
        )
    elif (listed := term("back_populates_list")).is_known or term("unidirectional_indexed").is_known:
        indexed = term("unidirectional_indexed")
        steps = (
            _step(CONTAINER, f"a plain list instead of an indexed one: back_populates_list against {BASELINE}", listed),
            _step(CALLER, "the caller keeps it in sync: unidirectional against back_populates_list", whole - listed),
        )
        beside = (
            _step(CALLER, f"the caller keeps an indexed list: unidirectional_indexed against {BASELINE}", indexed),
            _step(CONTAINER, "a plain list instead: unidirectional against unidirectional_indexed", whole - indexed),
        )
    else:
        unlinked = term("unlinked")
        steps = (
            _step(CALLER, f"the caller keeps two mapped sides in sync: unlinked against {BASELINE}", unlinked),
            _step(CALLER, "and one of them is a plain container: the rest", whole - unlinked),
        )
    copy = copy_ln_ratio(counts, cell)
    causes = tuple(dict.fromkeys(step.cause for step in steps if _is_there(step, comparison.floor, copy)))
    if comparison.strategy == "unidirectional" and comparison.verdict in (FASTER, SLOWER) and not causes:
        # nothing else differs: one side less is declared, and the runtime does nothing for it
        causes = (DECLARATION,) if _is_declaring(judgement, comparison) else (CALLER,)
    known = [step for step in steps if step.is_known]
    is_decided = comparison.verdict in (FASTER, SLOWER)
    is_open = is_decided and (not causes or REST in causes)
    sentence = f"{_what(comparison)}: {_why(comparison, known, causes, is_open)}."
    return Attribution(comparison, steps, tuple(s for s in beside if s.is_known), causes, is_open, sentence)


def _is_declaring(judgement: Judgement, comparison: Comparison) -> bool:
    """Whether classes alone are declared and configured, so that there is nothing yet that a caller does."""
    cost = judgement.costs[comparison.cell]
    return comparison.group.phase == "configure" and not cost.per_iteration(STATEMENTS) > 0


def _step(cause: str, words: str, term: _Term) -> Step:
    if not len(term.time):
        return Step(cause, words, None, None, term.instructions)
    interval = None
    if len(term.time) > 1:
        half = float(half_width(term.time.to_numpy(), LEVEL))
        interval = Interval(term.mean - half, term.mean + half, LEVEL)
    return Step(cause, words, term.mean, interval, term.instructions)


def _is_there(step: Step, floor: float, copy: float) -> bool:
    """Beyond the floor in time; or, where time cannot tell, in instructions."""
    if step.interval is not None and step.interval.is_outside(floor):
        return True
    if step.interval is not None and step.interval.is_inside(max(floor, LEAST_FLOOR)):
        return False
    return step.instructions is not None and abs(step.instructions) > max(copy, LEAST_FLOOR)


def _what(comparison: Comparison) -> str:
    return f"{comparison.strategy} in {comparison.group.id} is {comparison.words}"


def _why(comparison: Comparison, known: Sequence[Step], causes: Sequence[str], is_open: bool) -> str:
    if comparison.verdict == EQUIVALENT:
        return "there is nothing to explain"
    told = "; ".join(step.text() for step in known)
    if comparison.verdict not in (FASTER, SLOWER):
        return f"no difference was decided; {told}" if told else "no difference was decided"
    if is_open:
        return f"an open question; {told}" if told else f"an open question: {_NOBODY_TELLS}"
    return f"{' and '.join(causes)}; {told}" if told else " and ".join(_BY_NATURE[cause] for cause in causes)


def _percent(value: float) -> str:
    return signed_difference(math.exp(value))
