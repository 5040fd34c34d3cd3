"""What the sources say: where a relationship is declared, where an attribute is used, which lists are kept by hand."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from audit.facts import Facts

_SKIPPED = {"site-packages", "node_modules", ".venv", "venv", ".git", "build", "__pycache__"}
_CONTAINERS = {"list", "set", "dict", "deque", "defaultdict", "OrderedDict"}
# `list["Post"]`, not `list[str]`
_LIST_OF_OBJECTS = re.compile(r"['\"]?(typing\.)?(list|set|sequence|dict)\b(?!\[(str|int|float|bool|bytes|any)\b)")


@dataclass(frozen=True)
class Source:
    path: Path
    text: str
    tree: ast.Module

    def segment(self, node: ast.AST) -> str:
        return ast.get_source_segment(self.text, node) or ast.unparse(node)


@dataclass(frozen=True)
class Declaration:
    """Where a relationship stands. `in_mixin`: not in the mapped class itself, so that several classes may have it."""

    source: Source
    line: int
    statement: ast.stmt | None  # of the class body; None where a function makes it
    owner: ast.ClassDef
    in_mixin: bool

    @property
    def where(self) -> str:
        return f"{shown(self.source.path)}:{self.line}"


@dataclass(frozen=True)
class Use:
    path: Path
    line: int
    is_sure: bool  # named by its class; else by the attribute's name alone


def shown(path: Path) -> str:
    """From the working directory if it lies below it."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


@cache
def read_source(path: Path) -> Source | None:
    """None if it cannot be read or is no Python that this interpreter knows."""
    try:
        text = path.read_text(encoding="utf-8")
        return Source(path, text, ast.parse(text))
    except (OSError, UnicodeDecodeError, SyntaxError, ValueError):
        return None


Reader = Callable[[Path], Source | None]


def class_node(file: str | None, qualname: str, read: Reader = read_source) -> tuple[Source, ast.ClassDef] | None:
    source = read(Path(file)) if file else None
    if source is None:
        return None
    at: ast.AST = source.tree
    for name in qualname.split("."):
        if name != "<locals>":
            nodes = ast.walk(at) if isinstance(at, (ast.FunctionDef, ast.Module)) else ast.iter_child_nodes(at)
            named = [n for n in nodes if isinstance(n, (ast.ClassDef, ast.FunctionDef)) and n.name == name]
            if not named:
                return None
            at = named[0]
    return (source, at) if isinstance(at, ast.ClassDef) else None


def declaration(facts: Facts, class_id: str, key: str, read: Reader = read_source) -> Declaration | None:
    for position, base in enumerate(facts.classes[class_id]["bases"]):
        found = class_node(base["file"], base["qualname"], read)
        for statement in found[1].body if found else ():
            if found and key in _assigned(statement):
                made = isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))
                return Declaration(found[0], statement.lineno, None if made else statement, found[1], position > 0)
    return None


def _assigned(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.FunctionDef):
        return [statement.name] if any("declared_attr" in ast.dump(d) for d in statement.decorator_list) else []
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    targets = [statement.target] if isinstance(statement, ast.AnnAssign) and statement.value else targets
    return [target.id for target in targets if isinstance(target, ast.Name)]


def files_of(facts: Facts, given: list[Path]) -> list[Path]:
    """The Python files to search: those given, or those of the packages that the mapped classes are in."""
    is_file = any(name.endswith(".py") for name in facts.document["modules"])
    places = {Path(base["file"]) for base in _own_places(facts) if base["file"]}
    roots = given or sorted(places if is_file else {package(place) for place in places})
    found: set[Path] = set()
    for root in roots:
        below = root.rglob("*.py") if root.is_dir() else [root]
        found |= {path for path in below if not _SKIPPED & set(path.relative_to(root).parts)}
    return sorted(found)


def _own_places(facts: Facts) -> list[dict[str, str]]:
    tops = {name.partition(":")[0].split(".")[0] for name in facts.document["modules"] if ".py" not in name}
    places = [one["bases"][0] for one in facts.document["classes"]]
    return [place for place in places if place["module"].split(".")[0] in tops] or places


def package(file: Path) -> Path:
    at = file
    while (at.parent / "__init__.py").exists():
        at = at.parent
    return at


def uses(files: list[Path], owner: str, key: str) -> list[Use]:
    """Where `owner.key` may be used: `Post.author`, `Post(author=…)`, and `anything.author`, by its name alone."""
    named = _named(tuple(files)).get(key, ())
    found = {Use(path, line, of == owner) for path, line, of, is_call in named if of == owner or not is_call}
    return sorted(found, key=lambda use: (not use.is_sure, str(use.path), use.line))


@cache
def _named(files: tuple[Path, ...]) -> dict[str, list[tuple[Path, int, str, bool]]]:
    """By attribute: where `of.attribute` or `of(attribute=…)` stands, the last word of `of`, whether it is the call."""
    found: dict[str, list[tuple[Path, int, str, bool]]] = {}
    for path in files:
        source = read_source(path)
        for node in ast.walk(source.tree) if source else ():
            if isinstance(node, ast.Attribute):
                found.setdefault(node.attr, []).append((path, node.lineno, _last_word(node.value), False))
            elif isinstance(node, ast.Call):
                for keyword in node.keywords:
                    found.setdefault(keyword.arg or "", []).append((path, node.lineno, _last_word(node.func), True))
    return found


def _last_word(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@cache
def _with(path: Path, word: re.Pattern[str]) -> Source | None:
    try:
        return read_source(path) if word.search(path.read_text(encoding="utf-8")) else None
    except (OSError, UnicodeDecodeError):
        return None


def kept_lists(facts: Facts, files: list[Path], class_id: str, of: str) -> dict[str, str]:
    """Containers that a class holds without mapping them and that may hold objects of class `of`; by name, where."""
    mapped, name = set(facts.classes[class_id]["attributes"]), facts.classes[class_id]["name"]
    found: dict[str, str] = {}
    for base in facts.classes[class_id]["bases"]:
        place = class_node(base["file"], base["qualname"])
        for key, line, annotation in _containers(place[1]) if place else ():
            if of in annotation or not annotation & {one["name"] for one in facts.classes.values()}:
                found.setdefault(key, f"{shown(place[0].path)}:{line}" if place else "")
    of_that_name = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
    for path in files:
        source = _with(path, of_that_name)
        for key, line in _filled(source.tree, name) if source else ():
            found.setdefault(key, f"{shown(path)}:{line}")
    return {key: where for key, where in found.items() if key not in mapped and not key.startswith("__")}


def _containers(owner: ast.ClassDef) -> Iterator[tuple[str, int, set[str]]]:
    """Name, line, and the words of its annotation."""
    for node in ast.walk(owner):
        if not isinstance(node, (ast.Assign, ast.AnnAssign)):
            continue
        annotation = ast.unparse(node.annotation) if isinstance(node, ast.AnnAssign) else ""
        is_list = bool(_LIST_OF_OBJECTS.match(annotation.lower()))
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name) and is_list and node in owner.body:
                yield target.id, node.lineno, set(re.findall(r"\w+", annotation))
            elif (
                isinstance(target, ast.Attribute)
                and ast.unparse(target.value) == "self"
                and (is_list or (not annotation and _is_container(node.value)))
            ):
                yield target.attr, node.lineno, set(re.findall(r"\w+", annotation))


def _filled(tree: ast.Module, owner: str) -> Iterator[tuple[str, int]]:
    """`user.kept.append(…)`, and `user.kept = […]`, where the variable is called as the class is."""
    for node in ast.walk(tree):
        at: ast.expr | None = None
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("append", "extend")
        ):
            at = node.func.value
        elif isinstance(node, ast.Assign) and _is_container(node.value):
            at = node.targets[0]
        if not isinstance(at, ast.Attribute) or not isinstance(at.value, ast.Name):
            continue
        if at.value.id.replace("_", "").lower() == owner.lower():
            yield at.attr, at.lineno


def _is_container(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return ast.unparse(value.func).rpartition(".")[2] in _CONTAINERS
    if isinstance(value, (ast.List, ast.Set)):
        return not any(isinstance(element, ast.Constant) for element in value.elts)
    return isinstance(value, (ast.ListComp, ast.SetComp, ast.DictComp)) or (
        isinstance(value, ast.Dict) and not value.keys
    )
