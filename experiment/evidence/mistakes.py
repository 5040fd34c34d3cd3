"""The table *when is a mistake found?* of docs/semantics.md, each cell with the tests and scenarios that show it.

The page holds the source of each, so that a reader without the repository can see what was tested.
"""

from __future__ import annotations

import re
from pathlib import Path

from vocabulary.evidence import Mistakes, Part, Shown

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "semantics.md"
HEADING = "## When is a mistake found?"
_LINK = re.compile(r'\[([^\]]+)\]\(([^)\s]+)(?:\s+"([^"]+)")?\)')


def read_table(page: Path = PAGE) -> Mistakes:
    section = page.read_text(encoding="utf-8").split(HEADING, 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    strategies = tuple(cell.strip("` |") for cell in cells[0][1:])
    rows = tuple((row[0].strip(), tuple(_parts(cell, page) for cell in row[1:])) for row in cells[2:])
    return Mistakes(strategies, rows)


def _parts(cell: str, page: Path) -> tuple[Part, ...]:
    found, last = [], 0
    cell = cell.strip(" |")
    for match in _LINK.finditer(cell):
        if match.start() > last:
            found.append(Part(cell[last : match.start()]))
        found.append(Part(match[1], _evidence(page.parent / match[2], match[3] or "")))
        last = match.end()
    return tuple([*found, Part(cell[last:])] if last < len(cell) else found)


def _evidence(path: Path, title: str) -> Shown:
    text = path.resolve().read_text(encoding="utf-8")
    relative = path.resolve().relative_to(ROOT).as_posix()
    name = title or path.stem
    source = text if path.suffix == ".json" else _test(text, name)
    return Shown("shown-by-" + re.sub(r"\W+", "-", name).lower(), name, relative, source)


def _test(text: str, name: str) -> str:
    """The test of that name: `Suite.Name` in C++, a function in Python; with what it is indented by left out."""
    if "." in name:
        suite, _, case = name.partition(".")
        match = re.search(rf"^(?:TYPED_)?TEST(?:_F|_P)?\({suite}, {case}\).*?^\}}", text, re.S | re.M)
    else:
        match = re.search(rf"^(?:@[^\n]*\n)*def {re.escape(name)}\(.*?(?=^\S|\Z)", text, re.S | re.M)
        match = re.search(rf"^def {re.escape(name)}\(.*?(?=^[^\s)]|\Z)", text, re.S | re.M) or match
    if not match:
        raise LookupError(f"no test {name}")
    return match[0].rstrip()


def consequences(page: Path = PAGE) -> dict[str, int]:
    """In how many ways a caller who forgets a side goes stale or loses data, by strategy: a row and a test each."""
    section = page.read_text(encoding="utf-8").split("## What goes wrong when a side is forgotten", 1)[1]
    parts = re.split(r"^In `(\w+)`", section.split("\n## ", 1)[0], flags=re.M)
    return {
        strategy: len(re.findall(r"^\| (?!what happens|---)", part, re.M))
        for strategy, part in zip(parts[1::2], parts[2::2])
    }
