"""Small scenarios and the sample files, for the tests of this package."""

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SAMPLES = sorted((HERE.parent / "sample").glob("*.json"))
DIFFERENCES = sorted((HERE.parent / "differences").glob("*.json"))
REFERENCE = f"{sys.executable} -m tests.conformance.differential reference"  # a replayer that is always right
ROWS: dict[str, dict[str, list[list[Any]]]] = {
    "one_to_many": {"users": [[1, "ann"], [2, "bob"]], "posts": [[1, "a", 1], [2, "b", 1], [3, "c", 2]]},
    "one_to_one": {"users": [[1, "ann"], [2, "bob"], [3, "cho"]], "profiles": [[1, "x", 1], [2, "y", 2]]},
    "many_to_many": {"posts": [[1, "a"], [2, "b"]], "tags": [[1, "red"], [2, "tan"]], "post_tags": [[1, 1]]},
    "self_referential": {"posts": [[1, "a", None], [2, "b", 1], [3, "c", 1], [4, "d", None]]},
}


def load(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def steps(text: str) -> list[dict[str, Any]]:
    """`append u1.posts p2; expire p1; flush` as steps; `get User 1` binds u1, `new Post 9` makes p9."""
    return [_step(part.split()) for part in text.replace("\n", ";").split(";") if part.strip()]


def _step(words: list[str]) -> dict[str, Any]:
    op, *rest = words
    if op in ("get", "new"):
        label = {"User": "u", "Post": "p", "Tag": "t", "Profile": "f"}[rest[0]] + rest[1]
        step: dict[str, Any] = {"op": op, "class": rest[0], "id": int(rest[1]), "label": label}
        return {**step, "values": {rest[2]: rest[3]} if len(rest) > 2 else {}} if op == "new" else step
    if op == "query":
        return {"op": op, "class": rest[0], **({"load": {rest[1]: rest[2]}} if len(rest) > 2 else {})}
    if op == "db":
        return {"op": op, "table": rest[0]}
    if rest and "." in rest[0]:
        return {"op": op, "on": rest[0], **({"value": json.loads(rest[1])} if len(rest) > 1 else {})}
    return {"op": op, **({"target": rest[0]} if rest else {}), **({"attrs": rest[1:]} if len(rest) > 1 else {})}


def scenario(model: str, text: str, **options: Any) -> dict[str, Any]:
    return {
        "format": 1, "name": "test", "title": "test", "model": model, "options": options,
        "strategies": ["back_populates", "backref", "unlinked"], "rows": ROWS[model], "steps": steps(text),
    }  # fmt: skip
