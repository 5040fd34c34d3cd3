"""What is found in an application's relationships. Each finding says what it costs or risks, and what shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from audit.facts import Facts, Relationship
from audit.sources import declaration, files_of, kept_lists, shown, uses
from audit.strategies import LINKED, Pair, pairs

LONG = 1000  # rows in the longest list: from here on, an append that loads it takes milliseconds
USES_SHOWN = 8

MISTAKES = "docs/semantics.md, When is a mistake found?: "
FORGOTTEN = "tests/conformance/mistakes/"


@dataclass(frozen=True)
class Finding:
    kind: str
    about: tuple[str, ...]  # ids of relationships
    where: str  # FILE:LINE of the first, or nothing
    says: str
    risk: str
    see: tuple[str, ...]
    details: tuple[str, ...] = field(default=())


def findings(facts: Facts, sources: list[Path]) -> list[Finding]:
    """The gravest kind first."""
    files, found = files_of(facts, sources), pairs(facts)
    return [
        *_refused(facts),
        *_half_named(facts, found),
        *_unlinked(facts, found),
        *_kept_by_hand(facts, found, files),
        *_written_twice(facts),
        *_cascade_backrefs(facts, found),
        *_long_lists(facts),
        *_inferred(facts, found, files),
    ]


def _where(facts: Facts, one: Relationship) -> str:
    found = declaration(facts, one.owner, one.key)
    return found.where if found else ""


_REFUSALS = {  # by what SQLAlchemy says
    "has no property": ("the partner's name is misspelt", "one side is not declared"),
    "NoForeignKeysError": ("the relationship goes to a wrong class",),
    "AmbiguousForeignKeysError": ("two foreign keys, and no choice",),
}


def _refused(facts: Facts) -> Iterator[Finding]:
    for text in facts.document["refusals"]:
        mistakes = next((rows for words, rows in _REFUSALS.items() if words in text), ())
        yield Finding(
            "refused", (), "", f"SQLAlchemy refuses to configure the mappers: {text}",
            "Nothing that depends on these mappers was audited, and the application fails at its first query.",
            tuple(MISTAKES + row for row in mistakes),
        )  # fmt: skip


def _half_named(facts: Facts, found: list[Pair]) -> Iterator[Finding]:
    for pair in found:
        if pair.strategy == "half_named" and pair.second:
            one, other = facts.short(pair.first.id), facts.short(pair.second.id)
            yield Finding(
                "half_named", (pair.first.id, pair.second.id), _where(facts, pair.first),
                f"{one} names {other}, which names {pair.second.back_populates or 'nobody'}",
                f"A change of {one} reaches {other}; a change of {other} does not reach {one}, which stays stale "
                "until it is expired. Nothing raises.",
                (MISTAKES + "one side does not name the other",),
            )  # fmt: skip


def _unlinked(facts: Facts, found: list[Pair]) -> Iterator[Finding]:
    for pair in found:
        if pair.strategy == "unlinked" and pair.second:
            one, other = facts.short(pair.first.id), facts.short(pair.second.id)
            many = pair.first.direction == "MANYTOMANY"
            yield Finding(
                "unlinked", (pair.first.id, pair.second.id), _where(facts, pair.first),
                f"{one} and {other} are the two sides of one key and do not name each other",
                "A link that a caller writes on both sides is inserted twice, or deleted twice: the flush fails."
                if many
                else "A change of one side leaves the other stale until it is expired. If the stale side is changed "
                "later, that clears the new key, or deletes the moved row if deletes cascade.",
                (
                    MISTAKES + "a many-to-many is written on both sides",
                    FORGOTTEN + "link_removed_on_both_sides_is_deleted_twice.json",
                )
                if many
                else (
                    MISTAKES + "a side is not kept in step by the caller",
                    FORGOTTEN + "set_leaves_the_lists.json",
                    FORGOTTEN + "late_removal_clears_the_new_key.json",
                ),
            )  # fmt: skip


def _kept_by_hand(facts: Facts, found: list[Pair], files: list[Path]) -> Iterator[Finding]:
    for pair in found:
        if pair.strategy != "one_sided" or pair.first.uselist:
            continue
        one, target = pair.first, facts.short(pair.first.target)
        for name, where in kept_lists(facts, files, one.target, facts.classes[one.owner]["name"]).items():
            yield Finding(
                "kept_by_hand", (one.id,), _where(facts, one),
                f"{facts.short(one.id)} has no reverse side, and {target}.{name} ({where}) is a container that is not "
                "mapped",
                f"If {target}.{name} holds the {facts.short(one.owner)} objects, callers keep it in sync: it is empty "
                "after a load, and expire, commit and rollback do not reach it.",
                (
                    MISTAKES + "a side is not kept in step by the caller",
                    "docs/semantics.md, What goes wrong when a side is forgotten",
                ),
            )  # fmt: skip


def _written_twice(facts: Facts) -> Iterator[Finding]:
    by_table = {(one["metadata"], one["table"]): one["id"] for one in facts.document["classes"]}
    for one in facts.relationships.values():
        mapped = by_table.get((facts.classes[one.owner]["metadata"], one.secondary))
        if mapped and not one.viewonly and not one.inferred_from:
            yield Finding(
                "written_twice", (one.id,), _where(facts, one),
                f"{facts.short(one.id)} writes rows of {one.secondary}, which {facts.short(mapped)} is mapped to as "
                "well",
                "A link that is made both ways is inserted twice: the flush fails. Neither side shows what the other "
                "wrote until it is expired. viewonly=True on one of them fixes this.",
                (MISTAKES + "a many-to-many is written on both sides",),
            )  # fmt: skip


def _cascade_backrefs(facts: Facts, found: list[Pair]) -> Iterator[Finding]:
    if facts.version >= (2, 0):
        return
    for pair in found:
        for side in pair.sides if pair.strategy in LINKED else ():
            if side.cascade_backrefs and "save-update" in side.cascade and side.partner:
                other = facts.relationships[side.partner]
                child, owner = facts.short(other.owner), facts.short(other.target)
                call = "append" if other.uselist else "set"
                yield Finding(
                    "cascade_backrefs", (side.id, other.id), _where(facts, side),
                    f"to {call} {facts.short(other.id)} brings a new {child} into the session of the {owner}",
                    "1.4 does it by cascade_backrefs, 2.0 does not: there the new object is not inserted unless it is "
                    "added. cascade_backrefs=False, or Session(future=True), shows now what 2.0 will do.",
                    ("docs/semantics.md, Term by term: save-update",),
                )  # fmt: skip


def _long_lists(facts: Facts) -> Iterator[Finding]:
    fan_outs = facts.document["fan_outs"] or {}
    for one in facts.relationships.values():
        counted = fan_outs.get(one.id, {})
        if one.lazy in ("dynamic", "write_only", "raise") or one.viewonly or counted.get("longest", 0) < LONG:
            continue
        mean = counted["rows"] / counted["owners"]
        by_set = (
            f" Setting {facts.short(one.partner)} loads nothing."
            if one.partner and one.direction == "ONETOMANY" else ""
        )
        yield Finding(
            "long_list", (one.id,), _where(facts, one),
            f"{facts.short(one.id)} has up to {counted['longest']:,} elements; its append loads them all",
            f"{counted['owners']:,} owners with {counted['rows']:,} rows: {mean:,.1f} on average, "
            f"{counted['ninety_ninth']:,} at the 99th percentile.{by_set} lazy=\"write_only\" (2.0) or \"dynamic\" "
            "loads nothing on append.",
            ("scripts/run --filter '(append|set_author)_unloaded/'", "docs/semantics.md, Term by term: write_only"),
        )  # fmt: skip


def _inferred(facts: Facts, found: list[Pair], files: list[Path]) -> Iterator[Finding]:
    for pair in found:
        if pair.strategy == "backref" and pair.second:
            made = pair.second
            used = uses(files, facts.classes[made.owner]["name"], made.key)
            sure = sum(use.is_sure for use in used)
            lines = [
                f"{shown(use.path)}:{use.line}{'' if use.is_sure else ' (by its name)'}" for use in used[:USES_SHOWN]
            ]
            if len(used) > USES_SHOWN:
                lines.append(f"and {len(used) - USES_SHOWN} more")
            counted = (
                f"uses by its class: {sure}, by a name like it: {len(used) - sure}" if used else "no use was found"
            )
            yield Finding(
                "inferred", (made.id, pair.first.id), _where(facts, pair.first),
                f"{facts.short(made.id)} is made only by the backref of {facts.short(pair.first.id)}",
                "It exists only after configuring, and no type checker knows it. A wrong name is found only where it "
                "is used. It costs nothing outside configuring.",
                (MISTAKES + "a member is renamed, its uses are not", "claim 1, claim 10"),
                (counted, *lines),
            )  # fmt: skip
