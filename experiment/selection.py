"""Which groups an experiment measures: those of the preset, narrowed by --filter and --backend.

A filter that matches no group of the preset selects from all cells that exist: any of them can be measured on demand.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from experiment.errors import ExperimentError
from experiment.names import BACKENDS, near_misses
from experiment.presets import Preset
from vocabulary.cells import Cell
from vocabulary.plan import Group


def of_preset(groups: Sequence[Group], preset: Preset, backend: str) -> list[Group]:
    for pattern in preset.groups:
        if not any(fnmatchcase(group.id, pattern) for group in groups):
            raise ExperimentError(f"preset {preset.name}: no group that exists matches '{pattern}'")
    chosen = [
        group
        for group in groups
        if group.backend in BACKENDS[backend] and any(fnmatchcase(group.id, pattern) for pattern in preset.groups)
    ]
    if not chosen:
        raise ExperimentError(f"preset {preset.name} has no group for --backend {backend}")
    measured = [replace(group, cells=tuple(cell for cell in group.cells if stands(cell, preset))) for group in chosen]
    return [group for group in measured if group.cells]


def counted(groups: Sequence[Group], preset: Preset, regex: str | None) -> list[Group]:
    """The groups whose instructions are counted, with every strategy that the preset names: the preset's, or those that
    `regex` names."""
    of_preset = [group for group in groups if any(fnmatchcase(group.id, pattern) for pattern in preset.instructions)]
    if regex is None:
        chosen = of_preset
    else:
        chosen = matching(of_preset, regex) or matching([g for g in groups if g.backend == "sqlite_memory"], regex)
    if not chosen:
        raise ExperimentError("--instructions: no group on sqlite_memory is chosen, and on no other they are counted")
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


def select(groups: Sequence[Group], preset: Preset, backend: str, regex: str | None) -> list[Group]:
    available = [group for group in groups if group.backend in BACKENDS[backend]]
    chosen = of_preset(groups, preset, backend)
    if regex is None:
        return chosen
    selected = matching(chosen, regex) or matching(available, regex)
    if selected:
        return selected
    near = near_misses({word for group in available for name in group.names for word in name.split("/")}, regex)
    hint = f"did you mean {', '.join(near)}?" if near else f"an example of a cell: {available[0].names[0]};"
    raise ExperimentError(
        f"no cell matches --filter '{regex}'; {hint} `{available[0].binary} --benchmark_list_tests` and its siblings "
        "in build/release/bin list them all"
    )
