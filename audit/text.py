"""The audit as text: what was read, each relationship with its strategy, the findings by kind."""

from __future__ import annotations

from collections import Counter

from audit.facts import Facts, Relationship
from audit.findings import Finding
from audit.strategies import Pair, pairs

KINDS = {  # in the order of findings
    "refused": "Mappers that cannot be configured",
    "half_named": "Pairs in which only one side names the other",
    "unlinked": "Pairs that do not name each other",
    "kept_by_hand": "One-sided keys with a list kept in sync by hand",
    "written_twice": "Links that two mappings write",
    "cascade_backrefs": "Cascades that 2.0 does not have",
    "long_list": "Long lists whose append loads everything",
    "inferred": "Attributes that only backref makes",
}
STRATEGIES = {
    "back_populates": "both sides declared, each naming the other",
    "backref": "one side declared, the other inferred",
    "half_named": "both declared, only one names the other",
    "unlinked": "both declared, neither names the other",
    "one_sided": "one side only",
    "beside_a_pair": "writes the key of a pair that already has two sides",
    "viewonly": "reads only",
}


def text(facts: Facts, found: list[Finding]) -> str:
    made = pairs(facts)
    return (
        "\n".join(
            [
                *_head(facts, made),
                *([""] if made else []),
                *_relationships(facts, made),
                *_findings(found),
                *_unknown(facts),
            ]
        )
        + "\n"
    )


def _head(facts: Facts, made: list[Pair]) -> list[str]:
    document = facts.document
    counts = Counter(pair.strategy for pair in made)
    return [
        f"{' '.join(document['modules'])}: {len(document['classes'])} mapped classes, {len(document['relationships'])} "
        f"relationships; SQLAlchemy {document['sqlalchemy']}, Python {document['python']}",
        *([""] if made else []),
        *(f"{counts[name]:5d}  {name:<15} {words}" for name, words in STRATEGIES.items() if counts[name]),
    ]


def _relationships(facts: Facts, made: list[Pair]) -> list[str]:
    rows = [row for pair in made for row in _rows(facts, pair)]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip([*row], [*widths, 0], strict=True)).rstrip() for row in rows
    ]


def _rows(facts: Facts, pair: Pair) -> list[tuple[str, ...]]:
    return [
        (
            facts.short(side.id),
            ("" if position == 0 else "↳ ") + pair.strategy,
            side.direction.replace("TO", " to ").lower() + _one(side),
            f"to {facts.short(side.target)}",
            _options(facts, side),
        )
        for position, side in enumerate(pair.sides)
    ]


def _one(side: Relationship) -> str:
    """A one-to-one is a one-to-many that is no list."""
    return " (one)" if side.direction == "ONETOMANY" and not side.uselist else ""


def _options(facts: Facts, side: Relationship) -> str:
    said = [f"lazy={side.lazy}"] if side.lazy != "select" else []
    more = sorted(set(side.cascade) & {"delete", "delete-orphan"})
    said += [f"cascade {'+'.join(more)}"] if more else []
    said += ["inferred"] if side.inferred_from else []
    counted = (facts.document["fan_outs"] or {}).get(side.id)
    if counted:
        said.append(f"not counted: {counted['error']}" if "error" in counted else f"longest {counted['longest']:,}")
    return ", ".join(said)


def _findings(found: list[Finding]) -> list[str]:
    lines: list[str] = []
    for kind, title in KINDS.items():
        of_kind = [finding for finding in found if finding.kind == kind]
        if not of_kind:
            continue
        lines += ["", f"{title}: {len(of_kind)}"]
        for risk in dict.fromkeys(finding.risk for finding in of_kind):
            for finding in (one for one in of_kind if one.risk == risk):
                lines.append(f"- {finding.says}{f' ({finding.where})' if finding.where else ''}")
                lines += [f"    {detail}" for detail in finding.details]
            lines.append(f"  {risk}")
        lines += [f"  see {see}" for see in dict.fromkeys(see for finding in of_kind for see in finding.see)]
    return lines or ["", "No finding."]


def _unknown(facts: Facts) -> list[str]:
    lines = []
    lists = [
        one
        for one in facts.relationships.values()
        if one.uselist and one.lazy not in ("dynamic", "write_only", "raise")
    ]
    if facts.document["fan_outs"] is None and lists:
        lines += ["", f"Lists that load all their elements on append: {len(lists)}; --dsn counts how long they are."]
    if failed := facts.document["unimported"]:
        lines += ["", f"Not imported: {len(failed)} modules"]
        lines += [f"- {one['module']}: {one['error']}" for one in failed]
    if warned := facts.document["warnings"]:
        lines += ["", f"SQLAlchemy warned: {len(warned)}", *(f"- {' '.join(one.split())}" for one in warned)]
    return lines
