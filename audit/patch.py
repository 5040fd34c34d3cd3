"""The edit from backref to back_populates, a diff a pair. Nothing is written: whoever wants it applies it.

The diffs follow each other: each is made on the sources as the ones before it leave them.
"""

from __future__ import annotations

import ast
import difflib
from dataclasses import dataclass
from pathlib import Path

from audit.facts import Facts, Relationship
from audit.reverse import CannotBePatched, declared_backref, reverse_side
from audit.sources import Source, class_node, declaration, package, read_source, shown
from audit.strategies import pairs


@dataclass(frozen=True)
class Patch:
    about: str
    diff: str = ""
    by_hand: str = ""  # why there is no diff, and where to edit


def patches(facts: Facts) -> list[Patch]:
    edited = Edited()
    made = [pair for pair in pairs(facts) if pair.strategy == "backref" and pair.second]
    return [_patch(facts, pair.first, pair.second, edited) for pair in made if pair.second]


class Edited:
    """The sources with the edits so far."""

    def __init__(self) -> None:
        self._texts: dict[Path, str] = {}

    def read(self, path: Path) -> Source | None:
        text = self._texts.get(path)
        return read_source(path) if text is None else Source(path, text, ast.parse(text))

    def write(self, path: Path, text: str) -> str:
        """The diff of this edit."""
        before = self.read(path)
        assert before is not None
        ast.parse(text)
        self._texts[path] = text
        name = _name(path)
        old, new = before.text.splitlines(keepends=True), text.splitlines(keepends=True)
        return "".join(difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"))


def _patch(facts: Facts, declared: Relationship, made: Relationship, edited: Edited) -> Patch:
    about = f"{facts.short(made.id)}, so far made by the backref of {facts.short(declared.id)}"
    found = declaration(facts, declared.owner, declared.key, edited.read)
    try:
        if found is None:
            raise CannotBePatched(
                "no class body declares it. At its relationship(), write "
                f'back_populates="{made.key}" for the backref, and give {facts.short(made.owner)} a relationship of '
                "its own"
            )
        if found.in_mixin or found.statement is None:
            raise CannotBePatched(f"it is declared for several classes at {found.where}")
        place = facts.classes[made.owner]["bases"][0]
        target = class_node(place["file"], place["qualname"], edited.read)
        if target is None:
            raise CannotBePatched(f"the source of {facts.short(made.owner)} was not found")
        backref = declared_backref(found.statement)
        lines, imports = reverse_side(facts, declared, made, found, target)
    except CannotBePatched as reason:
        return Patch(about, by_hand=f"{about}: {reason}")
    diffs = []
    named = _replaced(found.source, backref, f'back_populates="{made.key}"')
    if found.source.path == target[0].path:
        diffs.append(edited.write(found.source.path, _inserted(named, target[1], lines, imports, backref)))
    else:
        diffs.append(edited.write(found.source.path, named))
        diffs.append(edited.write(target[0].path, _inserted(target[0].text, target[1], lines, imports)))
    return Patch(about, f"{about}:\n" + "".join(diffs))


def _replaced(source: Source, node: ast.keyword, text: str) -> str:
    lines = source.text.splitlines(keepends=True)
    first, last = lines[node.lineno - 1].encode(), lines[node.end_lineno - 1].encode()  # type: ignore[operator]
    joined = first[: node.col_offset].decode() + text + last[node.end_col_offset :].decode()
    return "".join([*lines[: node.lineno - 1], joined, *lines[node.end_lineno :]])


def _inserted(
    text: str, owner: ast.ClassDef, new: list[str], imports: list[str], replaced: ast.keyword | None = None
) -> str:
    """After the last attribute of the class body. `replaced`: an edit of this text, which may have moved lines up."""
    assigned = [n for n in owner.body if isinstance(n, (ast.Assign, ast.AnnAssign))]
    documented = [n for n in owner.body[:1] if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)]
    after = (assigned or documented)[-1].end_lineno if assigned or documented else owner.body[0].lineno - 1
    assert after is not None
    tree = ast.parse(text)
    if replaced is not None and replaced.end_lineno and after >= replaced.end_lineno:
        after -= replaced.end_lineno - replaced.lineno
    lines = text.splitlines(keepends=True)
    if lines[after - 1 : after] and not lines[after - 1].endswith("\n"):
        lines[after - 1] += "\n"
    lines[after:after] = [" " * owner.body[0].col_offset + line + "\n" for line in new]
    lines[_end_of_imports(tree) : _end_of_imports(tree)] = [f"{line}\n" for line in imports]
    return "".join(lines)


def _end_of_imports(tree: ast.Module) -> int:
    """The line after which an import can be put: below SQLAlchemy's, else below the first block, or the docstring."""
    end = of_sqlalchemy = 0
    for node in tree.body:
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not isinstance(node, (ast.Import, ast.ImportFrom)) and not is_text:
            break
        end = node.end_lineno or end
        module = getattr(node, "module", None) or ""
        if module.partition(".")[0] == "sqlalchemy":
            of_sqlalchemy = end
    return of_sqlalchemy or end


def _name(path: Path) -> str:
    """From the working directory if it lies below it, else from the folder that its package is in."""
    name = shown(path)
    return name if not Path(name).is_absolute() else path.relative_to(package(path).parent).as_posix()
