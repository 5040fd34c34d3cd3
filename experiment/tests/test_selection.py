"""Which groups are measured: the preset's, narrowed by a filter, or any other that the filter names."""

from dataclasses import replace

import pytest

from experiment.catalogue import Group, group_cells
from experiment.errors import ExperimentError
from experiment.presets import Preset
from experiment.selection import select

STRATEGIES = ("back_populates", "backref")
GROUPS = [
    group
    for workload in ("load_lazy", "load_selectin")
    for dataset in ("zipf_tiny", "zipf_small")
    for group in group_cells("bench_load", [f"{workload}/one_to_many/{name}/sqlite/{dataset}" for name in STRATEGIES])
]


def preset(*groups: str) -> Preset:
    return Preset("quick", 5, 7, 10, False, groups, tuple((name, ("*",)) for name in STRATEGIES))


def ids(groups: list[Group]) -> list[str]:
    return [group.id for group in groups]


def test_a_preset_takes_the_groups_that_its_patterns_name() -> None:
    found = select(GROUPS, preset("*/zipf_small"), "sqlite", None)
    assert ids(found) == ["load_lazy/one_to_many/sqlite/zipf_small", "load_selectin/one_to_many/sqlite/zipf_small"]


def test_a_backend_stands_for_its_database_in_memory_too() -> None:
    def of(backend: str) -> list[Group]:
        return group_cells("bench_sync", [f"append/one_to_many/{name}/{backend}/zipf_small" for name in STRATEGIES])

    in_memory, postgres = of("sqlite_memory"), of("postgres")
    for backend, wanted in (("sqlite", [*in_memory, *GROUPS]), ("postgres", postgres)):
        assert ids(select([*in_memory, *GROUPS, *postgres], preset("*"), backend, None)) == ids(wanted)


def test_a_pattern_without_a_group_is_an_error() -> None:
    with pytest.raises(ExperimentError, match="preset quick: no existing group matches 'load_eager/\\*'"):
        select(GROUPS, preset("*/zipf_small", "load_eager/*"), "sqlite", None)


def test_a_strategy_that_the_preset_does_not_name_is_not_measured() -> None:
    one = replace(preset("load_lazy/*/zipf_small"), strategies=(("backref", ("*",)),))
    (group,) = select(GROUPS, one, "sqlite", None)
    assert list(group.strategies) == ["backref"]


def test_a_group_in_which_nothing_is_measured_is_left_out() -> None:
    some = replace(preset("*/zipf_small"), strategies=(("backref", ("load_selectin/*",)),))
    assert ids(select(GROUPS, some, "sqlite", None)) == ["load_selectin/one_to_many/sqlite/zipf_small"]


def test_a_strategy_can_stand_in_some_groups_alone() -> None:
    both = (("back_populates", ("*",)), ("backref", ("load_selectin/*",)), ("nobody", ()))
    some = replace(preset("*/zipf_small"), strategies=both)
    lazy, selectin = select(GROUPS, some, "sqlite", None)
    assert list(lazy.strategies) == ["back_populates"]
    assert list(selectin.strategies) == ["back_populates", "backref"]
    (asked,) = select(GROUPS, some, "sqlite", "load_lazy/.*/backref/.*small")
    assert len(asked.cells) == 2


def test_a_filter_narrows_the_preset_and_keeps_whole_groups() -> None:
    (found,) = select(GROUPS, preset("*/zipf_small"), "sqlite", "^load_lazy/.*/backref/")
    assert found.id == "load_lazy/one_to_many/sqlite/zipf_small" and len(found.cells) == 2


def test_a_filter_reaches_cells_outside_the_preset() -> None:
    assert ids(select(GROUPS, preset("*/zipf_small"), "sqlite", "lazy.*tiny")) == [
        "load_lazy/one_to_many/sqlite/zipf_tiny"
    ]


def test_a_filter_that_matches_nothing_names_what_resembles_it() -> None:
    with pytest.raises(
        ExperimentError, match=r"no cell matches --filter 'load_lasy'; did you mean load_lazy.*list_tests"
    ):
        select(GROUPS, preset("*/zipf_small"), "sqlite", "load_lasy")


def test_a_filter_that_resembles_nothing_shows_an_example() -> None:
    with pytest.raises(
        ExperimentError, match="an example of a cell: load_lazy/one_to_many/back_populates/sqlite/zipf_tiny"
    ):
        select(GROUPS, preset("*/zipf_small"), "sqlite", "[0-9]{7}")
