"""The answer in sentences: computed from the verdicts, never written by hand."""

from __future__ import annotations

import math
from collections import Counter

from reports.judgement.factors import sends_others
from reports.judgement.verdicts import (
    EQUIVALENT,
    FASTER,
    LESS,
    MORE,
    NO_VERDICT,
    SAME,
    SLOWER,
    INCONCLUSIVE,
    Comparison,
    Judgement,
)
from reports.words import counted
from reports.words.variants import is_variant
from vocabulary.cells import BASELINE, HAND_WRITTEN
from vocabulary.metrics import difference, plural, times

VERDICT_ORDER = (FASTER, SLOWER, EQUIVALENT, LESS, MORE, SAME, INCONCLUSIVE, "failed", "skipped", "missing")


def overall(judgement: Judgement) -> list[str]:
    """One sentence a strategy of the decision family (without one, of any), over all times; what failed comes first."""
    sentences = []
    if failed := judgement.failed_cells:
        sentences.append(
            f"{plural(len(failed), 'cell')} FAILED and {'has' if len(failed) == 1 else 'have'} no time:"
            f" {failed[0].cell}"
            + (f" and {len(failed) - 1} more." if len(failed) > 1 else ".")
        )
    timed = [c for c in judgement.comparisons if c.family and not (c.n and sends_others(judgement, c.cell))]
    for strategy in deciding_strategies(timed):
        sentences.append(f"{_overall(strategy, _of(timed, strategy))}.")
    return sentences


def phase_title(judgement: Judgement, phase: str) -> str:
    """The title of a phase's figure: what is seen in it."""
    if phase not in judgement.run.plan.timed_phases:
        return counted.title(judgement, phase)
    comparisons = judgement.of_phase(phase)
    strategies = deciding_strategies(comparisons)
    if not strategies:
        return f"{phase.capitalize()}: nothing to compare with {BASELINE}"
    notes = {(c.verdict, c.note) for c in comparisons if c.strategy in strategies}
    if len(notes) == 1 and next(iter(notes))[0] == INCONCLUSIVE:
        ratios = ", ".join(f"{s} {_ratio_range(_of(comparisons, s))}" for s in strategies)
        return f"{phase.capitalize()}: inconclusive ({next(iter(notes))[1]}); time relative to {BASELINE}: {ratios}"
    return f"{phase.capitalize()}: " + "; ".join(_brief(s, _of(comparisons, s)) for s in strategies)


def phase_sentences(judgement: Judgement, phase: str) -> list[str]:
    """The answer for one phase: a sentence for each strategy that a reader may choose, then the practical limit."""
    if phase not in judgement.run.plan.timed_phases:
        return counted.sentences(judgement, phase)
    comparisons = judgement.of_phase(phase)
    chosen = [strategy for strategy in judged_strategies(comparisons) if not is_variant(strategy)]
    sentences = [strategy_sentence(judgement, phase, strategy) for strategy in chosen]
    limit = [c for c in comparisons if c.strategy == HAND_WRITTEN and c.n]
    if limit:
        sentences.append(
            f"Hand-written code on the database's C API takes {_ratio_range(limit)} the time of"
            f" {BASELINE}."
        )
    return sentences


def variant_sentences(judgement: Judgement, phase: str) -> list[str]:
    """The same of the variants that tell causes apart."""
    strategies = judged_strategies(judgement.of_phase(phase))
    return [strategy_sentence(judgement, phase, strategy) for strategy in strategies if is_variant(strategy)]


def strategy_sentence(judgement: Judgement, phase: str, strategy: str) -> str:
    comparisons = _of(judgement.of_phase(phase), strategy)
    return f"{_brief(strategy, comparisons)} ({_detail(comparisons)})."


def brief(comparisons: list[Comparison]) -> str:
    """What is seen in some comparisons, a part a strategy."""
    parts = [_brief(strategy, _of(comparisons, strategy)) for strategy in deciding_strategies(comparisons)]
    return "; ".join(parts) or f"nothing to compare with {BASELINE}"


def judged_strategies(comparisons: list[Comparison]) -> list[str]:
    return list(dict.fromkeys(c.strategy for c in comparisons if c.family))


def deciding_strategies(comparisons: list[Comparison]) -> list[str]:
    """Those between which the reader decides; where none was compared, those that tell causes apart."""
    return judged_strategies([c for c in comparisons if c.family == "decision"]) or judged_strategies(comparisons)


def size(comparisons: list[Comparison]) -> str:
    """`0.713 ×, 90 % interval 0.705 – 0.721`; of several, what their ratios and their intervals lie within."""
    spans = [c.interval_90 for c in comparisons if c.n and c.interval_90]
    if not spans:
        return _ratio_range(comparisons)
    word = "interval" if len(spans) == 1 else "intervals within"
    low, high = (times(math.exp(end)) for end in (min(s.low for s in spans), max(s.high for s in spans)))
    return f"{_ratio_range(comparisons)}, 90 % {word} {low} – {high}"


def failure_words(strategy: str, comparisons: list[Comparison]) -> str:
    """Of a strategy without any ratio: `backref failed: post 17 is in ...`; `unlinked was skipped: ...`."""
    verdict, why = comparisons[0].verdict, comparisons[0].note
    verb = {"failed": "failed", "skipped": "was skipped", "missing": "is missing"}.get(verdict, f"is {verdict}")
    return f"{strategy} {verb}" + (f": {why}" if why else "")


def _of(comparisons: list[Comparison], strategy: str) -> list[Comparison]:
    return [c for c in comparisons if c.strategy == strategy and c.verdict != NO_VERDICT]


def _brief(strategy: str, comparisons: list[Comparison]) -> str:
    """backref costs the same as back_populates; unidirectional saves 8 to 12 %; ... is faster in 2 of 4, ..."""
    verdicts = {c.verdict for c in comparisons}
    if verdicts == {EQUIVALENT}:
        return f"{strategy} costs the same as {BASELINE}"
    if verdicts == {FASTER}:
        return f"{strategy} saves {percent_range(comparisons)}"
    if verdicts == {SLOWER}:
        return f"{strategy} {costs_more(percent_range(comparisons))}"
    if len(verdicts) == 1:
        verdict = verdicts.pop()
        return f"{strategy} {verdict}" if verdict == "failed" else f"{strategy} is {verdict}"
    return f"{strategy} is {tally(comparisons)}"


def _overall(strategy: str, comparisons: list[Comparison]) -> str:
    verdicts = {c.verdict for c in comparisons}
    everywhere = "in the only comparison" if len(comparisons) == 1 else f"in all {len(comparisons)} comparisons"
    if verdicts == {EQUIVALENT}:
        return f"{strategy} costs the same as {BASELINE} {everywhere} (equivalent, within ±3 %: {size(comparisons)})"
    if verdicts == {INCONCLUSIVE} and len({c.note for c in comparisons}) == 1:
        return (
            f"{strategy} against {BASELINE} is inconclusive {everywhere} ({comparisons[0].note}); relative time:"
            f" {size(comparisons)}"
        )
    if verdicts == {"failed"}:
        return f"{strategy} failed {everywhere}"
    if verdicts == {FASTER} or verdicts == {SLOWER}:
        return (
            f"{strategy} is {verdicts.pop()} than {BASELINE} {everywhere}, by {percent_range(comparisons)}"
            f" ({size(comparisons)})"
        )
    return f"{strategy} against {BASELINE} is {tally(comparisons, ' timed comparisons', with_intervals=True)}"


def tally(comparisons: list[Comparison], unit: str = "", with_intervals: bool = False) -> str:
    """`faster in 2 of 4 (by 4.3 to 9.1 %), equivalent in 2`: every comparison is told of."""
    counts = Counter(c.verdict for c in comparisons)
    parts: list[str] = []
    for verdict in VERDICT_ORDER:
        if counts[verdict]:
            chosen = [c for c in comparisons if c.verdict == verdict]
            told = [f"by {percent_range(chosen)}"] if verdict in (FASTER, SLOWER) else []
            told += [size(chosen)] if with_intervals and any(c.n for c in chosen) else []
            of_all = f" of {len(comparisons)}{unit}" if not parts else ""
            parts.append(f"{verdict} in {counts[verdict]}{of_all}" + (f" ({'; '.join(told)})" if told else ""))
    return ", ".join(parts)


def _detail(comparisons: list[Comparison]) -> str:
    measured = [c for c in comparisons if c.n]
    if not measured:
        return "no ratio was measured"
    return f"{plural(len(measured), 'ratio')}: {size(measured)}"


def _ratio_range(comparisons: list[Comparison]) -> str:
    ratios = sorted(c.ratio for c in comparisons if c.n)
    if not ratios:
        return "unmeasured"
    low, high = times(ratios[0]), times(ratios[-1])
    return f"{low} ×" if low == high else f"{low} to {high} ×"


def costs_more(span: str, verb: str = "costs", of: str = "the time") -> str:
    """`costs 12.1 % more`; `costs 4.1 × the time`."""
    return f"{verb} {span} {of}" if span.endswith("×") else f"{verb} {span} more"


def percent_range(comparisons: list[Comparison]) -> str:
    sizes = sorted((c.ratio for c in comparisons), key=lambda ratio: abs(ratio - 1))
    low, high = difference(sizes[0]), difference(sizes[-1])
    if low == high:
        return low
    return f"{low.removesuffix(high[-2:]) if low[-1] == high[-1] else low} to {high}"
