"""What SQLAlchemy makes of a backref, written as the declaration that the other class would hold.

The arguments follow from RelationshipProperty._generate_backref: those given to backref() as they are; the joins of
a secondary table change places; foreign_keys, viewonly, post_update, passive_updates and sync_backref are those of the
side that is declared, unless backref() says otherwise.
"""

from __future__ import annotations

import ast

from audit.facts import Facts, Relationship
from audit.sources import Declaration, Source

_DEFERRED = ("secondary", "primaryjoin", "secondaryjoin", "remote_side", "foreign_keys", "order_by")  # may be a lambda
_INHERITED = ("foreign_keys", "viewonly", "post_update", "passive_updates", "sync_backref")
_WIDTH = 100


class CannotBePatched(Exception):
    """Why."""


def declared_backref(statement: ast.stmt) -> ast.keyword:
    call = getattr(statement, "value", None)
    found = [k for k in call.keywords if k.arg == "backref"] if isinstance(call, ast.Call) else []
    if not found:
        raise CannotBePatched(f"line {statement.lineno} is not a call with backref=")
    return found[0]


def reverse_side(
    facts: Facts, declared: Relationship, made: Relationship, found: Declaration, target: tuple[Source, ast.ClassDef]
) -> tuple[list[str], list[str]]:
    """The lines of the new attribute, not indented, and the imports that its module lacks."""
    call = getattr(found.statement, "value", None)
    assert isinstance(call, ast.Call)
    if ast.unparse(call.func).rpartition(".")[2] != "relationship":
        raise CannotBePatched(f"{found.where} calls {ast.unparse(call.func)}, which is not relationship()")
    scope = _Scope(found, target, {one["name"] for one in facts.classes.values()}, declared.secondary)
    given = _arguments(call, declared_backref(call_statement(found)), declared)
    arguments = [_class_name(facts, declared.owner), f'back_populates="{declared.key}"']
    arguments += [f"{name}={scope.moved(name, value)}" for name, value in given.items()]
    imports: list[str] = []
    function = scope.available(
        ast.unparse(call.func), ("relationship", "db.relationship", "orm.relationship", "sa.orm.relationship")
    )
    if not function:
        function, imports = "relationship", ["from sqlalchemy.orm import relationship"]
    annotation = _annotation(facts, found, made, given, arguments)
    if annotation and not scope.available(annotation.partition("[")[0], ()):
        imports = [f"from sqlalchemy.orm import {', '.join(['Mapped', *(['relationship'] if imports else [])])}"]
        annotation = "Mapped" + annotation[annotation.index("[") :]
    head = f"{made.key}{f': {annotation}' if annotation else ''} = {function}("
    line = f"{head}{', '.join(arguments)})"
    if len(line) + target[1].body[0].col_offset <= _WIDTH:
        return [line], imports
    return [head, *(f"    {argument}," for argument in arguments), ")"], imports


def call_statement(found: Declaration) -> ast.stmt:
    assert found.statement is not None
    return found.statement


def _arguments(call: ast.Call, backref: ast.keyword, declared: Relationship) -> dict[str, ast.expr]:
    own = {k.arg: k.value for k in call.keywords if k.arg}
    if len(call.args) > 1:
        own["secondary"] = call.args[1]
    if len(call.args) > 2 or any(k.arg is None for k in call.keywords):
        raise CannotBePatched(f"the arguments on line {call.lineno} are not all named")
    given: dict[str, ast.expr] = {}
    if isinstance(backref.value, ast.Call):
        if len(backref.value.args) != 1 or any(k.arg is None for k in backref.value.keywords):
            raise CannotBePatched(f"the arguments of backref() on line {backref.value.lineno} are not all named")
        given = {k.arg: k.value for k in backref.value.keywords if k.arg}
    elif not isinstance(backref.value, ast.Constant):
        raise CannotBePatched(f"the backref on line {backref.value.lineno} is computed")
    swapped = {"primaryjoin": "primaryjoin"}
    if declared.secondary:
        swapped = {"secondary": "secondary", "primaryjoin": "secondaryjoin", "secondaryjoin": "primaryjoin"}
    for name, theirs in swapped.items():
        if name not in given and theirs in own:
            if "remote(" in ast.unparse(own[theirs]):
                raise CannotBePatched(f"the join on line {own[theirs].lineno} says which side is remote")
            given[name] = own[theirs]
    for name in _INHERITED:
        if name in own:
            given.setdefault(name, own[name])
    return given


class _Scope:
    """Which names an expression may use after it moved from one class body into another."""

    def __init__(
        self, found: Declaration, target: tuple[Source, ast.ClassDef], classes: set[str], table: str | None
    ) -> None:
        self._from, self._owner, self._classes, self._table = found.source, found.owner, classes, table
        self._to, self._at = target
        self._locals = {name for s in found.owner.body for name in _bound(s)}
        self._same_file = self._from.path == self._to.path

    def moved(self, argument: str, value: ast.expr) -> str:
        own = {n.arg for n in ast.walk(value) if isinstance(n, ast.arg)}
        names = {n.id for n in ast.walk(value) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)} - own
        if not names:
            return self._from.segment(value)
        late = bool(names & (self._locals | self._classes)) or not names <= self._bound_before(self._at.lineno)
        text = ast.unparse(
            _Qualified(self._locals, self._owner.name).visit(ast.parse(ast.unparse(value), mode="eval").body)
        )
        needed = (names - self._locals) | ({self._owner.name} if names & self._locals else set())
        missing = set() if self._same_file else needed - self._bound_before(None)
        if missing and argument == "secondary" and isinstance(value, ast.Name):
            return f'"{self._table}"'  # SQLAlchemy finds a table by its name
        if missing or (late and argument not in _DEFERRED):
            where = f"{argument} on line {value.lineno}"
            raise CannotBePatched(
                f"{where} uses {', '.join(sorted(missing or names))}, which its new place does not have"
            )
        return f"lambda: {text}" if late and not isinstance(value, ast.Lambda) else text

    def available(self, written: str, others: tuple[str, ...]) -> str | None:
        """The first way to write it whose first name the target's module has."""
        bound = self._bound_before(None)
        return next((way for way in (written, *others) if way.partition(".")[0] in bound), None)

    def _bound_before(self, line: int | None) -> set[str]:
        import builtins

        body = [s for s in self._to.tree.body if line is None or s.lineno < line]
        return {name for s in body for name in _bound(s)} | set(dir(builtins))


def _bound(statement: ast.stmt) -> set[str]:
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    if isinstance(statement, (ast.ClassDef, ast.FunctionDef)):
        return {statement.name}
    if isinstance(statement, (ast.If, ast.Try)):
        return {name for s in ast.iter_child_nodes(statement) if isinstance(s, ast.stmt) for name in _bound(s)}
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    targets = [statement.target] if isinstance(statement, ast.AnnAssign) else targets
    return {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}


class _Qualified(ast.NodeTransformer):
    """Names of a class body as attributes of the class."""

    def __init__(self, names: set[str], owner: str) -> None:
        self._names, self._owner = names, owner

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Attribute(ast.Name(self._owner, node.ctx), node.id, node.ctx) if node.id in self._names else node


def _class_name(facts: Facts, class_id: str) -> str:
    name = facts.classes[class_id]["name"]
    same = [one for one in facts.classes.values() if one["name"] == name]
    return f'"{name}"' if len(same) == 1 else f'"{class_id}"'


def _annotation(
    facts: Facts, found: Declaration, made: Relationship, given: dict[str, ast.expr], arguments: list[str]
) -> str:
    """Mapped[…], where the declared side has one. A dataclass keeps its constructor."""
    written = ast.unparse(found.statement.annotation) if isinstance(found.statement, ast.AnnAssign) else ""
    mapped = written.partition("[")[0]
    if mapped.rpartition(".")[2] != "Mapped" or "collection_class" in given or made.lazy in ("dynamic", "write_only"):
        return ""
    if facts.classes[made.owner]["dataclass"]:
        arguments += ["init=False", "repr=False", "compare=False"]
    target = facts.classes[made.target]["name"]
    return (
        f'{mapped}[list["{target}"]]'
        if made.uselist
        else f'{mapped}["{target} | None"]'
        if made.nullable
        else f'{mapped}["{target}"]'
    )
