"""Mapped classes, their tables and their relationships, as SQLAlchemy has configured them. Plain values only."""

from __future__ import annotations

import gc
import inspect
import sys
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import registry
from sqlalchemy.orm.exc import UnmappedClassError


def registries() -> list[Any]:
    """All that this process has."""
    known = getattr(sys.modules.get("sqlalchemy.orm.mapper"), "_all_registries", None)
    found = list(known()) if known else [one for one in gc.get_objects() if isinstance(one, registry)]
    return [one for one in found if mappers_of(one)]


def mappers_of(one: Any) -> list[Any]:
    """But for those whose class failed halfway through its declaration, on which registry.mappers fails, too."""
    found = []
    for manager in list(one._managers):
        try:
            found.append(manager.mapper)
        except UnmappedClassError:
            continue
    return [mapper for mapper in found if mapper is not None]


def configure(found: list[Any]) -> list[str]:
    """Configures each registry; returns what SQLAlchemy refused, in its words."""
    refusals = []
    for one in found:
        try:
            one.configure(cascade=True)
        except Exception as error:  # SQLAlchemy's own, and whatever the application's lambdas raise
            text = " ".join(str(error).split())
            refusals.append(f"{type(error).__name__}: {text}")
    return sorted(set(refusals))


def identifier(mapper: Any) -> str:
    return f"{mapper.class_.__module__}.{mapper.class_.__qualname__}"


def mapped_classes(mappers: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "id": identifier(mapper),
            "module": mapper.class_.__module__,
            "name": mapper.class_.__name__,
            "bases": [
                _place(base)
                for base in mapper.class_.__mro__
                if base.__module__.split(".")[0] not in ("builtins", "typing", "sqlalchemy")
            ],
            "inherits": identifier(mapper.inherits) if mapper.inherits is not None else None,
            "table": str(mapper.local_table),
            "metadata": sorted({id(mapper.registry.metadata) for mapper in mappers}).index(
                id(mapper.registry.metadata)
            ),
            "dataclass": hasattr(mapper.class_, "__dataclass_fields__"),
            "attributes": sorted(mapper.attrs.keys()) if mapper.configured else sorted(mapper._props),
        }
        for mapper in mappers
    ]


def _place(cls: Any) -> dict[str, Any]:
    try:
        file = inspect.getsourcefile(cls)
    except TypeError:
        file = None
    return {"module": cls.__module__, "qualname": cls.__qualname__, "file": file}


def mapped_tables(mappers: list[Any]) -> dict[str, Any]:
    """Each table of a mapped class with its foreign keys."""
    found = {}
    for table in {table for mapper in mappers for table in mapper.tables if hasattr(table, "foreign_key_constraints")}:
        keys = []
        for constraint in table.foreign_key_constraints:
            try:
                target = constraint.referred_table.fullname
            except Exception:  # a key to a table that nobody declared: SQLAlchemy says so when it matters
                target = None
            nullable = any(column.nullable for column in constraint.columns)
            columns = sorted(column.name for column in constraint.columns)
            keys.append({"columns": columns, "target": target, "nullable": nullable})
        found[table.fullname] = sorted(keys, key=lambda key: (key["columns"], str(key["target"])))
    return dict(sorted(found.items()))


def relationships(mappers: list[Any], refusals: list[str]) -> list[dict[str, Any]]:
    """What SQLAlchemy cannot say of a relationship is added to `refusals`."""
    found = []
    for mapper in (mapper for mapper in mappers if mapper.configured):
        for prop in mapper.relationships:
            if prop.parent is not mapper:
                continue  # what a base class has
            try:
                found.append(_relationship(mapper, prop))
            except SQLAlchemyError as error:
                refusals.append(f"{mapper.class_.__name__}.{prop.key}: {error}")
    inferred = {one["infers"]: one["id"] for one in found if one["infers"]}
    for one in found:
        one["inferred_from"] = inferred.get(one["id"])
    return sorted(found, key=lambda one: str(one["id"]))


def _relationship(mapper: Any, prop: Any) -> dict[str, Any]:
    backref = prop.backref[0] if isinstance(prop.backref, tuple) else prop.backref
    partner = _property(prop.mapper, prop.back_populates)
    secondary = prop.secondary
    return {
        "id": f"{identifier(mapper)}.{prop.key}",
        "class": identifier(mapper),
        "key": prop.key,
        "target": identifier(prop.mapper),
        "direction": prop.direction.name,
        "uselist": bool(prop.uselist),
        "secondary": None if secondary is None else str(getattr(secondary, "fullname", secondary)),
        "back_populates": prop.back_populates,
        "partner": partner,
        "infers": partner if backref else None,
        "cascade": sorted(prop.cascade),
        "cascade_backrefs": bool(getattr(prop, "cascade_backrefs", False)),
        "lazy": str(prop.lazy),
        "passive_deletes": prop.passive_deletes,
        "viewonly": bool(prop.viewonly),
        "single_parent": bool(prop.single_parent),
        "post_update": bool(prop.post_update),
        "passive_updates": bool(prop.passive_updates),
        "sync_backref": prop.sync_backref,
        "order_by": [str(part) for part in prop.order_by or ()],
        "collection": None
        if prop.collection_class in (None, list)
        else getattr(prop.collection_class, "__name__", "made by a function"),
        "pairs": sorted([str(local), str(remote)] for local, remote in prop.local_remote_pairs),
        "primaryjoin": str(prop.primaryjoin),
        "secondaryjoin": None if prop.secondaryjoin is None else str(prop.secondaryjoin),
        "nullable": all(column.nullable for column in prop._calculated_foreign_keys if hasattr(column, "nullable")),
        "inferred_from": None,
    }


def _property(mapper: Any, key: Any) -> Any:
    if not key or not mapper.has_property(key):
        return None
    return f"{identifier(mapper.get_property(key).parent)}.{key}"
