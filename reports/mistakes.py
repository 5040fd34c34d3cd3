"""The table *when is a mistake found?* of docs/semantics.md, each cell with the tests and scenarios that show it.

The page holds the source of each, so that a reader without the repository can see what was tested.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "semantics.md"
HEADING = "## When is a mistake found?"
_LINK = re.compile(r'\[([^\]]+)\]\(([^)\s]+)(?:\s+"([^"]+)")?\)')


@dataclass(frozen=True)
class Evidence:
    """A test or scenario: where it stands and what it says."""

    id: str
    name: str
    path: str  # from the project's root
    source: str


@dataclass(frozen=True)
class Part:
    """Text of a table's cell; with evidence, a link to it."""

    text: str
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Table:
    strategies: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[Part, ...], ...]], ...]  # mistake, then a cell a strategy

    @property
    def evidence(self) -> list[Evidence]:
        """Each once, in the order of the table."""
        parts = [part for _, cells in self.rows for cell in cells for part in cell]
        return list({part.evidence.id: part.evidence for part in parts if part.evidence}.values())

    def found(self, mistake: str, strategy: str) -> str:
        """The cell's text alone."""
        cells = dict(self.rows)[mistake]
        return "".join(part.text for part in cells[self.strategies.index(strategy)])


def read_table(page: Path = PAGE) -> Table:
    section = page.read_text(encoding="utf-8").split(HEADING, 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    strategies = tuple(cell.strip("` |") for cell in cells[0][1:])
    rows = tuple((row[0].strip(), tuple(_parts(cell, page) for cell in row[1:])) for row in cells[2:])
    return Table(strategies, rows)


def _parts(cell: str, page: Path) -> tuple[Part, ...]:
    found, last = [], 0
    cell = cell.strip(" |")
    for match in _LINK.finditer(cell):
        if match.start() > last:
            found.append(Part(cell[last : match.start()]))
        found.append(Part(match[1], _evidence(page.parent / match[2], match[3] or "")))
        last = match.end()
    return tuple([*found, Part(cell[last:])] if last < len(cell) else found)


def _evidence(path: Path, title: str) -> Evidence:
    text = path.resolve().read_text(encoding="utf-8")
    relative = path.resolve().relative_to(ROOT).as_posix()
    name = title or path.stem
    source = text if path.suffix == ".json" else _test(text, name)
    return Evidence("shown-by-" + re.sub(r"\W+", "-", name).lower(), name, relative, source)


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
