"""Read one JSON file and check its shape; every defect is one line that names the file and what to do about it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from vocabulary.errors import UnusableInput

_SCHEMAS = Path(__file__).parent / "schemas"


def _read(schema: str) -> Any:
    return json.loads((_SCHEMAS / f"{schema}.json").read_text(encoding="utf-8"))


@cache
def _accepts(schema: str) -> Callable[[Any], bool]:
    """Quick, for a run has thousands of rows; what it does not accept is judged, and explained, by _first_fault."""
    import fastjsonschema  # here, because a command line is judged without any library

    check = fastjsonschema.compile(_read(schema))

    def accepts(document: Any) -> bool:
        try:
            check(document)
        except fastjsonschema.JsonSchemaValueException:
            return False
        return True

    return accepts


def _first_fault(document: Any, schema: str) -> Any:
    import jsonschema

    return jsonschema.exceptions.best_match(jsonschema.Draft7Validator(_read(schema)).iter_errors(document))


MOST_BYTES = 256 << 20  # of one file: a raw file of a large run has some megabytes
MOST_DIGITS = 18  # of a whole number: what 64 bits hold


def read_json(path: Path, remedy: str) -> Any:
    """The parsed file; `remedy` ends the message when it cannot be read, is not JSON, or is beyond all bounds."""
    try:
        if not path.is_file():
            what = "it is not a file" if path.exists() else "it does not exist"
            raise UnusableInput(f"cannot read {path}: {what}; {remedy}")
        if (size := path.stat().st_size) > MOST_BYTES:
            raise UnusableInput(f"{path} has {size >> 20} MB, more than any file of a run; {remedy}")
        text = path.read_bytes().decode("utf-8")
        return json.loads(text, parse_int=_whole, parse_float=_finite, parse_constant=_finite)
    except OSError as error:
        raise UnusableInput(f"cannot read {path}: {error.strerror}; {remedy}") from None
    except UnicodeDecodeError as error:
        raise UnusableInput(f"{path} is not JSON (byte {error.start} is not UTF-8); {remedy}") from None
    except json.JSONDecodeError as error:
        at_end = error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated string")
        what = "is empty" if not text.strip() else "is cut short" if at_end else "is not JSON"
        where = f"line {error.lineno}, byte {len(text[: error.pos].encode())}"
        raise UnusableInput(f"{path} {what} ({where}: {error.msg}); {remedy}") from None
    except RecursionError:
        raise UnusableInput(f"{path} is nested deeper than any file of a run; {remedy}") from None
    except _BeyondBounds as error:
        raise UnusableInput(f"{path} has the number {error}; {remedy}") from None


class _BeyondBounds(ValueError):
    """A number that no run writes."""


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > MOST_DIGITS:
        raise _BeyondBounds(f"{text[:12]}… of {len(text)} digits")
    return int(text)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _BeyondBounds(text[:24])
    return value


def check_shape(document: Any, schema: str, path: Path, remedy: str) -> None:
    """Raise unless `document` is what schemas/<schema>.json says."""
    if not _accepts(schema)(document) and (worst := _first_fault(document, schema)) is not None:
        where = (
            "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in worst.absolute_path).lstrip(".") or "the top"
        )
        message = worst.message if len(worst.message) < 160 else worst.message[:157] + "..."
        raise UnusableInput(f"{path} has the wrong shape at {where}: {message}; {remedy}")
