"""The five models of the scenarios as SQLAlchemy mappings, for each strategy and set of options.

A World is one in-memory database with its mapped classes. It is made once a process for each (model, cascade,
fk_nullable, strategy) and emptied between scenarios, because configuring mappers costs more than a scenario.
"""

import functools
import sqlite3
import warnings
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, String, Table, create_engine
from sqlalchemy.engine import Engine
from sqlalchemy.orm import backref, registry, relationship
from sqlalchemy.pool import StaticPool

LINKED = ("back_populates", "backref")
STRATEGIES = (*LINKED, "unlinked")
PREFIX = {"User": "u", "Post": "p", "Tag": "t", "Profile": "f"}
TABLE_OF = {"User": "users", "Post": "posts", "Tag": "tags", "Profile": "profiles"}
CLASS_OF = {table: name for name, table in TABLE_OF.items()}
CASCADE = "save-update, merge"


@dataclass(frozen=True)
class Side:
    """One relationship: where it goes, whether it is a list, and its other side."""

    target: str
    is_list: bool
    reverse: str


POSTS_PAIR = {"User": {"posts": Side("Post", True, "author")}, "Post": {"author": Side("User", False, "posts")}}
PROFILE_PAIR = {
    "User": {"profile": Side("Profile", False, "user")},
    "Profile": {"user": Side("User", False, "profile")},
}
TAGS_PAIR = {"Post": {"tags": Side("Tag", True, "posts")}, "Tag": {"posts": Side("Post", True, "tags")}}
TREE_PAIR = {"Post": {"replies": Side("Post", True, "parent"), "parent": Side("Post", False, "replies")}}

SIDES: dict[str, dict[str, dict[str, Side]]] = {
    "one_to_many": POSTS_PAIR,
    "one_to_one": PROFILE_PAIR,
    "many_to_many": TAGS_PAIR,
    "self_referential": TREE_PAIR,
    "blog": {
        "User": {**POSTS_PAIR["User"], **PROFILE_PAIR["User"]},
        "Post": {**POSTS_PAIR["Post"], **TAGS_PAIR["Post"]},
        "Profile": PROFILE_PAIR["Profile"],
        "Tag": TAGS_PAIR["Tag"],
    },
}
MODELS = tuple(SIDES)

COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "one_to_many": {"users": ("id", "name"), "posts": ("id", "title", "author_id")},
    "one_to_one": {"users": ("id", "name"), "profiles": ("id", "bio", "user_id")},
    "many_to_many": {"posts": ("id", "title"), "tags": ("id", "name"), "post_tags": ("post_id", "tag_id")},
    "self_referential": {"posts": ("id", "title", "parent_id")},
    "blog": {
        "users": ("id", "name"), "profiles": ("id", "bio", "user_id"), "posts": ("id", "title", "author_id"),
        "tags": ("id", "name"), "post_tags": ("post_id", "tag_id"),
    },
}  # fmt: skip


@dataclass
class World:
    """A database and the classes mapped to it."""

    model: str
    linked: bool
    engine: Engine
    classes: dict[str, Any]
    keys: dict[str, tuple[str, ...]]
    raw: sqlite3.Connection  # the engine's only connection: shows what the current transaction sees, untraced

    def fill(self, rows: dict[str, list[list[Any]]]) -> None:
        """Replaces the contents of all tables."""
        connection = self.raw
        connection.rollback()
        for table, columns in COLUMNS[self.model].items():
            connection.execute(f"DELETE FROM {table}")
            marks = ", ".join("?" for _ in columns)
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows.get(table, []))
        connection.commit()

    def dump(self, table: str) -> list[list[Any]]:
        order = ", ".join(self.keys[table])
        names = ", ".join(COLUMNS[self.model][table])
        return [list(row) for row in self.raw.execute(f"SELECT {names} FROM {table} ORDER BY {order}")]

    def tables(self) -> dict[str, list[list[Any]]]:
        return {table: self.dump(table) for table in COLUMNS[self.model]}


def _column(table: str, name: str, fk_nullable: bool) -> Any:
    if name == "id":
        return Column("id", Integer, primary_key=True, autoincrement=False)
    if name in ("author_id", "user_id"):
        return Column(name, ForeignKey("users.id"), nullable=fk_nullable)
    if name == "parent_id":
        return Column(name, ForeignKey("posts.id"))
    if table == "post_tags":
        return Column(name, ForeignKey(f"{name[:-3]}s.id"), primary_key=True)
    return Column(name, String, nullable=name == "bio", unique=table == "tags")


def _sides(model: str, tables: dict[str, Any], cascade: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The arguments of each relationship, apart from how it names its other side."""
    sides: dict[tuple[str, str], dict[str, Any]] = {}
    posts: Any = tables.get("posts")
    if model in ("one_to_many", "blog"):
        sides["User", "posts"] = {"order_by": posts.c.id, "cascade": cascade}
        sides["Post", "author"] = {}
    if model in ("one_to_one", "blog"):
        sides["User", "profile"] = {"uselist": False, "cascade": cascade}
        sides["Profile", "user"] = {}
    if model in ("many_to_many", "blog"):
        link = tables["post_tags"]
        sides["Post", "tags"] = {"secondary": link, "order_by": tables["tags"].c.id}
        sides["Tag", "posts"] = {"secondary": link, "order_by": posts.c.id}
    if model == "self_referential":
        sides["Post", "replies"] = {"order_by": posts.c.id, "cascade": cascade}
        sides["Post", "parent"] = {"remote_side": [posts.c.id]}
    return sides


def _initialize(self: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(self, name, value)


@functools.cache
def world(model: str, cascade: str, fk_nullable: bool, strategy: str) -> World:
    """The database and classes of one kind of scenario; made once, used by one scenario at a time."""
    mappers = registry()
    tables = {
        name: Table(name, mappers.metadata, *(_column(name, column, fk_nullable) for column in columns))
        for name, columns in COLUMNS[model].items()
    }
    classes = {name: type(name, (), {"__init__": _initialize}) for name in SIDES[model]}
    properties: dict[str, dict[str, Any]] = {name: {} for name in classes}
    sides = _sides(model, tables, cascade)
    derived: set[tuple[str, str]] = set()
    for (owner, name), arguments in sides.items():
        if (owner, name) in derived:
            continue
        side = SIDES[model][owner][name]
        if strategy == "backref":
            other = {key: value for key, value in sides[side.target, side.reverse].items() if key != "secondary"}
            arguments = {**arguments, "backref": backref(side.reverse, **other)}
            derived.add((side.target, side.reverse))
        elif strategy == "back_populates":
            arguments = {**arguments, "back_populates": side.reverse}
        else:
            arguments = {**arguments, "overlaps": f"{side.reverse}, {name}"}
        properties[owner][name] = relationship(classes[side.target], **arguments)
    for name, cls in classes.items():
        mappers.map_imperatively(cls, tables[TABLE_OF[name]], properties=properties[name])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mappers.configure()
    raw = sqlite3.connect(":memory:", check_same_thread=False)
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool, future=True)
    mappers.metadata.create_all(engine)
    keys = {name: tuple(column.name for column in table.primary_key) for name, table in tables.items()}
    return World(model, strategy in LINKED, engine, classes, keys, raw)


def world_of(scenario: dict[str, Any], strategy: str) -> World:
    options = scenario.get("options") or {}
    return world(scenario["model"], options.get("cascade", CASCADE), options.get("fk_nullable", True), strategy)
