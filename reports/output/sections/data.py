"""The data: every dataset, relation and database of the run, explained where they first stand."""

from __future__ import annotations

from typing import Any

from reports.judgement.verdicts import Judgement
from vocabulary.cells import is_sqlalchemy, needs_server, sqlalchemy_version
from vocabulary.metrics import plural

SHAPES = {
    "uniform": "every user has about the same number of posts",
    "zipf": "a few users own most posts",
    "heavy_tail": "one user owns half of the posts",
    "sparse": "most users have no post",
    "list": "two users share all posts, so lists are as long as the name says",
    "fan_out": "every user has the number of posts that the name says",
    "users": "the number of users varies, posts per user do not",
    "classes": "pairs of mapped classes without rows; the number is how many pairs",
    "profiles": "users with one profile each",
    "threads": "posts that reply to posts",
    "tags": "posts with tags, many to many",
    "debian": "the packages that apt knows on the machine of the run",
    "shape": "generated in the shape of your own data",
}
RELATIONS = {
    "one_to_many": "a user has many posts, a post has one author",
    "one_to_one": "a user has one profile",
    "self_referential": "a post replies to another post",
    "many_to_many": "a post has many tags, a tag has many posts",
}


def content(judgement: Judgement) -> dict[str, Any]:
    groups = judgement.run.plan.groups
    datasets = dict.fromkeys(group.dataset for group in groups)
    relations = dict.fromkeys(group.relation for group in groups)
    backends = dict.fromkeys(group.backend for group in groups)
    return {
        "datasets": [(name, _dataset(judgement, name)) for name in datasets],
        "relations": [(name, RELATIONS.get(name, "")) for name in relations],
        "backends": [(name, _backend(judgement, name)) for name in backends],
    }


def _dataset(judgement: Judgement, name: str) -> str:
    context = judgement.run.context
    shape = next((shape for shape in sorted(SHAPES, key=len, reverse=True) if name.startswith(shape)), "")
    words = context.get(f"dataset.{name}.words") or SHAPES.get(shape, "")
    sizes = [
        plural(int(text), word)
        for word in ("user", "post")
        if (text := context.get(f"dataset.{name}.{word}s", "")).isdigit()
    ]
    return ": ".join(filter(None, (" and ".join(sizes), words)))


def _backend(judgement: Judgement, name: str) -> str:
    if not is_sqlalchemy(name):
        return judgement.run.context.get(f"backend.{name}.words", "")
    version = ".".join(map(str, sqlalchemy_version(name)))
    return f"SQLAlchemy {version} on {'PostgreSQL' if needs_server(name) else 'SQLite'}"
