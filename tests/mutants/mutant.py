"""A mutant: one line of the project made wrong, and the tests that must notice.

The lists are the *.txt files of this folder, one a part. A block is a mutant:

    FILE: what is wrong with it
    - a piece of one line, which the file has once
    + what stands there instead
    by TEST ...         a path of a Python test, or a C++ test program with or without :FILTER of GoogleTest
    same: REASON        it cannot be noticed, because it does the same

Random scenarios are no tests here: they may find a mutant and may not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


class MalformedList(Exception):
    """A block that is no mutant; the message names it."""


@dataclass(frozen=True)
class Mutant:
    name: str  # part and number: "flush/3"
    file: str
    words: str
    old: str
    new: str
    tests: tuple[str, ...]
    same: str | None = None  # why it cannot be noticed

    @property
    def is_python(self) -> bool:
        return self.tests[0].partition("::")[0].endswith(".py")

    def mutated(self, text: str) -> str:
        """The text of its file made wrong; raises MalformedList unless the piece is there once, within a line."""
        if "\n" in self.old + self.new or text.count(self.old) != 1:
            raise MalformedList(f"{self.name}: {self.file} has {text.count(self.old)} times: {self.old}")
        return text.replace(self.old, self.new)


def _read_block(name: str, lines: list[str]) -> Mutant:
    file, colon, words = lines[0].partition(": ")
    marks: dict[str, str] = {}
    for line in lines[1:]:
        mark, _, rest = line.partition(" ")
        if mark not in ("-", "+", "by", "same:") or mark in marks:
            raise MalformedList(f"{name}: what is '{line}'?")
        marks[mark] = rest
    if not (colon and words and marks.get("-") and "+" in marks and marks.get("by")) or marks["-"] == marks["+"]:
        raise MalformedList(f"{name}: needs FILE: WORDS, -, + and by")
    return Mutant(name, file, words, marks["-"], marks["+"], tuple(marks["by"].split()), marks.get("same:"))


def read_list(path: Path) -> Iterator[Mutant]:
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    kept = [[line for line in block.splitlines() if line and not line.startswith("#")] for block in blocks]
    for number, lines in enumerate(filter(None, kept), 1):
        yield _read_block(f"{path.stem}/{number}", lines)


def read_all(folder: Path = HERE) -> list[Mutant]:
    """Every mutant, part by part."""
    return [mutant for path in sorted(folder.glob("*.txt")) for mutant in read_list(path)]
