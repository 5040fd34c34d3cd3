"""The kept results: results.json, checked against schemas/results.json."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import jsonschema

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"


def mappers() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = tomllib.loads((HERE / "mappers.toml").read_text(encoding="utf-8"))
    return found


def schema(definition: str | None = None) -> dict[str, Any]:
    """Of the file, or of one of its definitions."""
    whole: dict[str, Any] = json.loads((HERE / "schemas" / "results.json").read_text(encoding="utf-8"))
    if definition is None:
        return whole
    part: dict[str, Any] = whole["definitions"][definition]
    return part | {"definitions": whole["definitions"]}


def read_results(path: Path = RESULTS) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.validate(document, schema())
    return document


def write_results(document: dict[str, Any], path: Path = RESULTS) -> None:
    jsonschema.validate(document, schema())
    part = path.with_suffix(".part")
    part.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(part, path)
