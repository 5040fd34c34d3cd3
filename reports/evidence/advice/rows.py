"""The five situations in which readers stand: what to do in each, and why, with what this run and its evidence show."""

from __future__ import annotations

from dataclasses import dataclass

from reports.evidence.advice.headline import BACKREF, speeds_of, why_not
from reports.evidence.advice.phrases import directions, spans, works
from reports.evidence.claims.sqlalchemy import records
from reports.judgement.speed import FAILED, FASTER, OPEN, SAME, SLOWER, SMALL, Speed, explained, shared
from reports.judgement.verdicts import Judgement
from vocabulary.cells import BASELINE, HAND_WRITTEN

GOOD, BAD, UNSURE = "ok", "no", "q"  # the page's classes
BY_HAND, ONE_SIDED = "unidirectional", "one_sided"
STAGES = ("compile", "configure", "first use", "flush", "never")
NOTHING = "No recommendation"


@dataclass(frozen=True)
class Row:
    situation: str
    action: str
    tone: str  # ok | no | q
    reason: str  # in two or three words
    why: str


def rows(judgement: Judgement) -> list[Row]:
    """In the order in which readers ask."""
    stop = why_not(judgement)
    found = [_working(judgement), _new(judgement), _never_read(judgement), _read(judgement), _bulk(judgement)]
    if not stop:
        return found
    return [Row(row.situation, NOTHING, UNSURE, "see above", _measured(judgement, i)) for i, row in enumerate(found)]


def _measured(judgement: Judgement, number: int) -> str:
    """Ratios without a verdict: what the run has all the same."""
    strategy = (BACKREF, BACKREF, ONE_SIDED, BY_HAND, HAND_WRITTEN)[number]
    return f"{strategy}: {spans(speeds_of(judgement, strategy)) or 'not measured'}"


def _working(judgement: Judgement) -> Row:
    situation, speeds = f"Code on {BACKREF} that works", speeds_of(judgement, BACKREF)
    for kind, action, tone in ((SLOWER, "Migrate", BAD), (FASTER, "Keep it where speed counts", GOOD)):
        if (marks := shared(speeds, kind)) and explained(judgement, marks, BACKREF):
            return Row(situation, action, tone, kind, f"{works(marks)}: {BACKREF} is {kind} in both systems")
    differs, alike = any(s.differs for s in speeds), any(s.of(SAME, SMALL) for s in speeds)
    if not differs and alike:
        is_open = any(s.of(OPEN) for s in speeds)
        return Row(
            situation, "Migrate as you touch it", GOOD, "same speed" if not is_open else "no difference found",
            spans(speeds),
        )  # fmt: skip
    tone, reason = (GOOD, "same in SQLAlchemy") if _same_there(speeds) else (UNSURE, "speed unclear")
    return Row(situation, "Migrate as you touch it", tone, reason, "; ".join(directions(speeds)))


def _same_there(speeds: list[Speed]) -> bool:
    return any(s.is_sqlalchemy and not s.differs and s.of(SAME, SMALL) for s in speeds)


def _new(judgement: Judgement) -> Row:
    legacy = f"SQLAlchemy 2.0 calls {BACKREF} legacy"
    earlier = earlier_found(judgement)
    if not earlier:
        return Row("New relationships", BASELINE, GOOD, "explicit", f"Both sides are in the source. {legacy}")
    why = f"{capital_mistake(earlier[0][0])}: fails at {earlier[0][1]}; with {BACKREF}, at {earlier[0][2]}. {legacy}"
    return Row("New relationships", BASELINE, GOOD, "found earlier", why)


def earlier_found(judgement: Judgement) -> list[tuple[str, str, str]]:
    """(mistake, when with back_populates, when with backref) in SQLAlchemy, where the first is earlier."""
    known = records(judgement)
    found = []
    for mistake, by in known[0].behaviour("mistakes").items() if known else ():
        one, other = (by.get(strategy, "").partition(":")[0] for strategy in (BASELINE, BACKREF))
        if one in STAGES and other in STAGES and STAGES.index(one) < STAGES.index(other):
            found.append((mistake, one, other))
    return found


def capital_mistake(text: str) -> str:
    return text[:1].upper() + text[1:]


def _never_read(judgement: Judgement) -> Row:
    speeds = speeds_of(judgement, ONE_SIDED)
    why = "Nothing to keep in sync"
    slower = any(s.of(SLOWER) for s in speeds)
    if speeds:
        why += f"; {spans(speeds)}"
    return Row(
        "The reverse side is never read", "Declare one side", UNSURE if slower else GOOD,
        "less code" if slower else "less work", why,
    )  # fmt: skip


def _read(judgement: Judgement) -> Row:
    situation, speeds = "The reverse side is read", speeds_of(judgement, BY_HAND)
    kept, parts = judgement.run.evidence, []
    if kept:
        by_hand, linked = (kept.code(strategy, "one_to_many") for strategy in (BY_HAND, BASELINE))
        parts.append("No error when you forget")
        if by_hand and linked:
            parts.append(f"{by_hand.total} lines of code instead of {linked.total}")
    parts += directions(speeds)
    if any(s.of(FAILED) for s in speeds):
        parts.append("failed here")
    why = "; ".join(parts) or "Nothing reports a stale list"
    return Row(situation, "Don’t sync it by hand", BAD, "stale lists", why)


def _bulk(judgement: Judgement) -> Row:
    situation, speeds = "Bulk work that is too slow", speeds_of(judgement, HAND_WRITTEN)
    if not speeds:
        return Row(situation, "Measure plain SQL", UNSURE, "not measured", "This run has no hand-written code")
    return Row(
        situation, "Plain SQL for that path", UNSURE, "depends", f"{spans(speeds)} the time. You give up sync"
    )
