"""Limits: a ratio to hand_written is reached, missed or inconclusive, by its interval alone."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from reports.__main__ import main
from reports.judgement.limits import MISSED, REACHED, Standing, read_limits, standings
from reports.judgement.verdicts import judge
from reports.results.load import load
from reports.tests.synthetic import Folder
from vocabulary.rule import INCONCLUSIVE

GROUPS = (
    ("load_selectin", "one_to_many", "sqlite", "uniform_medium"),
    ("move_by_append", "one_to_many", "sqlite_memory", "uniform_medium"),
)
LOAD = "load_selectin/one_to_many/back_populates/sqlite/uniform_medium"


def made(path: Path, **changes: Any) -> Path:
    """A run in which back_populates costs 1.04 × hand_written."""
    settings: dict[str, Any] = {"groups": GROUPS, "preset": "limits", "effect": {"hand_written": 1 / 1.04}}
    settings |= {"spread": 0.002} | changes
    return Folder(path, **settings).make()


def found(path: Path, **changes: Any) -> dict[str, Standing]:
    return {one.cell.name: one for one in standings(judge(load(made(path, **changes))))}


def test_an_interval_below_the_limit_reaches_it(tmp_path: Path) -> None:
    assert found(tmp_path)[LOAD].verdict == REACHED


def test_an_interval_above_the_limit_misses_it(tmp_path: Path) -> None:
    assert found(tmp_path, effect={"hand_written": 1 / 1.2})[LOAD].verdict == MISSED


def test_an_interval_that_covers_the_limit_decides_nothing(tmp_path: Path) -> None:
    one = found(tmp_path, effect={"hand_written": 1 / 1.05}, spread=0.05)[LOAD]
    assert one.verdict == INCONCLUSIVE and one.interval and one.interval.low < 0.049 < one.interval.high


def test_a_quick_may_recommend_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, verdicts=False, preset="quick")[LOAD].words == "inconclusive (quick run)"


def test_of_moves_only_strategies_that_keep_both_sides_are_held_to_the_limit(tmp_path: Path) -> None:
    moves = {one.cell.strategy for one in found(tmp_path).values() if one.cell.workload == "move_by_append"}
    assert moves == {"back_populates", "backref"}


def test_bytes_are_exact_and_need_no_interval(tmp_path: Path) -> None:
    groups = (("memory_loaded", "one_to_many", "sqlite_memory", "uniform_medium"),)
    one = found(tmp_path, groups=groups)["memory_loaded/one_to_many/backref/sqlite_memory/uniform_medium"]
    assert one.verdict == REACHED and one.interval is None and one.ratio == pytest.approx(2_055_685 / 2_072_301)


def test_a_cell_that_failed_is_inconclusive_and_says_why(tmp_path: Path) -> None:
    one = found(tmp_path, errors={LOAD: "failed: another answer"})[LOAD]
    assert one.words == "inconclusive (back_populates failed)"


def test_the_command_exits_with_1_on_a_missed_limit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["limits", str(made(tmp_path / "near"))]) == 0
    assert "0 missed" in capsys.readouterr().out
    assert main(["limits", str(made(tmp_path / "far", effect={"hand_written": 1 / 1.2}))]) == 1
    assert "missed" in capsys.readouterr().out


def test_a_run_without_a_limit_is_refused_with_the_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["limits", str(Folder(tmp_path).make())]) == 2
    assert "scripts/run --preset limits" in capsys.readouterr().err


def test_every_limit_is_measured_by_the_preset_limits() -> None:
    presets = tomllib.loads((Path(__file__).parents[2] / "bench" / "presets.toml").read_text(encoding="utf-8"))
    measured = presets["limits"]["groups"]
    for limit in read_limits():
        for wanted in limit.groups:
            workload, relation, _, dataset = wanted.split("/")
            assert any(
                fnmatchcase(workload, group.split("/")[0]) and group.split("/")[1::2] == [relation, dataset]
                for group in measured
            ), wanted
