"""What was found, kept in results.json (schemas/results.json), and docs/type_checkers.md, which is made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

from type_checkers.check import Errors
from type_checkers.programs import MISTAKES, RIGHT, mistaken

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
PAGE = HERE.parent / "docs" / "type_checkers.md"

_HEAD = """# What a type checker sees

<!-- Made by scripts/measure_type_checkers of type_checkers/results.json. -->

The nine mistakes of [When is a mistake found?](semantics.md#when-is-a-mistake-found), made in SQLAlchemy's typed
declarations (`Mapped[…]`), with a caller that uses both sides. A mistake is *seen* if the program with the mistake has
an error that the correct program does not have. `lambda` is `back_populates=lambda: Post.author`, which SQLAlchemy 2.1
allows. The programs are in `type_checkers/programs.py`; `scripts/measure_type_checkers` checks them again.

"""


def judged(found: dict[str, Errors]) -> dict[str, Any]:
    """By mistake, strategy and checker: the errors that the right program has not; None where it cannot be made."""
    return {
        mistake: {
            strategy: None
            if mistaken(mistake, strategy) is None
            else {
                checker: [
                    message
                    for message in errors[f"mistake_{number}_{strategy}"]
                    if message not in errors[f"right_{strategy}"]
                ]
                for checker, errors in found.items()
            }
            for strategy in RIGHT
        }
        for number, mistake in enumerate(MISTAKES)
    }


def document(found: dict[str, Errors], versions: dict[str, str]) -> dict[str, Any]:
    right = {strategy: {name: errors[f"right_{strategy}"] for name, errors in found.items()} for strategy in RIGHT}
    made = {"format": 1, "versions": versions, "right": right, "mistakes": judged(found)}
    jsonschema.validate(made, json.loads((HERE / "schemas" / "results.json").read_text(encoding="utf-8")))
    return made


def read_results() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    jsonschema.validate(kept, json.loads((HERE / "schemas" / "results.json").read_text(encoding="utf-8")))
    return kept


def page(results: dict[str, Any]) -> str:
    words = {"back_populates_lambda": "… with `lambda`"}
    head = ["mistake", *(words.get(strategy, f"`{strategy}`") for strategy in RIGHT)]
    rows = [[mistake, *(_cell(by[strategy]) for strategy in RIGHT)] for mistake, by in results["mistakes"].items()]
    wrongly = [
        f"- {_named(by)} in the correct program of `{s}`: {_first(by)}"
        for s, by in results["right"].items()
        if _any(by)
    ]
    lines = ["| " + " | ".join(cells) + " |" for cells in [head, ["---"] * len(head), *rows]]
    made = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    said = ["Errors where nothing is wrong:", "", *wrongly, ""] if wrongly else []
    return _HEAD + "\n".join([*lines, "", f"({made}. A dash: the mistake cannot be made.)", "", *said])


def _cell(by: dict[str, list[str]] | None) -> str:
    return "–" if by is None else _named(by) if _any(by) else "not seen"


def _any(by: dict[str, list[str]]) -> bool:
    return any(by.values())


def _named(by: dict[str, list[str]]) -> str:
    return ", ".join(name for name, messages in by.items() if messages)


def _first(by: dict[str, list[str]]) -> str:
    return next(messages[0] for messages in by.values() if messages)
