"""What each strategy declares and what its caller writes, taken from the sources, to be shown before any number.

The C++ mapper's from strategies/, SQLAlchemy's from the programs that the type checkers are run on.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from type_checkers.programs import RIGHT
from vocabulary.evidence import Declaration

STRATEGIES = Path(__file__).resolve().parents[2] / "strategies"
SHOWN = ("back_populates", "backref", "unidirectional", "one_sided", "sync_at_flush", "unlinked")
OPERATIONS = ("append", "set_author", "remove")
IN_SQLALCHEMY = {"one_sided": "unidirectional"}  # what is declared is the same, what a caller keeps is not


def declarations(folder: Path = STRATEGIES) -> list[Declaration]:
    """One for each strategy of SHOWN that there is, in that order."""
    found = []
    for strategy in SHOWN:
        paths = [folder / f"{strategy}.h", folder / strategy / "one_to_many.h"]
        sources = [path.read_text(encoding="utf-8") for path in paths if path.is_file()]
        if body := next(filter(None, map(_one_to_many, sources)), ""):
            typed = RIGHT.get(IN_SQLALCHEMY.get(strategy, strategy), "")
            found.append(Declaration(strategy, _in_python(typed), _classes(body), _operations(body)))
    return found


def _one_to_many(source: str) -> str:
    match = re.search(r"\bstruct OneToMany\b[^;{]*\{", source)
    return source[match.end() : _end(source, match.end() - 1)] if match else ""


def _end(source: str, opening: int) -> int:
    """Where the brace at `opening` is closed."""
    depth = 0
    for i in range(opening, len(source)):
        depth += (source[i] == "{") - (source[i] == "}")
        if depth == 0:
            return i
    return len(source)


def _classes(body: str) -> str:
    """The mapped classes without the lines that name their columns."""
    parts = []
    for match in re.finditer(r"^( *)struct \w+ : [^{;]*\{\n", body, re.M):
        text = body[match.start() : _end(body, match.end() - 2) + 2]
        text = re.sub(r" *(?:using orm_table|static constexpr)[^;]*;\n", "", text)
        parts.append(textwrap.dedent(re.sub(r" : [\w:, <>]*orm::Entity[\w:, <>]*\{", " {", text, count=1)).rstrip())
    return "\n".join(parts)


def _operations(body: str) -> str:
    """The functions of OPERATIONS, whole."""
    parts = []
    for name in OPERATIONS:
        for match in re.finditer(rf"^ *void {name}\([^)]*\) \{{", body, re.M):
            parts.append(textwrap.dedent(body[match.start() : _end(body, match.end() - 1) + 1]))
            break
    return "\n".join(parts)


def _in_python(program: str) -> str:
    """The relationships of users and posts."""
    found = []
    for name in ("User", "Post"):
        body = program.partition(f"class {name}(Base):\n")[2].partition("\n\n\n")[0]
        found += [f"{name}.{line.strip()}" for line in body.splitlines() if re.match(r" +(posts|author): ", line)]
    return "\n".join(found)
