"""The whole path on the binaries of a build: list, plan, measure, check, report. BOTHSIDES_BIN names their folder."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from experiment.catalogue import Group, find_binaries, read_catalogue
from experiment.instructions import count_group, find_valgrind
from experiment.plan import read_plan
from experiment.presets import read_presets
from experiment.process import Launcher, Placement
from experiment.selection import of_preset
from experiment.tests.conftest import ROOT, every_strategy, measures
from vocabulary.cells import AA_COPY, BASELINE, HAND_WRITTEN, Cell
from vocabulary.plan import LEAD_IN

BIN = os.environ.get("BOTHSIDES_BIN")
pytestmark = pytest.mark.skipif(
    not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder, scripts/test sets it"
)

TINY = f"""
[standard]
processes = 2
rounds = 1
sample_ms = 0.01
verdicts = false
groups = ["*/zipf_tiny"]
{measures(*every_strategy())}
"""


def binaries() -> dict[str, Path]:
    assert BIN
    return find_binaries(Path(BIN))


def test_every_group_has_baseline_copy_and_of_one_to_many_a_hand_written_row() -> None:
    groups = read_catalogue(binaries())
    assert {"bench_load", "bench_sync", "bench_flush"} <= {group.binary for group in groups}
    for group in groups:
        strategies = set(group.strategies)
        assert {BASELINE, AA_COPY, "backref"} <= strategies, group.id
        loads_two = group.workload in ("load_two_selectin", "load_two_joined")
        maps_classes_alone = group.workload in ("configure", "declare_and_configure")
        is_linked_in_memory = group.workload in ("link_tags", "link_posts", "unlink_tags")
        # By hand no classes are mapped, and of the other relations links are made in memory alone.
        is_by_hand_too = is_linked_in_memory or (group.relation == "one_to_many" and not maps_classes_alone)
        assert (HAND_WRITTEN in strategies) == is_by_hand_too, group.id
        needs_collection = group.workload in ("load_joined", "load_subquery") or loads_two
        assert ("unidirectional" in strategies) != needs_collection, group.id


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["sqlite", "postgres"])
@pytest.mark.parametrize("name", ["quick", "standard", "full", "limits"])
def test_every_preset_finds_its_groups(name: str, backend: str) -> None:
    preset = read_presets()[name]
    groups = of_preset(read_catalogue(binaries()), preset, backend)
    assert 0 < len(groups) <= {"quick": 12, "standard": 12}.get(name, 150)


def test_full_leaves_out_no_workload() -> None:
    catalogue = read_catalogue(binaries())
    measured = {
        group.workload
        for backend in ("sqlite", "postgres")
        for group in of_preset(catalogue, read_presets()["full"], backend)
    }
    assert {group.workload for group in catalogue} - measured == {"configure"}  # declare_and_configure holds it


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["sqlite", "postgres"])
def test_full_measures_every_part_of_the_shipped_mixes(tmp_path: Path, backend: str) -> None:
    out = tmp_path / "out.json"
    one = "mix_blog/one_to_many/hand_written/sqlite_memory/zipf_tiny"
    command = [f"{BIN}/bench_mix", f"--benchmark_filter={one}", "--benchmark_min_time=0.01", f"--benchmark_out={out}"]
    subprocess.run(command, check=True, capture_output=True)
    context = json.loads(out.read_text())["context"]
    catalogue, full = read_catalogue(binaries()), read_presets()["full"]
    measured = {cell for group in of_preset(catalogue, full, "sqlite") for cell in group.names}
    measured |= {cell for group in of_preset(catalogue, full, backend) for cell in group.names}
    mixes = [Cell.parse(cell) for cell in measured if cell.startswith("mix_") and f"/{backend}/" in cell]
    assert len({mix.workload for mix in mixes}) == 5
    for mix in mixes:
        key = f"workload.{mix.workload}.consists_of"
        consists_of = json.loads(context.get(f"{key}.{mix.strategy}", context[key]))
        parts = {part["workload"] for operation in consists_of["operations"] for part in operation["parts"]}
        for part in parts:
            where = {f"{part}/one_to_many/{mix.strategy}/{there}/{mix.dataset}" for there in (backend, "sqlite_memory")}
            assert measured & where, f"{part} of {mix.workload} under {mix.strategy}"


def test_full_measures_three_sizes_of_what_costs_grow_with() -> None:
    sizes: dict[tuple[str, str], set[str]] = {}
    for group in of_preset(read_catalogue(binaries()), read_presets()["full"], "sqlite"):
        shape, _, size = group.dataset.rpartition("_")
        sizes.setdefault((group.workload, shape), set()).add(size)
    assert {shape for (_, shape), found in sizes.items() if len(found) >= 3} >= {"list", "fan_out", "users", "classes"}
    joined, apart = (sizes[(f"load_two_{how}", "fan_out")] for how in ("joined", "selectin"))
    assert joined == apart and {"1", "20"} <= joined  # on both sides of where they cross


def test_attribution_rows_stand_in_four_groups_of_standard() -> None:
    groups = of_preset(read_catalogue(binaries()), read_presets()["standard"], "sqlite")
    rows = {group.workload: set(group.strategies) for group in groups}
    attribution = {"back_populates_runtime", "backref_static", "backref_scalar"}
    assert {name for name, strategies in rows.items() if attribution & strategies} == {
        "declare_and_configure", "load_selectin", "move_by_set", "insert_graph"
    }  # fmt: skip
    assert all(attribution <= strategies or not attribution & strategies for strategies in rows.values())


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("valgrind") is None, reason="valgrind is not installed: scripts/setup test does")
def test_instructions_are_the_same_to_the_digit_on_each_run(tmp_path: Path) -> None:
    cells = tuple(f"append/one_to_many/{name}/sqlite_memory/zipf_tiny" for name in (BASELINE, AA_COPY))
    group = Group("append/one_to_many/sqlite_memory/zipf_tiny", "sync", "bench_sync", tuple(map(Cell.parse, cells)), 1)
    counted = []
    for name in ("first", "second, in a folder of another length"):
        (tmp_path / name).mkdir()
        launcher = Launcher(binaries(), Placement.choose(), tmp_path / name)
        found = count_group(find_valgrind(), group, launcher)
        assert not found["failed_cells"] and list(found["counts"]) == list(cells)
        counted.append(found["counts"])
    assert counted[0] == counted[1]
    by_cell = [counted[0][cell]["instructions"] for cell in cells]
    assert all(1_000 < count < 100_000 for count in by_cell)  # 40 appended posts, and nothing around them
    assert by_cell[1] == pytest.approx(by_cell[0], rel=0.02)


@pytest.mark.slow
def test_an_experiment_on_tiny_data_is_complete_and_without_failures(tmp_path: Path) -> None:
    (tmp_path / "presets.toml").write_text(TINY)
    out = tmp_path / "results"
    done = subprocess.run(
        [sys.executable, "-m", "experiment", "--bin", str(BIN), "--presets", tmp_path / "presets.toml", "--out", out,
         "--no-report"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    plan = json.loads((out / "plan.json").read_text())
    cells = {cell for group in plan["groups"] for cell in group["cells"]}
    rows = [row for path in (out / "raw").glob("*.json") for row in json.loads(path.read_text())["benchmarks"]]
    assert {Cell.parse(row["name"]).name for row in rows} == cells
    assert not any(row.get("error_occurred") for row in rows)
    counted = [row for row in rows if row["round"] != LEAD_IN]
    led_in = [group for group in read_plan(out).groups if group.has_lead_in]
    assert (len(counted), len(rows) - len(counted)) == (2 * len(cells), 2 * len(led_in))
