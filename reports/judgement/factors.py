"""Factors: what else two strategies of a group differ in, beside the mapping: the statements, and the kind of list.

A comparison whose statements differ is one of paths to the data, and never in the answer. One whose lists differ is
told so; the four corners, who keeps the sides in step and which list, show what each is worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.judgement.verdicts import Comparison, Judgement
from vocabulary.cells import BASELINE, Cell
from vocabulary.metrics import STATEMENTS
from vocabulary.plan import Group

# What has plain lists, by what has indexed ones.
PLAIN = {"back_populates": "back_populates_list", "unidirectional_indexed": "unidirectional"}
NEEDED = (BASELINE, "unidirectional", "unidirectional_indexed", "back_populates_list")


def sends_others(judgement: Judgement, cell: Cell) -> bool:
    """Whether an iteration of the cell sends other statements than the baseline's, or another number of them."""
    own, other = judgement.costs.get(cell.of(BASELINE)), judgement.costs[cell]
    if own is None or not (own.is_measured and other.is_measured):
        return False
    if own.per_iteration(STATEMENTS) != other.per_iteration(STATEMENTS):
        return True
    texts = [judgement.run.statements.get(one) for one in (cell.of(BASELINE), cell)]
    return None not in texts and all(texts) and _counted(texts[0]) != _counted(texts[1])


def _counted(sent: Sequence[object] | None) -> list[tuple[int, str]]:
    return sorted((one.times, one.sql) for one in sent or ())  # type: ignore[attr-defined]


def has_another_list(judgement: Judgement, cell: Cell) -> bool:
    """Whether the posts of a user lie in another kind of list than the baseline's; false where there is none."""
    own, other = judgement.run.list_of(BASELINE), judgement.run.list_of(cell.strategy)
    return bool(own and other) and own != other


@dataclass(frozen=True)
class Exchange:
    """Which of two ways of keeping both sides is cheaper, with either kind of list."""

    group: Group
    indexed: str  # the cheaper strategy where both have indexed lists
    plain: str

    @property
    def changes(self) -> bool:
        return PLAIN[self.indexed] != self.plain


def exchanges(judgement: Judgement) -> list[Exchange]:
    """Of every group in which all four corners were measured; a difference within the noise changes nothing."""
    by_cell = {comparison.cell: comparison for comparison in judgement.comparisons}
    found = []
    for group in judgement.run.plan.groups:
        corners = [by_cell.get(group.cell(strategy)) for strategy in NEEDED[1:]]
        if any(corner is None or not corner.n for corner in corners):
            continue
        unidirectional, indexed, listed = (corner for corner in corners if corner is not None)
        found.append(
            Exchange(
                group,
                "unidirectional_indexed" if _mean(indexed) < 0 else BASELINE,
                "unidirectional" if _is_cheaper(unidirectional, listed, _mean(indexed) < 0) else "back_populates_list",
            )
        )
    return found


def _is_cheaper(one: Comparison, other: Comparison, expected: bool) -> bool:
    """Whether the one is cheaper; as expected where the floor of the group hides which."""
    difference = _mean(one) - _mean(other)
    return expected if abs(difference) <= max(one.floor, other.floor) else difference < 0


def _mean(comparison: Comparison) -> float:
    return comparison.ln_ratio
