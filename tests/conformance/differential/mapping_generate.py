"""Random mapping declarations, each from one number: a sound one, changed harmlessly or made wrong in one way."""

import copy
import random
from collections.abc import Callable
from typing import Any

from tests.conformance.differential.mapping import outcome

Mapping = dict[str, Any]
ID = {"pk": True}
TEXT = {"type": "text"}


def _pair() -> Mapping:
    return _mapping(
        {"users": {"id": ID, "name": TEXT}, "posts": {"id": ID, "title": TEXT, "author_id": {"fk": "users.id"}}},
        {"User": ("users", [_side("posts", "Post", back_populates="author")]),
         "Post": ("posts", [_side("author", "User", back_populates="posts")])},
    )  # fmt: skip


def _one_to_one() -> Mapping:
    return _mapping(
        {"users": {"id": ID}, "profiles": {"id": ID, "bio": TEXT, "user_id": {"fk": "users.id"}}},
        {"User": ("users", [_side("profile", "Profile", back_populates="user", uselist=False)]),
         "Profile": ("profiles", [_side("user", "User", back_populates="profile")])},
    )  # fmt: skip


def _tree() -> Mapping:
    return _mapping(
        {"nodes": {"id": ID, "label": TEXT, "parent_id": {"fk": "nodes.id"}}},
        {"Node": ("nodes", [_side("children", "Node", back_populates="parent"),
                            _side("parent", "Node", back_populates="children", remote_side="nodes.id")])},
    )  # fmt: skip


def _links() -> Mapping:
    link = {"post_id": {"pk": True, "fk": "posts.id"}, "tag_id": {"pk": True, "fk": "tags.id"}}
    return _mapping(
        {"posts": {"id": ID, "title": TEXT}, "tags": {"id": ID, "name": TEXT}, "post_tags": link},
        {"Post": ("posts", [_side("tags", "Tag", back_populates="posts", secondary="post_tags")]),
         "Tag": ("tags", [_side("posts", "Post", back_populates="tags", secondary="post_tags")])},
    )  # fmt: skip


def _two_keys() -> Mapping:
    found = _pair()
    found["tables"]["posts"]["columns"]["editor_id"] = {"fk": "users.id"}
    for sides in (_sides(found, "User"), _sides(found, "Post")):
        sides[0]["foreign_keys"] = ["posts.author_id"]
    _sides(found, "User").append(_side("edited", "Post", back_populates="editor", foreign_keys=["posts.editor_id"]))
    _sides(found, "Post").append(_side("editor", "User", back_populates="edited", foreign_keys=["posts.editor_id"]))
    return found


def _mapping(tables: dict[str, Any], classes: dict[str, tuple[str, list[Mapping]]]) -> Mapping:
    return {
        "format": 1, "kind": "mapping",
        "tables": {name: {"columns": columns} for name, columns in tables.items()},
        "classes": {name: {"table": table, "relationships": sides} for name, (table, sides) in classes.items()},
    }  # fmt: skip


def _side(name: str, target: str, **more: Any) -> Mapping:
    return {"name": name, "target": target, **more}


def _sides(mapping: Mapping, cls: str) -> list[Mapping]:
    found: list[Mapping] = mapping["classes"][cls]["relationships"]
    return found


BASES: tuple[Callable[[], Mapping], ...] = (_pair, _one_to_one, _tree, _links, _two_keys)


class Changes:
    """Single changes of a mapping; each picks its own place."""

    def __init__(self, rng: random.Random, mapping: Mapping) -> None:
        self.rng, self.mapping = rng, mapping
        self.cls = rng.choice([name for name in sorted(mapping["classes"]) if _sides(mapping, name)])
        self.side = rng.choice(_sides(mapping, self.cls))
        self.columns: dict[str, Any] = mapping["tables"][mapping["classes"][self.cls]["table"]]["columns"]

    # harmless, or an error that follows from what is there

    def unlink_one_side(self) -> None:
        self.side.pop("back_populates", None)

    def unlink_all(self) -> None:
        for cls in self.mapping["classes"]:
            for side in _sides(self.mapping, cls):
                side.pop("back_populates", None)

    def empty_name(self) -> None:
        self.side["back_populates"] = ""

    def backref(self) -> None:
        """The other side is derived; it takes the name that it had, another, or one that is taken."""
        other, target = self.side.pop("back_populates", "owner"), self.side["target"]
        if self.rng.random() < 0.8:
            sides = _sides(self.mapping, target)
            sides[:] = [side for side in sides if side is self.side or side["name"] != other]
        columns = self.mapping["tables"][self.mapping["classes"][target]["table"]]["columns"]
        self.side["backref"] = self.rng.choice([other, other, "reverse", *columns])

    def cascade(self) -> None:
        self.side["cascade"] = self.rng.choice(("save-update, merge", "all", "all, delete-orphan"))

    def scalar(self) -> None:
        self.side["uselist"] = self.rng.random() < 0.3

    def second_list(self) -> None:
        _sides(self.mapping, self.cls).append({**self.side, "name": "more"})

    # mostly wrong

    def rename_target(self) -> None:
        self.side["target"] = self.rng.choice(("Nobody", self.side["target"].lower()))

    def name_nothing(self) -> None:
        self.side["back_populates"] = "nothing"

    def name_a_column(self) -> None:
        table = self.mapping["classes"][self.side["target"]]["table"]
        self.side["back_populates"] = self.rng.choice(sorted(self.mapping["tables"][table]["columns"]))

    def name_another(self) -> None:
        names = [side["name"] for side in _sides(self.mapping, self.side["target"])]
        self.side["back_populates"] = self.rng.choice(names or [""])

    def both(self) -> None:
        self.side["backref"] = "reverse"

    def break_key(self) -> None:
        for table in self.mapping["tables"].values():
            for column in table["columns"].values():
                if column.get("fk"):
                    column["fk"] = self.rng.choice(("", "nobody.id", column["fk"].split(".")[0] + ".nothing"))
                    return

    def second_key(self) -> None:
        for table in self.mapping["tables"].values():
            for column in list(table["columns"].values()):
                if column.get("fk") and len(table["columns"]) > 2:
                    table["columns"]["other_id"] = {"fk": column["fk"]}
                    return

    def no_remote_side(self) -> None:
        self.side.pop("remote_side", None)


def generate_mapping(seed: int) -> Mapping:
    """A mapping declaration with at most one kind of error: what is wrong already is not changed again."""
    rng = random.Random(seed)
    mapping = copy.deepcopy(rng.choice(BASES)())
    names = sorted(name for name in vars(Changes) if not name.startswith("_"))
    for name in rng.sample(names, rng.choice((0, 1, 1, 1, 2, 3))):
        if outcome(mapping)["outcome"] == "error":
            break
        getattr(Changes(rng, mapping), name)()
    return {**mapping, "name": f"map_{seed:06d}", "title": f"random declaration, seed {seed}"}
