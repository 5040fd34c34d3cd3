"""The headline: what to do about backref, and what the run may say of its speed.

It recommends only on differences that both systems show, that are above 3 % and whose cause is known; what one system
alone shows is told, and nothing is recommended on it. A run that failed, was quick, or whose copies of the same code
differ too often recommends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.evidence.advice.phrases import BOTH, span, tally
from reports.judgement.speed import ABSENT, FASTER, OPEN, SAME, SLOWER, SMALL, Speed, explained, shared, systems
from reports.judgement.verdicts import Judgement
from vocabulary.cells import BASELINE
from vocabulary.metrics import plural

BACKREF = "backref"
CHOOSE = f"Choose {BASELINE}"


@dataclass(frozen=True)
class Headline:
    text: str
    lead: list[str]  # what each system shows, a sentence each
    recommends: bool


def headline(judgement: Judgement) -> Headline:
    speeds = speeds_of(judgement, BACKREF)
    lead = [f"{capital(s.system)}: {BACKREF} is {tally(s)} ({span(s)})." for s in speeds]
    if why := why_not(judgement):
        return Headline(f"No recommendation: {why}.", lead, False)
    return Headline(_recommendation(judgement, speeds), lead, True)


def speeds_of(judgement: Judgement, strategy: str) -> list[Speed]:
    found = [system.speed(strategy) for system in systems(judgement)]
    return [speed for speed in found if speed.marks]


def why_not(judgement: Judgement) -> str:
    """Why this run recommends nothing; empty if it may."""
    failed = [cost.cell for cost in judgement.failed_cells if cost.cell.strategy in (BASELINE, BACKREF)]
    if failed:
        names = " and ".join(dict.fromkeys(cell.strategy for cell in failed))
        return f"{names} failed in {plural(len(failed), 'measurement')}"
    if not judgement.run.plan.verdicts:
        return f"a {judgement.run.plan.preset} run has too few processes to compare speeds"
    if not judgement.may_recommend:
        return "two copies of the same code differ too often in this run"
    marks = [mark for speed in speeds_of(judgement, BACKREF) for mark in speed.marks]
    if not marks:
        return f"this run did not compare {BACKREF} with {BASELINE}"
    if all(mark.kind == ABSENT for mark in marks):
        return f"the measurements of {BACKREF} are missing"
    return ""


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _recommendation(judgement: Judgement, speeds: list[Speed]) -> str:
    faster, slower = (shared(speeds, kind) for kind in (FASTER, SLOWER))
    if (faster or slower) and explained(judgement, faster + slower, BACKREF):
        count = f"of {plural(len(speeds[-1].marks), 'workload')}, {BOTH}"
        if faster and slower:
            return f"It depends: {BACKREF} is faster in {len(faster)} and slower in {len(slower)} {count}."
        if slower:
            return f"{CHOOSE}: {BACKREF} is slower in {len(slower)} {count}."
        return f"Keep {BACKREF} for speed only: it is faster in {len(faster)} {count}."
    differing = [speed for speed in speeds if speed.differs]
    if differing:
        return _unsupported(speeds, differing, bool(faster or slower))
    alike = sum(len(speed.of(SAME, SMALL)) for speed in speeds)
    if not alike:
        return f"{CHOOSE} for its checks: this run cannot decide which is faster."
    if sum(len(speed.of(OPEN, ABSENT)) for speed in speeds):
        return f"{CHOOSE}, but not for speed: wherever this run can decide, {BACKREF} runs equally fast."
    return f"{CHOOSE}, but not for speed: {BACKREF} runs equally fast."


def _unsupported(speeds: list[Speed], differing: list[Speed], in_both: bool) -> str:
    """Of differences that one system alone shows, or that nobody can explain."""
    alike = [speed for speed in speeds if not speed.differs and speed.of(SAME, SMALL)]
    sqlalchemy = [speed for speed in alike if speed.is_sqlalchemy]
    if sqlalchemy:
        limit = " in every comparison that this run could decide" if sqlalchemy[0].of(OPEN, ABSENT) else ""
        return f"{CHOOSE}, but not for speed: in SQLAlchemy {BACKREF} runs equally fast{limit}."
    told = "; ".join(f"{_differences(speed)} in {speed.system}" for speed in differing)
    why = "for an unknown reason" if in_both else "the two systems do not agree"
    undecided = [speed for speed in speeds if not any(mark.is_decided for mark in speed.marks)]
    if undecided and not in_both:
        why = f"nothing is decided for {undecided[0].system}"
    if len(speeds) == 1:
        why = "SQLAlchemy was not measured" if not speeds[0].is_sqlalchemy else "the C++ mapper was not measured"
    return f"{CHOOSE} for its checks, not for speed: {BACKREF} is {told}, but {why}."


def _differences(speed: Speed) -> str:
    counts = [(word, len(speed.of(kind))) for kind, word in ((FASTER, "faster"), (SLOWER, "slower"))]
    of_all = plural(len(speed.marks), "workload")
    return " and ".join(f"{word} in {n} of {of_all}" for word, n in counts if n)
