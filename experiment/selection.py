"""Which groups an experiment measures: those of the preset, narrowed by --filter and --backend.

A filter that matches no group of the preset selects from all cells that exist: any of them can be measured on demand.
Of several versions of SQLAlchemy the newest is meant, unless the filter can only mean another.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from experiment.errors import ExperimentError
from experiment.names import near_misses
from experiment.presets import Preset
from vocabulary.cells import IN_MEMORY, Cell, is_chosen, is_sqlalchemy
from vocabulary.plan import Group


def of_preset(groups: Sequence[Group], preset: Preset, backend: str) -> list[Group]:
    """All of the preset's groups that the backend stands for; raises where there is none."""
    for pattern in preset.groups:
        if not any(fnmatchcase(group.id, pattern) for group in groups):
            raise ExperimentError(f"preset {preset.name}: no existing group matches '{pattern}'")
    chosen = _among(groups, preset, backend)
    if not chosen:
        raise ExperimentError(f"preset {preset.name} has no group for --backend {backend}")
    return _measured(chosen, preset)


def _among(groups: Sequence[Group], preset: Preset, backend: str) -> list[Group]:
    here = [group for group in groups if is_chosen(group.backend, backend)]
    return [group for group in here if any(fnmatchcase(group.id, pattern) for pattern in preset.groups)]


def in_sqlalchemy(groups: Sequence[Group], preset: Preset) -> list[Group]:
    """Those of SQLAlchemy's groups that the preset measures where it has one, in the preset's order."""
    if not groups:
        return []
    by_name = {f"{group.workload}/{group.relation}/{group.dataset}/{group.backend}": group for group in groups}
    found: dict[str, Group] = {}
    for pattern in preset.sqlalchemy:
        own = [group for name, group in by_name.items() if fnmatchcase(name.rpartition("/")[0], pattern)]
        if not own and pattern.partition("/")[0] not in ("mix_blog", "mix_*"):  # before Python 3.11 there are none
            raise ExperimentError(f"preset {preset.name}: nothing that SQLAlchemy has matches '{pattern}'")
        found |= {group.id: group for group in own}
    return _measured(found.values(), preset)


def _measured(groups: Iterable[Group], preset: Preset) -> list[Group]:
    """With the cells that the preset measures; without groups that have none."""
    limited = [replace(group, cells=tuple(cell for cell in group.cells if stands(cell, preset))) for group in groups]
    return [group for group in limited if group.cells]


def counted(groups: Sequence[Group], preset: Preset, regex: str | None) -> list[Group]:
    """The groups whose instructions are counted, with every strategy that the preset names: the preset's, or those that
    `regex` names."""
    of_preset = [group for group in groups if any(fnmatchcase(group.id, pattern) for pattern in preset.instructions)]
    if regex is None:
        chosen = of_preset
    else:
        chosen = matching(of_preset, regex) or matching([g for g in groups if g.backend == IN_MEMORY], regex)
    if not chosen:
        raise ExperimentError("--instructions: no group on sqlite_memory is chosen; no other has such counts")
    named = [strategy for strategy, _ in preset.strategies]
    cells = {group: tuple(cell for cell in group.cells if cell.strategy in named) for group in chosen}
    return [replace(group, iterations=1, cells=cells[group]) for group in chosen]


def stands(cell: Cell, preset: Preset) -> bool:
    """Whether a cell of one of the preset's groups is measured with its group."""
    groups = dict(preset.strategies).get(cell.strategy, ())
    return any(fnmatchcase(cell.group, pattern) for pattern in groups)


def matching(groups: Sequence[Group], regex: str) -> list[Group]:
    """The groups with a cell in whose name `regex` is found; they are measured with all their strategies."""
    return [group for group in groups if any(re.search(regex, name) for name in group.names)]


def select(
    groups: Sequence[Group], preset: Preset, backend: str, regex: str | None, wants_sqlalchemy: bool = False
) -> list[Group]:
    """`groups` are all that exist; those of SQLAlchemy begin with the newest. `wants_sqlalchemy`: it was asked for."""
    own = [group for group in groups if not is_sqlalchemy(group.backend)]
    others = [group for group in groups if is_sqlalchemy(group.backend) and is_chosen(group.backend, backend)]
    newest = [group for group in others if group.binary == others[0].binary]
    here = in_sqlalchemy(others if wants_sqlalchemy else newest, preset)
    theirs = here if wants_sqlalchemy or preset.has_sqlalchemy else []
    if regex is None:
        return of_preset(own, preset, backend) + theirs
    with_them = _measured(_among(own, preset, backend), preset) + theirs  # of what is built, which is what it may match
    available = [group for group in own if is_chosen(group.backend, backend)]
    for candidates in (with_them, here, available, newest, others):
        if selected := matching(candidates, regex):
            return selected
    if re.search("sqlalchemy", regex) and not others:
        raise ExperimentError(
            f"--filter '{regex}' asks for SQLAlchemy, and none was found: `scripts/setup sqlalchemy` makes environments"
            " with it, --sqlalchemy PYTHON names one"
        )
    known = [*available, *others]
    near = near_misses({word for group in known for name in group.names for word in name.split("/")}, regex)
    hint = f"did you mean {', '.join(near)}?" if near else f"an example of a cell: {available[0].names[0]};"
    raise ExperimentError(
        f"no cell matches --filter '{regex}'; {hint} after `scripts/build release`, `{available[0].binary} "
        "--benchmark_list_tests` and its siblings in build/release/bin list them all"
    )
