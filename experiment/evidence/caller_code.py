"""Lines of code by strategy, counted from strategies/: what a mapping declares, and what a caller writes for an
operation.

python3 -m experiment.evidence.caller_code prints the table. Counted are lines with code: comments, blank lines and
lone braces are not. An operation counts with the private helpers that it calls, for a caller has to write those too;
one that several strategies share (strategies/parts) counts for each.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from vocabulary.evidence import Code

STRATEGIES = Path(__file__).resolve().parents[2] / "strategies"
RELATIONS = {
    "OneToMany": "one_to_many",
    "OneToOne": "one_to_one",
    "SelfReferential": "self_referential",
    "ManyToMany": "many_to_many",
}
SHOWN = ("back_populates", "backref", "unidirectional", "sync_at_flush", "unlinked")
OPERATIONS = (
    "append",
    "remove",
    "assign",
    "set_author",
    "set_profile",
    "set_user",
    "set_parent",
    "remove_user",
    "release_user",
    "delete_orphan",
    "load_lazy",
    "load_selectin",
    "load_user",
    "flush",
)
_HEAD = re.compile(r"^\s*(?:static\s+)?[\w:<>&*,\s]*?[\w>&*]\s+(\w+)\([^;{}]*\)(?:\s*const)?\s*\{", re.M)
_MAPPED = re.compile(r"\borm::(?:Many|One|WriteOnly)<")
_OWN = re.compile(r"std::vector<\w+\*>|\bContainers::template Of<|^\s*[A-Z]\w*\* \w+", re.M)
_HANDLE = re.compile(r"\borm::(?:Scalar|List)Handle<")


def count(folder: Path = STRATEGIES) -> list[Code]:
    """Every strategy of SHOWN in every relation that it has."""
    found = []
    parts = {path.stem: _without_comments(path.read_text(encoding="utf-8")) for path in (folder / "parts").glob("*.h")}
    for strategy in SHOWN:
        paths = [folder / f"{strategy}.h", *sorted((folder / strategy).glob("*.h"))]
        sources = [_without_comments(path.read_text(encoding="utf-8")) for path in paths if path.is_file()]
        for struct, relation in RELATIONS.items():
            if source := next((source for source in sources if _body_of(source, struct)), ""):
                body = _body_of(source, struct)
                members = _members(body)
                sides = (len(_MAPPED.findall(members)), len(_OWN.findall(members)), len(_HANDLE.findall(body)))
                lines = _shared_operations(parts, source, struct) | _operations(body, parts.get("containers", ""))
                ordered = {name: lines[name] for name in OPERATIONS if name in lines}
                found.append(Code(strategy, relation, *sides, ordered))
    return found


def _without_comments(source: str) -> str:
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", source, flags=re.S)


def _body_of(source: str, name: str) -> str:
    match = re.search(rf"\b(?:struct|class) {name}\b[^;{{]*\{{", source)
    return _braced(source, match.end() - 1) if match else ""


def _braced(source: str, opening: int) -> str:
    depth = 0
    for i in range(opening, len(source)):
        depth += (source[i] == "{") - (source[i] == "}")
        if depth == 0:
            return source[opening + 1 : i]
    return source[opening + 1 :]


def _members(body: str) -> str:
    """The members of the mapped classes: the nested structs that derive from orm::Entity."""
    found = []
    for match in re.finditer(r"\bstruct \w+ : [^{;]*orm::Entity[^{;]*\{", body):
        found += [line for line in _braced(body, match.end() - 1).split(";") if "orm_table" not in line]
    return ";".join(found)


def _operations(body: str, containers: str) -> dict[str, int]:
    bodies: dict[str, list[str]] = {}
    for text in (body, containers):
        for match in _HEAD.finditer(text):
            bodies.setdefault(match[1], []).append(_braced(text, match.end() - 1))
    helpers = {name for name in bodies if name not in OPERATIONS}
    return {name: max(_lines(text, bodies, helpers) for text in bodies[name]) for name in OPERATIONS if name in bodies}


def _shared_operations(parts: dict[str, str], source: str, struct: str) -> dict[str, int]:
    """Those that the struct takes from a base of strategies/parts."""
    base = re.search(rf"\bstruct {struct} : (\w+)<", source)
    body = next(filter(None, (_body_of(part, base[1]) for part in parts.values())), "") if base else ""
    return {match[1]: code_lines(_braced(body, match.end() - 1)) for match in _HEAD.finditer(body)}


def _lines(text: str, bodies: dict[str, list[str]], helpers: set[str]) -> int:
    """Of the text, and once of each helper that it reaches."""
    reached: dict[str, str] = {}
    pending = [text]
    while pending:
        for name in re.findall(r"\b(\w+)\(", pending.pop()):
            if name in helpers and name not in reached:
                reached[name] = max(bodies[name], key=len)
                pending.append(reached[name])
    return sum(code_lines(part) for part in (text, *reached.values()))


def code_lines(text: str) -> int:
    """Without blank ones, comments and lone braces."""
    lines = [line.strip() for line in text.splitlines()]
    return sum(bool(line) and not line.startswith("//") and line not in ("{", "}", "};") for line in lines)


def main() -> int:
    for code in count():
        operations = ", ".join(f"{name} {n}" for name, n in code.operations.items())
        declared = f"declares {code.mapped}, own {code.own}, handles {code.handles}"
        print(f"{code.relation:16} {code.strategy:15} {declared}, writes {code.total:2}: {operations}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
