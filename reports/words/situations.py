"""Which strategy for which situation: a sentence a workload, with ratios and intervals, computed from the verdicts.

A situation is a workload on all the data and databases of the run. The strategies are those of the decision family.
Chosen is what is faster than back_populates throughout, with whatever cannot be told from the fastest of them, if the
difference has what reports/judgement/support.py asks for; where nothing is faster, back_populates and what is
equivalent to it. Where a verdict is missing, or changes with the data, or too many A/A copies differ, nothing is
chosen. Of memory a difference counts as in time: beyond 3 %.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.judgement.attribution import attributions
from reports.judgement.factors import has_another_list, sends_others
from reports.judgement.support import what_it_lacks
from reports.judgement.verdicts import EQUIVALENT, FASTER, SLOWER, INCONCLUSIVE, Comparison, Judgement
from reports.words.answer import costs_more, failure_words, percent_range, size, tally
from vocabulary.cells import BASELINE, is_hand_written
from vocabulary.statistics import MARGIN

VARIES = "varies"  # with the data or the database
DECISION = "decision"


@dataclass(frozen=True)
class Situation:
    phase: str
    words: str
    choice: str  # `unidirectional`; `back_populates or backref`; empty where the run does not tell
    sentence: str  # how each strategy stands to back_populates
    why_open: str = ""  # why nothing is recommended although something is faster


def situations(judgement: Judgement) -> list[Situation]:
    """In the order of phases and plan; of workloads in which strategies are compared."""
    found = []
    plan = judgement.run.plan
    deciding = {strategy for _, strategy in plan.families.get(DECISION, ())}
    for phase in plan.phases:
        of_phase = [c for c in judgement.of_phase(phase) if _is_of(c, deciding)]
        for workload in dict.fromkeys(c.cell.workload for c in of_phase):
            by_strategy = _by_strategy(c for c in of_phase if c.cell.workload == workload)
            found.append(_situation(judgement, phase, workload, by_strategy))
    return found


def _is_of(comparison: Comparison, deciding: set[str]) -> bool:
    """Whether the reader decides by it; exact counts are in no family, so there the strategy tells."""
    if not comparison.group.is_counted:
        return comparison.family == DECISION
    return comparison.strategy in deciding if deciding else not is_hand_written(comparison.strategy)


def _by_strategy(comparisons: Iterable[Comparison]) -> dict[str, list[Comparison]]:
    found: dict[str, list[Comparison]] = {}
    for comparison in comparisons:
        found.setdefault(comparison.strategy, []).append(comparison)
    return found


def _situation(
    judgement: Judgement, phase: str, workload: str, by_strategy: dict[str, list[Comparison]]
) -> Situation:
    kinds = {strategy: _kind(comparisons) for strategy, comparisons in by_strategy.items()}
    words, (chosen, why) = judgement.run.words(workload), _choice(judgement, by_strategy, kinds)
    choice = " or ".join(filter(None, (", ".join(chosen[:-1]), *chosen[-1:])))
    parts = [_part(judgement, s, kinds[s], comparisons) for s, comparisons in by_strategy.items()]
    return Situation(phase, words, choice, f"{'; '.join(parts)}.", why)


def _kind(comparisons: list[Comparison]) -> str:
    """The one verdict of all of them, exact counts in the words of times; or VARIES."""
    kinds = {_as_time(comparison) for comparison in comparisons}
    return kinds.pop() if len(kinds) == 1 else VARIES


def _as_time(comparison: Comparison) -> str:
    if not comparison.group.is_counted or not comparison.n:
        return comparison.verdict
    x = comparison.ln_ratio
    return EQUIVALENT if abs(x) <= MARGIN else FASTER if x < 0 else SLOWER


def _choice(
    judgement: Judgement, by_strategy: dict[str, list[Comparison]], kinds: dict[str, str]
) -> tuple[list[str], str]:
    """What is chosen; or nothing, and why although something is faster."""
    if not judgement.may_recommend:
        return [], "too many A/A copies of this run differ"
    faster = sorted((s for s in kinds if kinds[s] == FASTER), key=lambda s: _mean(by_strategy[s]))
    if faster:
        traced = {found.comparison.cell: found for found in attributions(judgement)}
        lacks = {
            s: next(filter(None, (what_it_lacks(judgement, c, traced.get(c.cell)) for c in by_strategy[s])), "")
            for s in faster
        }
        supported = [s for s in faster if not lacks[s]]
        if not supported:
            return [], lacks[faster[0]]
        best = by_strategy[supported[0]]
        return [s for s in supported if s == supported[0] or _overlap(best, by_strategy[s])], ""
    is_told = all(kind in (EQUIVALENT, SLOWER, "failed") for kind in kinds.values())
    return ([BASELINE, *(s for s in kinds if kinds[s] == EQUIVALENT)] if is_told else []), ""


def _mean(comparisons: list[Comparison]) -> float:
    return sum(c.ln_ratio for c in comparisons) / len(comparisons)


def _overlap(one: list[Comparison], other: list[Comparison]) -> bool:
    """Whether the 90 % intervals meet in any group, or there are none."""
    of_group = {c.group.id: c.interval_90 for c in one}
    pairs = [(of_group.get(c.group.id), c.interval_90) for c in other]
    return any(a is None or b is None or (a.low <= b.high and b.low <= a.high) for a, b in pairs)


def _part(judgement: Judgement, strategy: str, kind: str, comparisons: list[Comparison]) -> str:
    """`unidirectional saves 28.7 % (0.713 ×, 90 % interval 0.705 – 0.721)`."""
    if not any(c.n for c in comparisons):
        return failure_words(strategy, comparisons)
    told = f"{strategy} {_verb(kind, comparisons)} ({_reason(kind, comparisons)}{size(comparisons)}"
    told += f"{_absolute(comparisons)})"
    if any(sends_others(judgement, c.cell) for c in comparisons):
        told += "; it sends different SQL, so the mapping is not the cause"
    if any(has_another_list(judgement, c.cell) for c in comparisons):
        told += f"; it uses {judgement.run.list_of(strategy)} lists"
    return told


def _absolute(comparisons: list[Comparison]) -> str:
    """`; 1.3 µs of 6.8 µs`, of one comparison; the largest of several."""
    known = [c for c in comparisons if c.size_words and c.verdict in (FASTER, SLOWER)]
    if not known:
        return ""
    largest = max(known, key=lambda c: abs(c.difference_ns))
    return f"; {'at most ' if len(known) > 1 else ''}{largest.size_words} per item"


def _verb(kind: str, comparisons: list[Comparison]) -> str:
    span = percent_range([c for c in comparisons if c.n])
    if comparisons[0].group.is_counted:
        more = costs_more(span, "uses", "as much")
        verbs = {FASTER: f"uses {span} less memory", SLOWER: more, EQUIVALENT: "uses the same memory within 3 %"}
        return verbs.get(kind) or f"uses {tally(comparisons)}"
    verbs = {FASTER: f"saves {span}", SLOWER: costs_more(span), EQUIVALENT: "costs the same"}
    return verbs.get(kind) or (f"is {tally(comparisons)}" if kind == VARIES else f"is {kind}")


def _reason(kind: str, comparisons: list[Comparison]) -> str:
    notes = list(dict.fromkeys(c.note for c in comparisons if c.note))
    wanted = kind == INCONCLUSIVE or all(c.note == "within the margin" for c in comparisons)
    return f"{notes[0]}; " if wanted and len(notes) == 1 else ""
