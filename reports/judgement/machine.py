"""Machine: one result among those of several machines: where it comes from, what it is worth, what it may stand beside.

`description` says it all as result.json does; an archive whose result.json says anything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.judgement.fitness import what_is_lacking, what_is_unfit
from reports.judgement.verdicts import Judgement
from vocabulary.errors import UnusableInput
from vocabulary.plan import Plan

SCHEMA = 1
_IDENTITY = ("cpu", "cores", "memory_bytes", "compiler", "compiler_flags", "libraries", "system")
_PLAN = ("preset", "processes", "rounds", "sample_ms", "looks", "spending")


@dataclass(frozen=True)
class Machine:
    """`name` is unique among those that are pooled; `unfit` says why its run does not count, where it does not."""

    name: str
    source: str  # the folder or archive
    judgement: Judgement
    unfit: tuple[str, ...]

    @property
    def environment(self) -> dict[str, Any]:
        return environment(self.judgement)

    @property
    def cpu(self) -> str:
        return str(self.environment["cpu"])

    @property
    def revision(self) -> str:
        return str(self.judgement.run.plan.environment.get("git_revision") or "")

    @property
    def is_dirty(self) -> bool:
        return bool(self.judgement.run.plan.environment.get("git_dirty"))


def environment(judgement: Judgement) -> dict[str, Any]:
    """What could explain a difference between two machines."""
    told, context = judgement.run.plan.environment, judgement.run.context
    said = {name: context.get(name, "") for name in ("compiler", "compiler_flags")}
    names = ("cpu", "cores", "memory_bytes", "libraries", "kernel", "system", "placement")
    return {name: told.get(name, {} if name == "libraries" else None) for name in names} | said


def description(judgement: Judgement, machine: str) -> dict[str, Any]:
    """result.json of this run, but for the digests of its files."""
    plan = judgement.run.plan
    reasons = unfit_reasons(judgement)
    return {
        "schema": SCHEMA,
        "machine": machine,
        "created": plan.created,
        "preset": plan.preset,
        "revision": plan.environment.get("git_revision"),
        "dirty": bool(plan.environment.get("git_dirty")),
        "environment": environment(judgement),
        "fitness": {"is_fit": not reasons, "reasons": list(reasons)},
    }


def unfit_reasons(judgement: Judgement) -> tuple[str, ...]:
    """Why its numbers may not be published; none of a fit run."""
    copies = () if judgement.may_recommend else ("too many of its A/A copies differ",)
    return (*copies, *what_is_unfit(judgement))


def default_name(judgement: Judgement) -> str:
    """After the processor and the compiler: `intel_xeon_2.50ghz_gcc_12.2.0`."""
    found = environment(judgement)
    words = re.sub(r"\((?:r|tm|c)\)|\b(?:cpu|processor|@|with|radeon|graphics)\b", " ", str(found["cpu"]).lower())
    text = f"{words} {found['compiler'].lower()}".replace("g++", "gcc").replace("gnu", "gcc")
    return re.sub(r"[^a-z0-9.]+", "_", text).strip("_.")[:60].strip("_.") or "machine"


def require_usable(judgement: Judgement, source: str) -> None:
    """Raises UnusableInput for a run that no pooling can take: unfinished, failed, without verdicts."""
    if why := what_is_lacking(judgement):
        raise UnusableInput(f"{source} cannot be used: {why}")


def require_comparable(machines: Sequence[Machine], any_revision: bool) -> None:
    """Raises UnusableInput unless all are results of one plan and one revision, each of an environment of its own."""
    first, *others = machines
    for other in others:
        if what := _of_another_plan(first.judgement.run.plan, other.judgement.run.plan):
            raise UnusableInput(
                f"{first.source} and {other.source} are results of different plans ({what}): pool results of one preset"
            )
        if first.revision != other.revision and not any_revision:
            raise UnusableInput(
                f"{first.source} is of revision {first.revision[:12] or 'none'}, {other.source} of"
                f" {other.revision[:12] or 'none'}: different code may have different costs. Measure one revision on"
                " all machines, or pass --any-revision"
            )
    for i, one in enumerate(machines):
        for other in machines[:i]:
            if all(one.environment[key] == other.environment[key] for key in _IDENTITY):
                raise UnusableInput(
                    f"{other.source} and {one.source} come from the same environment (processor, compiler, libraries,"
                    " system): it counts once; leave one of them out"
                )


def _of_another_plan(one: Plan, other: Plan) -> str:
    for name in _PLAN:
        if (a := getattr(one, name)) != (b := getattr(other, name)):
            return f"{name} {a} and {b}"
    for name in ("mix", "shape"):
        digests = [(getattr(plan, name) or {}).get("digest") for plan in (one, other)]
        if digests[0] != digests[1]:
            return f"another {name}"
    if not {group.id for group in one.groups} & {group.id for group in other.groups}:
        return "no group in common"
    return ""
