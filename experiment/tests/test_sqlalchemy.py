"""SQLAlchemy in a run: which version is measured, what the filter means, and what is said where there is none."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from experiment import sqlalchemy
from experiment.errors import ExperimentError
from experiment.presets import Preset
from experiment.selection import select
from experiment.sqlalchemy import ENVIRONMENTS, Installed, ask, find, known_datasets, programs, recalled
from experiment.tests.conftest import Bench, raw_files
from vocabulary.cells import Cell
from vocabulary.plan import Group

STRATEGIES = ("back_populates", "back_populates_aa", "backref")


def group(workload: str, backend: str, dataset: str = "zipf_tiny") -> Group:
    binary = backend.removesuffix("_postgres") if backend.startswith("sqlalchemy") else "bench_load"
    cells = tuple(Cell(workload, "one_to_many", strategy, backend, dataset) for strategy in STRATEGIES)
    return Group(cells[0].group, "load", binary, cells)


GROUPS = [
    group(workload, backend)
    for backend in ("sqlite", "sqlalchemy_2.1", "sqlalchemy_2.1_postgres", "sqlalchemy_2.0")
    for workload in ("load_lazy", "load_joined")
]


def chosen(preset: Preset, regex: str | None = None, backend: str = "sqlite", asked: bool = False) -> list[str]:
    return [f"{one.workload} {one.backend}" for one in select(GROUPS, preset, backend, regex, asked)]


def preset(has_sqlalchemy: bool) -> Preset:
    own = ("load_lazy/one_to_many/sqlite/*",)
    both = (("back_populates", ("*",)), ("backref", ("*",)))
    return Preset(
        "p", 2, 2, 10, False, own, both, sqlalchemy=("load_lazy/*/zipf_tiny",), has_sqlalchemy=has_sqlalchemy
    )  # fmt: skip


def test_a_preset_that_has_sqlalchemy_takes_the_newest() -> None:
    assert chosen(preset(True)) == ["load_lazy sqlite", "load_lazy sqlalchemy_2.1"]
    assert chosen(preset(False)) == ["load_lazy sqlite"]


def test_all_that_were_asked_for_are_measured_in_any_preset() -> None:
    found = chosen(preset(False), asked=True)
    assert found == ["load_lazy sqlite", "load_lazy sqlalchemy_2.1", "load_lazy sqlalchemy_2.0"]


@pytest.mark.parametrize(
    ("regex", "expected"),
    [
        ("/sqlalchemy", ["load_lazy sqlalchemy_2.1"]),
        ("/sqlalchemy_2.0/", ["load_lazy sqlalchemy_2.0", "load_joined sqlalchemy_2.0"]),
        ("load_joined/.*/sqlalchemy", ["load_joined sqlalchemy_2.1"]),
        ("load_joined", ["load_joined sqlite"]),
    ],
)
def test_a_filter_names_cells_of_sqlalchemy_in_any_preset(regex: str, expected: list[str]) -> None:
    assert chosen(preset(False), regex) == expected


def test_the_backend_chooses_the_database_below_sqlalchemy() -> None:
    found = select(GROUPS, preset(True), "all", "/sqlalchemy_2.1_postgres/", False)
    assert [one.backend for one in found] == ["sqlalchemy_2.1_postgres"]


def test_a_filter_for_sqlalchemy_without_one_says_how_to_get_it() -> None:
    own = [one for one in GROUPS if one.backend == "sqlite"]
    with pytest.raises(ExperimentError, match="scripts/setup sqlalchemy"):
        select(own, preset(True), "sqlite", "/sqlalchemy")


def of(interpreter: str, version: str) -> Installed:
    backend = f"sqlalchemy_{version.rpartition('.')[0]}"
    return Installed(interpreter, backend, {"version": version, "python": "3.11", "interpreter": interpreter}, {})


def test_the_newest_comes_first_and_of_a_series_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {"a": "1.4.46", "b": "2.1.0", "c": "2.0.52", "d": "2.0.1"}
    monkeypatch.setattr(sqlalchemy, "ask", lambda one: of(one, versions[one]))
    assert [one.interpreter for one in find(list(versions))] == ["b", "c", "a"]


def test_a_run_goes_on_with_the_sqlalchemy_that_it_began_with(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {"sqlalchemy": {"sqlalchemy_2.0": of("a", "2.0.52").facts}}
    monkeypatch.setattr(sqlalchemy, "ask", lambda one: of(one, "2.0.52"))
    assert [one.version for one in recalled(before)] == ["2.0.52"]
    monkeypatch.setattr(sqlalchemy, "ask", lambda one: of(one, "2.0.53"))
    with pytest.raises(ExperimentError, match="sqlalchemy_2.0 was SQLAlchemy 2.0.52 and is SQLAlchemy 2.0.53"):
        recalled(before)


def test_an_interpreter_without_it_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fake = tmp_path / "python"
    fake.write_text('#!/bin/sh\necho "sqlalchemy_bench: it has SQLAlchemy 1.3, which is too old" >&2\nexit 2\n')
    fake.chmod(0o755)
    assert ask(str(fake)) == "it has SQLAlchemy 1.3, which is too old"
    assert find([str(fake), str(tmp_path / "none")]) == []
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2 and "too old" in said[0] and "does not start" in said[1]


def test_a_run_without_sqlalchemy_goes_on(bench: Bench) -> None:
    done = bench("--preset", "quick", "--sqlalchemy", "/nowhere/python")
    assert done.returncode == 0, done.stderr
    assert "SQLAlchemy is left out: /nowhere/python does not start" in done.stderr
    assert raw_files(bench.out) == [f"bench_{name}.{n:03d}.json" for name in ("load", "sync") for n in (1, 2, 3)]


def test_contradicting_options_are_refused(bench: Bench) -> None:
    done = bench("--no-sqlalchemy", "--sqlalchemy", "python3")
    assert done.returncode == 2 and "choose one" in done.stderr


def installed() -> list[str]:
    """An interpreter for each series that this machine has."""
    pythons = [sys.executable, *(str(path) for path in sorted(ENVIRONMENTS.glob("*/bin/python")))]
    return [one.interpreter for one in find(pythons)]


@pytest.mark.slow
@pytest.mark.parametrize("python", installed())
def test_a_run_measures_it_beside_the_binaries(bench: Bench, python: str) -> None:
    bench.reports = True
    shutil.copy(Path(__file__).with_name("fake_dataset.py"), bench.folder / "dataset")
    (bench.folder / "dataset").chmod(0o755)
    regex = "load_selectin/one_to_many/.*/sqlalchemy.*/zipf_tiny"
    done = bench("--preset", "quick", "--sqlalchemy", python, "--filter", regex)
    assert done.returncode == 0, done.stderr
    plan = json.loads((bench.out / "plan.json").read_text())
    (only,) = plan["groups"]
    assert raw_files(bench.out) == [f"{only['binary']}.{number:03d}.json" for number in (1, 2, 3)]
    assert plan["environment"]["sqlalchemy"][only["binary"]]["interpreter"] == python
    cells = {name.split("/")[2] for name in only["cells"]}
    assert {"back_populates", "back_populates_aa", "backref", "unidirectional", "one_sided", "hand_written"} <= cells
    table = (bench.out / "results.csv").read_text()
    assert f"load_selectin/one_to_many/backref/{only['backend']}/zipf_tiny" in table


def test_the_program_is_the_same_as_long_as_its_sources_are(tmp_path: Path) -> None:
    found = find([sys.executable])
    if not found:
        pytest.skip("this interpreter has no SQLAlchemy")
    (one, two) = (programs(found, folder).popitem()[1].read_bytes() for folder in made_folders(tmp_path))
    assert one == two


def made_folders(tmp_path: Path) -> list[Path]:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    return folders


def test_a_part_of_a_dataset_has_its_relation(tmp_path: Path) -> None:
    tool = tmp_path / "dataset"
    shutil.copy(Path(__file__).with_name("fake_dataset.py"), tool)
    tool.chmod(0o755)
    found = known_datasets(tool, ["zipf_small_first_50", "nobody_first_5"])
    assert found["zipf_small_first_50"] == "one_to_many" and "nobody_first_5" not in found
