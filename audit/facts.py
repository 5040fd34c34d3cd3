"""The facts that the probe wrote down, checked against schemas/facts.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema

SCHEMAS = Path(__file__).parent / "schemas"


class UnusableFacts(Exception):
    """What is wrong and what to do about it, in one line."""


@dataclass(frozen=True)
class Relationship:
    id: str  # module.Class.key
    owner: str  # id of a class
    key: str
    target: str
    direction: str  # ONETOMANY, MANYTOONE, MANYTOMANY
    uselist: bool
    secondary: str | None
    back_populates: str | None
    partner: str | None  # the relationship that back_populates leads to
    infers: str | None  # the one that its backref made
    inferred_from: str | None
    cascade: tuple[str, ...]
    cascade_backrefs: bool
    lazy: str
    passive_deletes: bool | str
    viewonly: bool
    nullable: bool
    pairs: frozenset[tuple[str, str]]  # column of the owner, column of the target or of the secondary table

    @property
    def same_key(self) -> frozenset[frozenset[str]]:
        """Its columns without a direction: two relationships that have the same write the same key."""
        return frozenset(frozenset(pair) for pair in self.pairs)


@dataclass(frozen=True)
class Facts:
    document: dict[str, Any]

    @cached_property
    def relationships(self) -> dict[str, Relationship]:
        return {one["id"]: _relationship(one) for one in self.document["relationships"]}

    @cached_property
    def classes(self) -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in self.document["classes"]}

    @property
    def version(self) -> tuple[int, int]:
        major, minor, *_ = self.document["sqlalchemy"].split(".")
        return int(major), int(minor)

    def short(self, id_: str) -> str:
        """`Post.author`, or `shop.Post.author` where two classes are called Post."""
        owner, _, key = id_.rpartition(".") if id_ in self.relationships else (id_, "", "")
        name = owner.rpartition(".")[2]
        if sum(one.rpartition(".")[2] == name for one in self.classes) > 1:
            name = owner
        return f"{name}.{key}" if key else name

    def ancestors(self, class_id: str) -> list[str]:
        found, at = [], self.classes[class_id]["inherits"]
        while at:
            found.append(at)
            at = self.classes[at]["inherits"]
        return found


def read_facts(text: str, where: str) -> Facts:
    try:
        document = json.loads(text)
        if set(document) == {"error"}:
            raise UnusableFacts(document["error"])
        jsonschema.validate(document, json.loads((SCHEMAS / "facts.json").read_text(encoding="utf-8")))
    except json.JSONDecodeError as error:
        raise UnusableFacts(f"{where} is not JSON (line {error.lineno}); write it again with --facts-out") from None
    except jsonschema.ValidationError as error:
        place = ".".join(str(part) for part in error.absolute_path) or "the top"
        raise UnusableFacts(f"{where} has the wrong shape at {place}; write it again with --facts-out") from None
    return Facts(document)


def _relationship(one: dict[str, Any]) -> Relationship:
    plain = {name: one[name] for name in Relationship.__dataclass_fields__ if name in one}
    plain["cascade"] = tuple(one["cascade"])
    plain["pairs"] = frozenset((local, remote) for local, remote in one["pairs"])
    return Relationship(owner=one["class"], **plain)
