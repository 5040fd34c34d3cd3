"""In the groups of the preset standard nothing differs but the mapping, or the results say what else does.

Runs each cell once, by a plan, as an experiment does, and compares the statements that it tells.
"""

import json
import os
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from experiment.catalogue import find_binaries, read_catalogue
from experiment.presets import read_presets
from experiment.selection import of_preset
from reports.results.statements import Sent, read_statements
from vocabulary.cells import BASELINE, HAND_WRITTEN, Cell
from vocabulary.plan import Group

BIN = os.environ.get("BOTHSIDES_BIN")
pytestmark = pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder")
needs_server = pytest.mark.skipif(
    not os.environ.get("BOTHSIDES_DSN"), reason="BOTHSIDES_DSN names no PostgreSQL server (scripts/postgres_cluster)"
)
# One strategy keeps no lists, and so cannot load the posts list by list; the page calls its row another path.
OTHER_PATHS = {("memory_loaded", "one_sided")}


def groups_of_standard(backend: str) -> list[Group]:
    assert BIN
    return of_preset(read_catalogue(find_binaries(Path(BIN))), read_presets()["standard"], backend)


def told_by(binary: str, cells: list[Cell], folder: Path) -> tuple[dict[Cell, tuple[Sent, ...]], dict[str, str]]:
    """What an iteration of each cell sent, and the context."""
    plan, out = folder / f"{binary}.csv", folder / f"{binary}.json"
    plan.write_text("round,cell,iterations\n" + "".join(f"1,{cell},1\n" for cell in cells))
    done = subprocess.run(
        [f"{BIN}/{binary}", f"--plan={plan}", f"--benchmark_out={out}", "--benchmark_out_format=json"],
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    document = json.loads(out.read_text())
    rows = {Cell.parse(row["name"]): row for row in document["benchmarks"]}
    wrong = [row["error_message"] for row in rows.values() if "error_message" in row]
    assert not wrong and set(rows) == set(cells)
    return {cell: read_statements(row.get("label", "")) for cell, row in rows.items()}, document["context"]


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgres", marks=needs_server)])
def test_compared_strategies_send_the_same_statements(tmp_path: Path, backend: str) -> None:
    cells: defaultdict[str, list[Cell]] = defaultdict(list)
    for group in groups_of_standard(backend):
        cells[group.binary] += [cell for cell in group.cells if cell.strategy != HAND_WRITTEN]
    differing = set()
    for binary, measured in cells.items():
        sent, _ = told_by(binary, measured, tmp_path)
        for cell in measured:
            same = sorted((one.times, one.sql) for one in sent[cell.of(BASELINE)])
            if sorted((one.times, one.sql) for one in sent[cell]) != same:
                differing.add((cell.workload, cell.strategy))
    assert differing == OTHER_PATHS if backend == "sqlite" else not differing


@pytest.mark.slow
def test_the_results_say_which_list_each_strategy_has(tmp_path: Path) -> None:
    (group,) = [group for group in groups_of_standard("sqlite") if group.workload == "move_by_set"]
    _, context = told_by(group.binary, list(group.cells), tmp_path)
    lists = {cell.strategy: context.get(f"strategy.{cell.strategy}.list", "") for cell in group.cells}
    assert {name for name, kind in lists.items() if kind == "plain"} == {"unidirectional", "back_populates_list"}
    assert {name for name, kind in lists.items() if kind == ""} == {"one_sided"}
    assert lists["unidirectional_indexed"] == lists[BASELINE] == lists[HAND_WRITTEN] == "indexed"
