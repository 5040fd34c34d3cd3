"""Phrases that the headline and the situations share: how fast a strategy is, in few words."""

from __future__ import annotations

from reports.judgement.speed import ABSENT, FASTER, OPEN, SAME, SLOWER, SMALL, Mark, Speed
from vocabulary.metrics import plural

BOTH = "in both systems"


def span(speed: Speed) -> str:
    """`0.98–1.01 ×`, two digits; of no ratio `not measured`."""
    if not speed.ratios:
        return "not measured"
    low, high = (_short(ratio) for ratio in (speed.ratios[0], speed.ratios[-1]))
    return f"{low} ×" if low == high else f"{low}–{high} ×"


def spans(speeds: list[Speed]) -> str:
    """`SQLAlchemy 0.98–1.01 ×, our C++ mapper 0.91–1.02 ×`."""
    return ", ".join(f"{speed.system}: {span(speed)}" for speed in speeds if speed.marks)


def _short(ratio: float) -> str:
    return f"{ratio:.2g}" if ratio < 0.1 else f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"


def tally(speed: Speed) -> str:
    """`equally fast in 6 of 8 comparisons, inconclusive in 2`: every comparison is told of."""
    words = {FASTER: "faster", SLOWER: "slower", SAME: "equally fast", SMALL: "less than 3 % apart"}
    words |= {OPEN: "inconclusive", ABSENT: "not measured", "failed": "failed"}
    parts = [(word, len(speed.of(kind))) for kind, word in words.items() if speed.of(kind)]
    if not parts:
        return "not measured"
    total = sum(count for _, count in parts)
    if len(parts) == 1:
        return f"{parts[0][0]} in {'all ' if total > 1 else ''}{plural(total, 'comparison')}"
    (first, count), *rest = parts
    told = [f"{first} in {count} of {plural(total, 'comparison')}", *(f"{word} in {n}" for word, n in rest)]
    return ", ".join(told)


def works(marks: list[Mark], most: int = 2) -> str:
    """`append a post and move a post`; of many `append a post and 4 more`."""
    names = list(dict.fromkeys(mark.words for mark in marks))
    if len(names) > most:
        return f"{names[0]} and {len(names) - 1} more"
    return " and ".join(names)


def directions(speeds: list[Speed]) -> list[str]:
    """Of each system; said once where it is the same."""
    told = [direction(speed) for speed in speeds]
    if len(told) > 1 and len(set(told)) == 1:
        return [f"{told[0]}, {BOTH}"]
    return [f"{speed.system}: {words}" for speed, words in zip(speeds, told)]


def direction(speed: Speed) -> str:
    """`faster`, `slower`, `faster or slower depending on the workload`, `equally fast`, `not decided`: in all that was
    decided."""
    faster, slower, alike = speed.of(FASTER), speed.of(SLOWER), speed.of(SAME, SMALL)
    if faster and slower:
        return "faster or slower depending on the workload"
    if faster or slower:
        word = "faster" if faster else "slower"
        return word if not alike and not speed.of(OPEN) else f"{word} in some workloads"
    return "equally fast" if alike else "inconclusive" if speed.of(OPEN) else "not measured"
