"""Claims that the code of callers decides: 3, 7 and 8."""

from __future__ import annotations

from reports.evidence.claims.claim import CONDITIONAL, OPEN, REFUTED, SUPPORTED, Claim, Finding, evidence_of, some
from reports.evidence.claims.sqlalchemy import Record
from reports.judgement.verdicts import Judgement
from vocabulary.cells import BASELINE
from vocabulary.evidence import Code
from vocabulary.metrics import plural

LINKED = (BASELINE, "backref")


def follows(judgement: Judgement) -> Finding:
    """One line an operation, and both sides right in every cell that changes a pair in memory."""
    cells = [
        cost
        for cost in judgement.costs.values()
        if cost.cell.strategy in LINKED and cost.group.phase == "sync" and cost.status in ("measured", "failed")
    ]
    failed = [str(cost.cell) for cost in cells if cost.status == "failed"]
    code = {s: evidence_of(judgement).code(s, "one_to_many") for s in (BASELINE, "unidirectional", "unlinked")}
    lines = {
        s: ", ".join(f"{op} {c.operations.get(op, '–')}" for op in ("append", "remove", "assign", "set_author"))
        for s, c in code.items()
        if c
    }
    evidence = (
        f"Both sides were right in {len(cells) - len(failed)} of {plural(len(cells), 'cell')} of back_populates and"
        " backref that change a pair in memory.",
        *(f"Lines that a caller of {strategy} writes: {text}." for strategy, text in lines.items()),
    )
    if failed:
        return Finding(REFUTED, f"wrong: {some(failed)}", evidence)
    if not cells:
        return Finding(OPEN, "this run changed no pair in memory", evidence)
    own = code[BASELINE]
    if own and all(own.operations.get(op) == 1 for op in ("append", "remove", "set_author")):
        return Finding(SUPPORTED, "", evidence)
    return Finding(CONDITIONAL, "for some operations", evidence)


def follows_on_sqlalchemy(record: Record) -> Finding:
    seen = record.behaviour("follows")
    evidence = tuple(
        f"{strategy}: {', '.join(f'{op} {_yes(done)}' for op, done in ops.items())}." for strategy, ops in seen.items()
    )
    linked = [done for strategy in LINKED for done in seen[strategy].values()]
    if all(linked):
        return Finding(SUPPORTED, "", evidence)
    return Finding(CONDITIONAL if any(linked) else REFUTED, "for some operations" if any(linked) else "", evidence)


def _yes(done: bool) -> str:
    return "follows" if done else "does not follow"


def less_code(judgement: Judgement) -> Finding:
    by_relation: dict[str, dict[str, Code]] = {}
    for code in evidence_of(judgement).caller_code:
        by_relation.setdefault(code.relation, {})[code.strategy] = code
    evidence: list[str] = []
    beaten: set[str] = set()
    tied: set[str] = set()
    lost: set[str] = set()
    for relation, codes in by_relation.items():
        own = codes[BASELINE].total
        for strategy, code in codes.items():
            if strategy != BASELINE:
                (tied if code.total == own else beaten if code.total > own else lost).add(strategy)
        totals = ", ".join(f"{strategy} {code.total}" for strategy, code in codes.items())
        evidence.append(f"{relation}: lines that a caller writes for all operations: {totals}.")
    declared = by_relation["one_to_many"]
    evidence.append(
        "Declared sides of users with posts: "
        + ", ".join(f"{s} {c.mapped}{' and a handle' if c.handles else ''}" for s, c in declared.items())
        + "."
    )
    if not beaten:
        return Finding(REFUTED, "", tuple(evidence))
    if not tied and not lost:
        return Finding(SUPPORTED, "", tuple(evidence))
    when = f"against {' and '.join(sorted(beaten))}"
    when += f"; a caller of {' and '.join(sorted(tied))} writes as many lines" if tied else ""
    return Finding(CONDITIONAL, when, tuple(evidence))


def less_code_on_sqlalchemy(record: Record) -> Finding:
    seen = record.behaviour("follows")
    by_hand = [s for s, ops in seen.items() if not all(ops.values())]
    evidence = (
        f"A caller of {' and '.join(by_hand)} has to write the other side of every operation;"
        " a caller of back_populates or backref never does.",
        "Lines were not counted, because they are Python.",
    )
    if all(seen[BASELINE].values()) and all(seen["backref"].values()) and by_hand:
        when = f"against {' and '.join(by_hand)}; a caller of backref writes as many lines"
        return Finding(CONDITIONAL, when, evidence)
    return Finding(REFUTED, "", evidence)


def relations(judgement: Judgement) -> Finding:
    cells = [
        cost
        for cost in judgement.costs.values()
        if cost.cell.strategy in LINKED and cost.status in ("measured", "failed")
    ]
    right: dict[str, list[bool]] = {}
    for cost in cells:
        right.setdefault(cost.cell.relation, []).append(cost.status == "measured")
    evidence = [f"{relation}: {sum(ok)} of {plural(len(ok), 'cell')} right." for relation, ok in right.items()]
    for relation in ("one_to_many", "many_to_many"):
        if code := evidence_of(judgement).code(BASELINE, relation):
            ops = ", ".join(f"{op} {n}" for op, n in code.operations.items() if op in ("append", "remove", "assign"))
            evidence.append(f"Lines of a caller in {relation}: {ops}.")
    if any(not all(ok) for ok in right.values()):
        wrong = [relation for relation, ok in right.items() if not all(ok)]
        return Finding(REFUTED, f"wrong answers in {some(wrong)}", tuple(evidence))
    if not {"one_to_many", "many_to_many"} <= right.keys():
        return Finding(OPEN, "this run did not measure both relations; scripts/run --preset full does", tuple(evidence))
    return Finding(SUPPORTED, "", tuple(evidence))


def relations_on_sqlalchemy(record: Record) -> Finding:
    seen = record.behaviour("relations")
    evidence = tuple(f"{s}: {', '.join(f'{r} {_yes(ok)}' for r, ok in found.items())}." for s, found in seen.items())
    done = [ok for found in seen.values() for ok in found.values()]
    return Finding(SUPPORTED if all(done) else REFUTED, "", evidence)


CLAIMS = (
    Claim(
        3,
        "A change on one side is reflected on the other automatically, without new code.",
        follows,
        follows_on_sqlalchemy,
        "scripts/run --filter '(append|move_by|remove)/one_to_many/'",
        "Refuted: an answer was wrong. Supported: all were right, and a caller writes one line per change.",
        "To every mapper that links the sides in memory. A change to a list that is not loaded waits for its load.",
        section="code",
        phases=("sync",),
    ),
    Claim(
        7,
        "back_populates simplifies code.",
        less_code,
        less_code_on_sqlalchemy,
        "scripts/python -m experiment.evidence.caller_code",
        "Supported: a caller of every other strategy writes more lines in each relation. Refuted: no such caller does.",
        "The count is for this suite's C++; a caller has to do the same work in every mapper.",
        section="code",
    ),
    Claim(
        8,
        "They work for one-to-many and many-to-many alike.",
        relations,
        relations_on_sqlalchemy,
        "scripts/run --preset quick --filter '(load_tags|link_tags|link_posts|write_links)/'",
        "Refuted: an answer of back_populates or backref was wrong. Supported: all right in both relations.",
        "To SQLAlchemy as measured.",
    ),
)
