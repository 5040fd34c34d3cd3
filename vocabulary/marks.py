"""A text between two marks of a page: the part of it that a command writes."""

from __future__ import annotations

from pathlib import Path

from vocabulary.errors import UnusableInput


def put_between(path: Path, begin: str, end: str, text: str) -> None:
    """Replaces what stands between the marks; raises UnusableInput where one is missing, and changes nothing then."""
    try:
        page = path.read_text(encoding="utf-8")
        if begin not in page or end not in page.split(begin, 1)[1]:
            raise UnusableInput(f"{path} has no place for this: it lacks the line {begin}, or {end} after it")
        head, rest = page.split(begin, 1)
        temporary = path.with_name(f".{path.name}.part")
        temporary.write_text(f"{head}{begin}\n\n{text}\n\n{end}{rest.split(end, 1)[1]}", encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise UnusableInput(f"cannot write {path}: {error.strerror}") from None
