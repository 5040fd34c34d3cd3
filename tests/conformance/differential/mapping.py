"""The outcome of a mapping declaration: what SQLAlchemy makes of its relationships, or the name of its error."""

import warnings
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, String, Table, exc
from sqlalchemy.orm import registry, relationship

from tests.conformance.differential.errors import Unexpected

NAMED: tuple[tuple[type[BaseException], str], ...] = (
    (exc.NoReferencedTableError, "no_foreign_key"),
    (exc.NoReferencedColumnError, "unknown_fk_target"),
    (exc.AmbiguousForeignKeysError, "ambiguous_foreign_keys"),
    (exc.NoForeignKeysError, "no_foreign_key"),
)
SAID = (
    ("has no property", "unknown_property"),
    ("that is not a relationship", "not_a_relationship"),
    ("does not reference mapper", "pair_wrong_class"),
    ("are both of the same direction", "same_direction"),
    ("property of that name exists on mapper", "backref_name_taken"),
    ("mutually exclusive", "backref_and_back_populates"),
    ("Could not locate any relevant foreign key columns", "no_foreign_key"),
    ("Could not locate any simple equality expressions", "no_foreign_key"),
    ("failed to locate a name", "unknown_class"),
    ("delete-orphan cascade is normally configured only on", "delete_orphan_needs_single_parent"),
)
DIRECTION = {"ONETOMANY": "one_to_many", "MANYTOONE": "many_to_one", "MANYTOMANY": "many_to_many"}


def outcome(mapping: dict[str, Any]) -> dict[str, Any]:
    """`{"outcome": "ok", "relationships": ...}` or `{"outcome": "error", "error": NAME}`."""
    mappers = registry()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            classes = _declare(mapping, mappers)
            mappers.configure()
        return {"outcome": "ok", "relationships": _resolved(classes)}
    except exc.SQLAlchemyError as error:
        return {"outcome": "error", "error": _name_of(error)}
    finally:
        mappers.dispose()


def _resolved(classes: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name, cls in classes.items():
        for side in cls.__mapper__.relationships:
            found[f"{name}.{side.key}"] = {
                "direction": DIRECTION[side.direction.name], "uselist": bool(side.uselist),
                "target": side.mapper.class_.__name__, "syncs": side.back_populates or None,
                "linked": sorted(f"{other.parent.class_.__name__}.{other.key}" for other in side._reverse_property),
            }  # fmt: skip
    return found


def _declare(mapping: dict[str, Any], mappers: Any) -> dict[str, Any]:
    tables = {
        name: Table(name, mappers.metadata, *(_column(*item) for item in table["columns"].items()))
        for name, table in mapping["tables"].items()
    }
    classes = {name: type(name, (), {}) for name in mapping["classes"]}
    for name, cls in classes.items():
        declared = mapping["classes"][name]
        sides = {side["name"]: _side(side, tables) for side in declared.get("relationships", [])}
        mappers.map_imperatively(cls, tables[declared["table"]], properties=sides)
    return classes


def _column(name: str, column: dict[str, Any]) -> Any:
    keys = [ForeignKey(column["fk"])] if column.get("fk") else []
    kind = String if column.get("type") == "text" else Integer
    return Column(name, kind, *keys, primary_key=bool(column.get("pk")))


def _side(side: dict[str, Any], tables: dict[str, Any]) -> Any:
    named = ("back_populates", "backref", "uselist", "cascade")
    arguments = {name: side[name] for name in named if side.get(name) not in (None, "")}
    if side.get("secondary"):
        arguments["secondary"] = tables[side["secondary"]]
    if side.get("foreign_keys"):
        arguments["foreign_keys"] = [_find(name, tables) for name in side["foreign_keys"]]
    if side.get("remote_side"):
        arguments["remote_side"] = _find(side["remote_side"], tables)
    return relationship(side["target"], **arguments)


def _find(name: str, tables: dict[str, Any]) -> Any:
    table, _, column = name.rpartition(".")
    return tables[table].c[column]


def _name_of(error: Exception) -> str:
    for kind, name in NAMED:
        if isinstance(error, kind):
            return name
    for part, name in SAID:
        if part in str(error):
            return name
    raise Unexpected(f"{type(error).__name__}: {error}") from error
