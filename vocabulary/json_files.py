"""Read one JSON file and check its shape; every defect is one line that names the file and what to do about it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from vocabulary.errors import UnusableInput

_SCHEMAS = Path(__file__).parent / "schemas"


@cache
def _validator(schema: str) -> Any:
    return jsonschema.Draft7Validator(json.loads((_SCHEMAS / f"{schema}.json").read_text(encoding="utf-8")))


def read_json(path: Path, remedy: str) -> Any:
    """The parsed file; `remedy` ends the message when it cannot be read or is not JSON."""
    try:
        text = path.read_bytes().decode("utf-8")
        return json.loads(text)
    except OSError as error:
        raise UnusableInput(f"cannot read {path}: {error.strerror}; {remedy}") from None
    except UnicodeDecodeError as error:
        raise UnusableInput(f"{path} is not JSON (byte {error.start} is not UTF-8); {remedy}") from None
    except json.JSONDecodeError as error:
        at_end = error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated string")
        what = "is empty" if not text.strip() else "is cut short" if at_end else "is not JSON"
        where = f"line {error.lineno}, byte {len(text[: error.pos].encode())}"
        raise UnusableInput(f"{path} {what} ({where}: {error.msg}); {remedy}") from None


def check_shape(document: Any, schema: str, path: Path, remedy: str) -> None:
    """Raise unless `document` is what schemas/<schema>.json says."""
    worst = jsonschema.exceptions.best_match(_validator(schema).iter_errors(document))
    if worst is not None:
        where = (
            "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in worst.absolute_path).lstrip(".") or "the top"
        )
        message = worst.message if len(worst.message) < 160 else worst.message[:157] + "..."
        raise UnusableInput(f"{path} has the wrong shape at {where}: {message}; {remedy}")
