"""A run builds what it may measure: no cell that is then chosen is missing, and far from all are compiled."""

from pathlib import Path

import pytest

from experiment.arguments import understand
from experiment.catalogue import Group, find_binaries, read_catalogue
from experiment.needed import main, pairs, programs
from experiment.presets import read_presets
from experiment.selection import counted, select
from tests.bench.postgres_server import BIN


@pytest.fixture(scope="module")
def catalogue() -> list[Group]:
    if not BIN:
        pytest.skip("BOTHSIDES_BIN is not set: it names a build's bin folder")
    return read_catalogue(find_binaries(Path(BIN)))


def needed(*arguments: str) -> set[tuple[str, str]]:
    return pairs(understand([*arguments, "--out", "nowhere"]))


@pytest.mark.slow
@pytest.mark.parametrize("preset", read_presets())
def test_every_cell_of_a_preset_is_needed(catalogue: list[Group], preset: str) -> None:
    groups = select(catalogue, read_presets()[preset], "all", None)
    asked = {(cell.workload, cell.strategy) for group in groups for cell in group.cells}
    found = needed("--preset", preset)
    assert asked <= found
    assert len(found) <= 2 * len(asked)


def test_what_is_counted_is_needed_when_it_is_asked_for(catalogue: list[Group]) -> None:
    groups = counted(catalogue, read_presets()["quick"], None)
    asked = {(cell.workload, cell.strategy) for group in groups for cell in group.cells}
    found = needed("--preset", "quick", "--instructions")
    assert asked <= found and not asked <= needed("--preset", "quick")


@pytest.mark.slow
@pytest.mark.parametrize(
    "regex", ["load_user/", "move_by_set/.*/backref/.*/list_10$", "link_tags/.*/hand_written/", "^mix_"]
)
def test_every_cell_that_a_filter_chooses_is_needed(catalogue: list[Group], regex: str) -> None:
    groups = select(catalogue, read_presets()["standard"], "sqlite", regex)
    asked = {(cell.workload, cell.strategy) for group in groups for cell in group.cells}
    assert asked <= needed("--filter", regex)


def test_a_look_needs_few_workloads_and_no_other_program() -> None:
    request = understand(["--preset", "quick", "--out", "nowhere"])
    assert len({workload for workload, _ in pairs(request)}) == 5
    assert programs(request) == []


def test_a_filter_of_sqlalchemy_needs_one_program_and_the_datasets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--filter", "/sqlalchemy", "--out", "nowhere"]) == 0
    assert capsys.readouterr().out.splitlines() == ["cell load_lazy back_populates", "program dataset"]


@pytest.mark.parametrize(
    ("arguments", "is_needed"),
    [
        ([], False),
        (["--preset", "quick"], False),
        (["--filter", "load_lazy/"], False),
        (["--backend", "postgres"], True),
        (["--backend", "all"], True),
        (["--backend", "postgres_sharded"], True),
        (["--dsn", "dbname=shop"], True),
    ],
)
def test_postgresql_is_needed_where_it_is_asked_for(
    arguments: list[str], is_needed: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--out", "nowhere"]) == 0
    assert ("engine postgres" in capsys.readouterr().out.splitlines()) is is_needed
