"""Agreement: whether the C++ mapper and SQLAlchemy put the strategies in the same order, workload by workload."""

from __future__ import annotations

import math
from typing import Any

from reports.judgement.agreement import AGREE, DISAGREE, MAIN, ONE_ALONE, Agreement, agreements
from reports.judgement.both_send import difference
from reports.judgement.in_sqlalchemy import Work
from reports.judgement.verdicts import Judgement
from vocabulary.cells import BASELINE
from vocabulary.metrics import plural, times

WORDS = {
    AGREE: "the same",
    DISAGREE: "reversed",
    ONE_ALONE: "a difference in one system only",
    "undecided": "not decided",
}


def content(judgement: Judgement) -> dict[str, Any]:
    found = agreements(judgement)
    return {"agreements": [_row(judgement, one) for one in found], "agreement_title": title(found)}


def title(found: list[Agreement]) -> str:
    """What both systems say together, computed from the verdicts."""
    if not found:
        return "SQLAlchemy was not measured for any work of this run"
    alike = [one for one in found if one.verdict == AGREE]
    unlike = [one for one in found if one.verdict in (DISAGREE, ONE_ALONE)]
    left = [one for one in unlike if not one.is_explained]
    words = f"The order of the strategies is the same in {len(alike)} of {plural(len(found), 'workload')}"
    if unlike:
        words += f", different in {len(unlike)}"
        words += f", {len(left)} of them without a known cause" if left else ", each explained by the runtimes"
    return words


def _row(judgement: Judgement, one: Agreement) -> dict[str, Any]:
    return {
        "agreement": one,
        "words": judgement.run.words(one.here.workload),
        "verdict": WORDS[one.verdict],
        "systems": [(work.system, order, _ratios(work)) for work, order in _systems(one)],
        "why": _why(one),
        "statements": difference(judgement, one.here, one.there),
    }


def _systems(one: Agreement) -> list[tuple[Work, str]]:
    return [(one.here, one.order_here), (one.there, one.order_there)]


def _ratios(work: Work) -> str:
    known = [(s, work.ratio(s)) for s in MAIN if s != BASELINE]
    return ", ".join(f"{strategy} {times(ratio)} ×" for strategy, ratio in known if not math.isnan(ratio))


def _why(one: Agreement) -> list[str]:
    if one.verdict not in (DISAGREE, ONE_ALONE):
        return []
    open_pairs = [f"{p.first} and {p.second}" for p in one.pairs if not p.is_alike and not p.causes]
    told = [f"{cause.name}: {cause.evidence}." for cause in one.causes]
    return told + ([f"An open question: {', '.join(open_pairs)}."] if open_pairs else [])
