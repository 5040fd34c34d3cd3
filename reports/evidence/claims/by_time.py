"""Claims that times decide: 1, 4, 5 and 6."""

from __future__ import annotations

import math

from reports.evidence.claims.claim import CONDITIONAL, OPEN, REFUTED, SUPPORTED, Claim, Finding, evidence_of, some
from reports.evidence.claims.sqlalchemy import Ratio, Record
from reports.judgement.growth import Line, series, signed
from reports.judgement.verdicts import EQUIVALENT, FASTER, SLOWER, Comparison, Judgement
from reports.words.labels import block_title, where
from vocabulary.cells import BASELINE, HAND_WRITTEN
from vocabulary.metrics import percent, plural, times

SAME_EXPONENT = 0.05  # exponents that differ by no more grow alike
WITHIN = "within the margin"
PYTHON = "sqlalchemy_bench/strategies"


def _decided(judgement: Judgement, strategy: str) -> list[Comparison]:
    return [
        c
        for c in judgement.comparisons
        if c.strategy == strategy and c.family and c.verdict in (FASTER, SLOWER, EQUIVALENT)
    ]


def _name(judgement: Judgement, c: Comparison) -> str:
    return f"{block_title(judgement, c.group)} ({where(c.group)}, × {times(c.ratio)})"


def _range(ratios: list[float]) -> str:
    low, high = times(min(ratios)), times(max(ratios))
    return f"{low} ×" if low == high else f"{low} to {high} ×"


def backref_is_slower(judgement: Judgement) -> Finding:
    all_of_it = [c for c in judgement.comparisons if c.strategy == "backref" and c.family]
    decided = _decided(judgement, "backref")
    evidence = [f"{plural(len(all_of_it), 'comparison')} of backref with {BASELINE}, {len(decided)} of them decided."]
    if ratios := [c.ratio for c in all_of_it if c.n]:
        evidence.append(f"It took {_range(ratios)} the time.")
    evidence += _by_size(judgement, "backref")
    if not decided:
        return Finding(OPEN, "no comparison of this run was decided", tuple(evidence))
    slower = [c for c in decided if c.verdict == SLOWER and c.note != WITHIN]
    if not slower:
        return Finding(REFUTED, "", (*evidence, "It is nowhere slower by more than the margin of 3 %."))
    if len(slower) == len(decided):
        return Finding(SUPPORTED, "", tuple(evidence))
    return Finding(CONDITIONAL, some([_name(judgement, c) for c in slower]), tuple(evidence))


def _by_size(judgement: Judgement, strategy: str) -> list[str]:
    """How the ratio to the baseline changes with size, where sizes were measured."""
    said = []
    for found in series(judgement):
        one, other = found.line(strategy), found.line(BASELINE)
        if one and other and not math.isnan(one.exponent + other.exponent):
            said.append(
                f"{judgement.run.words(found.cell.workload)} on {found.cell.backend}, {found.shape} sizes: exponent"
                f" {signed(one.exponent)} against {signed(other.exponent)}."
            )
    return said


def backref_is_slower_on_sqlalchemy(record: Record) -> Finding:
    rows = record.ratios("backref")
    decided = [row for row in rows if row.verdict in ("faster", "slower", "equivalent")]
    slower = [row for row in decided if row.verdict == "slower" and row.ratio > 1.03]
    exponents = {s: record.growth[s]["exponent"] for s in (BASELINE, "backref")}
    evidence = (
        f"{_range([row.ratio for row in rows])} the time in {plural(len(rows), 'workload')}, {len(decided)} decided.",
        f"A move out of lists of 100 to 10,000 posts grows with exponent {signed(exponents['backref'])} against"
        f" {signed(exponents[BASELINE])}.",
    )
    if not decided:
        return Finding(OPEN, "no comparison was decided", evidence)
    if not slower:
        return Finding(REFUTED, "", evidence)
    if len(slower) == len(decided):
        return Finding(SUPPORTED, "", evidence)
    return Finding(CONDITIONAL, some([f"{row.workload} (× {times(row.ratio)})" for row in slower]), evidence)


def too_dear_when_large(judgement: Judgement) -> Finding:
    """The baseline's growth against that of code without any mapper."""
    pairs: list[tuple[str, Line, Line]] = []
    for found in series(judgement):
        one, limit = found.line(BASELINE), found.line(HAND_WRITTEN)
        if one and limit and not math.isnan(one.exponent + limit.exponent):
            cell = found.cell
            pairs.append((f"{judgement.run.words(cell.workload)} ({cell.backend}, {found.shape})", one, limit))
    if not pairs:
        why = "this run measured no work at three sizes or more; scripts/run --preset full does"
        return Finding(OPEN, why, tuple(_largest(judgement)))
    evidence = [
        f"{name}: exponent of the cost of an item {signed(one.exponent)}, hand-written {signed(limit.exponent)}."
        for name, one, limit in pairs
    ]
    worse = [name for name, one, limit in pairs if one.exponent - limit.exponent > SAME_EXPONENT]
    if not worse:
        none = f"No exponent is more than {SAME_EXPONENT} above that of hand-written code."
        return Finding(REFUTED, "", (*evidence, none))
    if len(worse) == len(pairs):
        return Finding(SUPPORTED, "", tuple(evidence))
    return Finding(CONDITIONAL, some(worse), tuple(evidence))


def _largest(judgement: Judgement) -> list[str]:
    ratios = [1 / c.ratio for c in judgement.comparisons if c.strategy == HAND_WRITTEN and c.n]
    return [f"On the sizes of this run it took {_range(ratios)} the time of hand-written code."] if ratios else []


def too_dear_when_large_on_sqlalchemy(record: Record) -> Finding:
    one, other = record.growth[BASELINE], record.growth["unidirectional"]
    evidence = tuple(
        f"{strategy}: a move out of a list of 10,000 posts costs {row['microseconds']['10000']:.1f} µs, of 100"
        f" {row['microseconds']['100']:.1f} µs: exponent {signed(row['exponent'])}."
        for strategy, row in ((BASELINE, one), ("unidirectional", other))
    )
    if one["exponent"] <= SAME_EXPONENT:
        return Finding(REFUTED, "", evidence)
    if one["exponent"] - other["exponent"] > SAME_EXPONENT:
        return Finding(SUPPORTED, "", evidence)
    when = "removing from a list takes longer the longer it is, but so it does in a list kept by hand"
    return Finding(CONDITIONAL, when, evidence)


def simple_schema(judgement: Judgement) -> Finding:
    """Whether one side alone is right, not slower, and no more code."""
    cells = [cost for cost in judgement.costs.values() if cost.cell.strategy == "unidirectional"]
    failed = [str(cost.cell) for cost in cells if cost.status == "failed"]
    decided = _decided(judgement, "unidirectional")
    slower = [c for c in decided if c.verdict == SLOWER and c.note != WITHIN]
    faster = [c for c in decided if c.verdict == FASTER and c.note != WITHIN]
    lines = {code.strategy: code.total for code in evidence_of(judgement).caller_code if code.relation == "one_to_many"}
    evidence = (
        f"unidirectional gave the right answer in {len(cells) - len(failed)} of {plural(len(cells), 'cell')}; of"
        f" {plural(len(decided), 'decided comparison')} it is faster in {len(faster)}, slower in {len(slower)}.",
        f"Its caller writes {lines['unidirectional']} lines for the operations of users with posts, a caller of"
        f" {BASELINE} {lines[BASELINE]}.",
    )
    if failed:
        return Finding(REFUTED, f"wrong without them: {some(failed)}", evidence)
    if not decided:
        return Finding(OPEN, "no comparison of this run was decided", evidence)
    if not slower and lines["unidirectional"] <= lines[BASELINE]:
        return Finding(SUPPORTED, "", evidence)
    price = [f"it is slower: {some([_name(judgement, c) for c in slower], 2)}"] if slower else []
    if lines["unidirectional"] > lines[BASELINE]:
        price.append("its caller keeps the reverse side in sync by hand")
    return Finding(CONDITIONAL, f"where nobody needs the reverse side; otherwise {' and '.join(price)}", evidence)


def simple_schema_on_sqlalchemy(record: Record) -> Finding:
    rows = record.ratios("unidirectional")
    faster, slower = ([row for row in rows if row.verdict == verdict] for verdict in ("faster", "slower"))
    stale = record.behaviour("forgotten")["unidirectional"]
    evidence = (
        f"Of {plural(len(rows), 'workload')} unidirectional is faster in {len(faster)} ({_few(faster)}) and slower in"
        f" {len(slower)} ({_few(slower)}).",
        *(f"A forgotten side: {what}: {outcome}." for what, outcome in stale.items()),
    )
    if any("stale" in outcome for outcome in stale.values()) or slower:
        when = "where nobody needs the reverse side, which is stale unless kept in sync by hand"
        return Finding(CONDITIONAL, when, evidence)
    return Finding(SUPPORTED, "", evidence)


def _few(rows: list[Ratio]) -> str:
    return some([f"{row.workload} × {times(row.ratio)}" for row in rows], 3) or "none"


def sql_instead(judgement: Judgement) -> Finding:
    ratios = [(c, c.interval_90) for c in judgement.comparisons if c.strategy == HAND_WRITTEN and c.n]
    if not ratios:
        return Finding(OPEN, "this run has no ratio to hand_written")
    faster = [c for c, interval in ratios if interval and interval.high < 0]
    evidence = [
        f"Hand-written code took {_range([c.ratio for c, _ in ratios])} the time of {BASELINE}; its interval is"
        f" below 1 in {len(faster)} of {len(ratios)}."
    ]
    other = _statements(judgement)
    same = "It sends as many statements."
    evidence.append(f"It sends a different number of statements in {some(other)}." if other else same)
    lines = evidence_of(judgement).lines
    by_hand, mapped = (lines.get(path, 0) for path in ("bench/hand_written", "strategies/back_populates.h"))
    evidence.append(
        f"{by_hand} lines of code do it for users with posts on two databases (bench/hand_written);"
        f" strategies/back_populates.h has {mapped}, and nothing keeps two lists that hold the same post in sync."
    )
    if not faster:
        return Finding(REFUTED, "it is nowhere certainly faster, and it is more code", tuple(evidence))
    saved = percent(1 - min(c.ratio for c in faster))
    when = f"where saving up to {saved} of the time is worth writing everything by hand"
    return Finding(CONDITIONAL, when, tuple(evidence))


def _statements(judgement: Judgement) -> list[str]:
    from reports.evidence.claims.by_count import statements_of

    different = []
    for group in judgement.run.plan.groups:
        sent = {s: statements_of(judgement, group, s) for s in (BASELINE, HAND_WRITTEN) if s in group.strategies}
        if len(sent) == 2 and None not in sent.values() and sent[BASELINE] != sent[HAND_WRITTEN]:
            different.append(f"{block_title(judgement, group)} ({where(group)})")
    return different


def sql_instead_on_sqlalchemy(record: Record) -> Finding:
    rows = record.ratios(HAND_WRITTEN)
    if not rows:
        return Finding(OPEN, "hand-written SQL was not measured with SQLAlchemy")
    faster = [row for row in rows if row.high < 1]
    sent = record.statements
    other = [name for name, counts in sent.items() if counts.get(HAND_WRITTEN, counts[BASELINE]) != counts[BASELINE]]
    evidence = (
        f"Hand-written code took {_range([row.ratio for row in rows])} the time of {BASELINE}; its interval is"
        f" below 1 in {len(faster)} of {len(rows)}:"
        f" {', '.join(f'{row.workload} × {times(row.ratio)}' for row in rows)}.",
        f"It sends a different number of statements in {some(other)}." if other else "It sends as many statements.",
        f"{record.lines.get(f'{PYTHON}/hand_written.py', 0)} lines of Python do it for these workloads alone"
        f" (hand_written.py); all of {PYTHON} together has {record.lines.get(PYTHON, 0)}.",
        "Nothing expires its objects: they show what was loaded until the caller loads again.",
    )
    if not faster:
        return Finding(REFUTED, "it is nowhere certainly faster, and it is more code", evidence)
    saved = percent(1 - min(row.ratio for row in faster))
    return Finding(CONDITIONAL, f"where saving up to {saved} of the time is worth writing everything by hand", evidence)


CLAIMS = (
    Claim(
        1,
        "backref is less efficient than back_populates, most of all on large datasets.",
        backref_is_slower,
        backref_is_slower_on_sqlalchemy,
        "scripts/run --preset full --filter '/(back_populates|backref)/'",
        "Refuted: no decided comparison is slower by more than the margin. Supported: all are.",
        "Wherever configuring turns both spellings into the same pair, as SQLAlchemy does. What the attribution rows"
        " trace to storage is a property of this runtime.",
        phases=("load", "sync", "flush"),
    ),
    Claim(
        4,
        "Bidirectional relationships cost too much on very large datasets.",
        too_dear_when_large,
        too_dear_when_large_on_sqlalchemy,
        "scripts/run --preset quick --filter 'move_by_set/one_to_many/.*/list_'",
        f"Refuted: nowhere does the cost of an item grow with an exponent more than {SAME_EXPONENT} above that of"
        " hand-written code. Supported: everywhere.",
        "Flat growth is a property of this runtime's lists; a mapper that searches its lists, as SQLAlchemy does, grows"
        " with their length under every strategy.",
        phases=("sync",),
    ),
    Claim(
        5,
        "A simple schema does not need them.",
        simple_schema,
        simple_schema_on_sqlalchemy,
        "scripts/run --filter '/unidirectional/'",
        "Refuted: an answer without them is wrong. Supported: one side alone is right, never slower, and no more code.",
        "The lines that a caller writes, and what goes stale, are the same in every mapper.",
        section="code",
    ),
    Claim(
        6,
        "Managing the relationship by SQL is an alternative: what does it cost in code, statements and staleness?",
        sql_instead,
        sql_instead_on_sqlalchemy,
        "scripts/run --preset limits",
        "Refuted: hand_written is nowhere certainly faster. Otherwise conditional, with the cost.",
        "The cost in code carries over. The time saved is relative to this runtime; slower mappers lose more.",
    ),
)
