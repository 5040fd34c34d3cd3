"""What has to be built for a run: the cells that it may measure, as far as the sources tell before it is built.

`python -m experiment.needed ARGS` prints a line `cell WORKLOAD STRATEGY` for each, `program NAME` for what else the run
calls, and `engine postgres` where it needs PostgreSQL; scripts/build reads them. Rather a few too many than one too
few: which datasets a workload has, and so which groups exist, is known to the built programs alone. Prints nothing
where the sources have other lists by now: then everything is needed.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fnmatch import translate
from itertools import product

from experiment.arguments import ROOT, Request, understand
from experiment.errors import ExperimentError
from experiment.mix import on_mix
from experiment.names import RELATIONS, as_told_apart, backends, every_backend, words
from experiment.plan import read_plan
from experiment.presets import Preset
from experiment.run import DATASET_TOOL
from experiment.shape import on_shape
from vocabulary.cells import POSTGRES, SQLALCHEMY, Cell, is_sqlalchemy, needs_server
from vocabulary.errors import UnusableInput

Pair = tuple[str, str]  # workload, strategy
ANY_PROGRAM = ("load_lazy", "back_populates")  # where SQLAlchemy alone is measured: one program says what machine it is


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, patterns)) or "(?!)")


def _groups(workload: str, on: Sequence[str], datasets: Sequence[str]) -> Iterator[str]:
    for relation, backend, dataset in product(RELATIONS, on, datasets):
        yield f"{workload}/{relation}/{backend}/{dataset}"


def of_preset(preset: Preset, lists: Sequence[Sequence[str]], on: Sequence[str]) -> set[Pair]:
    """The cells of the preset's groups, on whatever backend: they are the same code."""
    workloads, _, datasets = lists
    measured, counted = _any_of((*preset.groups, *preset.instructions)), _any_of(preset.instructions)
    standing = [(strategy, _any_of(patterns)) for strategy, patterns in preset.strategies if patterns]
    found: set[Pair] = set()
    for workload in workloads:
        groups = [group for group in _groups(workload, on, datasets) if measured.match(group)]
        is_counted = any(map(counted.match, groups))
        for strategy, own in standing:
            if is_counted or any(map(own.match, groups)):
                found.add((workload, strategy))
    return found


def of_filter(regex: str, lists: Sequence[Sequence[str]], on: Sequence[str]) -> set[Pair]:
    """Every strategy of each workload that has a cell in whose name the expression may be found."""
    workloads, strategies, datasets = as_told_apart(regex, lists)
    wanted = re.compile(regex)
    found: set[Pair] = set()
    for workload in workloads:
        names = ("/".join((workload, *rest)) for rest in product(RELATIONS, strategies, on, datasets))
        if any(map(wanted.search, names)):
            found |= {(workload, strategy) for strategy in strategies}
    return found


def _planned(request: Request) -> list[Cell]:
    return [cell for group in read_plan(request.folder.interrupted()).groups for cell in group.cells]


def pairs(request: Request) -> set[Pair]:
    if request.resume:
        cells = [cell for cell in _planned(request) if not is_sqlalchemy(cell.backend)]
        return {(cell.workload, cell.strategy) for cell in cells}
    preset = request.preset
    more_workloads: list[str] = []
    more_datasets: list[str] = []
    if request.mix is not None:
        preset = on_mix(preset, request.mix)
        more_workloads, more_datasets = [f"mix_{request.mix.name}"], [request.mix.dataset]
    if request.shape is not None:
        preset = on_shape(preset, request.shape)
        more_datasets = [request.shape.name]
    if not request.instructions:
        preset = replace(preset, instructions=())
    lists = words(ROOT, more_workloads, more_datasets)
    on = [backend for backend in every_backend() if not is_sqlalchemy(backend)]
    return of_preset(preset, lists, on) if request.filter is None else of_filter(request.filter, lists, on)


def programs(request: Request) -> list[str]:
    """What a run calls beside the benchmarks."""
    with_datasets = request.shape is not None or request.sqlalchemy or request.preset.has_sqlalchemy
    return [DATASET_TOOL] if with_datasets or SQLALCHEMY in (request.filter or "") else []


def engines(request: Request) -> list[str]:
    """The databases beside SQLite, which every run has. One of our programs looks after SQLAlchemy's, too."""
    on = [cell.backend for cell in _planned(request)] if request.resume else backends(request.backend)
    return [POSTGRES] if any(map(needs_server, on)) else []


def main(argv: list[str]) -> int:
    try:
        request = understand(argv)
        cells = sorted(pairs(request) or {ANY_PROGRAM})
        for workload, strategy in cells:
            print(f"cell {workload} {strategy}")
        for name in programs(request):
            print(f"program {name}")
        for name in engines(request):
            print(f"engine {name}")
    except (OSError, ValueError, IndexError):
        return 0
    except (ExperimentError, UnusableInput) as error:
        print(f"run: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
