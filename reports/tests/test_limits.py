"""Limits: a value beside its own hand-written row is reached, missed or inconclusive, by its interval alone."""

from __future__ import annotations

import json
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from reports.__main__ import main
from reports.judgement.limits import MISSED, OTHER_STATEMENTS, REACHED, Limit, Standing, read_limits, standings
from reports.judgement.verdicts import judge
from reports.output.build import build
from reports.results.load import load
from reports.tests.synthetic import Folder
from vocabulary.cells import Cell
from vocabulary.rule import INCONCLUSIVE

GROUPS = (
    ("load_selectin", "one_to_many", "sqlite", "uniform_medium"),
    ("move_by_append", "one_to_many", "sqlite_memory", "uniform_medium"),
)
MEMORY = ("memory_loaded", "one_to_many", "sqlite_memory", "uniform_medium")
BLOG = ("mix_blog", "one_to_many", "sqlite", "zipf_small")
STRATEGIES = (
    "back_populates", "back_populates_aa", "backref", "unidirectional", "hand_written", "hand_written_unidirectional"
)  # fmt: skip
LOAD = "load_selectin/one_to_many/back_populates/sqlite/uniform_medium"
EFFECT = {"hand_written": 1 / 1.04, "unidirectional": 0.5, "hand_written_unidirectional": 0.5 / 1.04}


def made(path: Path, **changes: Any) -> Path:
    """A run in which every strategy costs 1.04 × its own hand-written row."""
    settings: dict[str, Any] = {"groups": GROUPS, "preset": "limits", "strategies": STRATEGIES, "spread": 0.002}
    settings |= changes
    settings["effect"] = EFFECT | changes.get("effect", {})
    return Folder(path, **settings).make()


def found(path: Path, of: str = "time", **changes: Any) -> dict[str, Standing]:
    return {one.subject: one for one in standings(judge(load(made(path, **changes)))) if one.limit.of == of}


def test_an_interval_below_the_limit_reaches_it(tmp_path: Path) -> None:
    assert found(tmp_path)[LOAD].verdict == REACHED


def test_an_interval_above_the_limit_misses_it(tmp_path: Path) -> None:
    assert found(tmp_path, effect={"hand_written": 1 / 1.2})[LOAD].verdict == MISSED


def test_an_interval_that_covers_the_limit_decides_nothing(tmp_path: Path) -> None:
    one = found(tmp_path, effect={"hand_written": 1 / 1.05}, spread=0.05)[LOAD]
    assert one.verdict == INCONCLUSIVE and one.low < 1.05 < one.high


@pytest.mark.parametrize(("most", "value", "excess"), [(0.0, 2.0, 3.0), (1.0, 2.0, 2.0), (1.05, 2.1, 2.0)])
def test_limits_of_one_kind_are_put_in_order_by_how_far_a_value_is_beyond(
    most: float, value: float, excess: float
) -> None:
    assert Standing(Limit("w", (), most, "order", ()), "x", value, MISSED).excess == pytest.approx(excess)


def test_a_quick_run_judges_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, verdicts=False, preset="quick")[LOAD].words == "inconclusive (quick run)"


def test_each_strategy_is_held_to_its_own_hand_written_row(tmp_path: Path) -> None:
    own = Cell.parse(LOAD).of("unidirectional").name
    assert found(tmp_path / "own")[own].value == pytest.approx(1.04, rel=0.01)
    assert found(tmp_path / "absent", strategies=STRATEGIES[:-1]).get(own) is None


def test_a_ratio_of_other_statements_is_no_limit(tmp_path: Path) -> None:
    hand_written = Cell.parse(LOAD).of("hand_written").name
    one = found(tmp_path, counters_of={hand_written: {"selects": 1.0, "items": 1000.0}})[LOAD]
    assert one.verdict == OTHER_STATEMENTS and "SELECTs, hand_written 1" in one.note


def test_a_workload_is_fair_if_no_strategy_is_nearer_to_its_limit_than_another(tmp_path: Path) -> None:
    group = Cell.parse(LOAD).group
    assert found(tmp_path / "fair", "fairness")[group].verdict == REACHED
    unfair = found(tmp_path / "unfair", "fairness", effect={"unidirectional": 0.6})[group]
    assert unfair.verdict == MISSED and unfair.note.startswith("unidirectional over back")
    assert unfair.value == pytest.approx(1.2, rel=0.01)


def test_bytes_are_exact_and_need_no_interval(tmp_path: Path) -> None:
    one = found(tmp_path, "bytes", groups=(MEMORY,))["memory_loaded/one_to_many/backref/sqlite_memory/uniform_medium"]
    assert one.verdict == REACHED and one.interval == "–" and one.value == pytest.approx(2_055_685 / 2_072_301)


def test_bytes_of_a_request_are_held_to_a_number(tmp_path: Path) -> None:
    name = "/".join((*BLOG[:2], "backref", *BLOG[2:]))
    counters = {name: {"items": 100.0, "allocated_bytes": 100.0 * 5000, "selects": 3.0}}
    one = found(tmp_path, "allocated_bytes", groups=(BLOG,), counters_of=counters)[name]
    assert one.verdict == MISSED and one.limit.text(one.value) == "5,000 bytes"


def test_instructions_are_held_where_they_were_counted(tmp_path: Path) -> None:
    counts = {"back_populates": 1_200_000, "hand_written": 1_000_000}
    name = "/".join((*BLOG[:2], "back_populates", *BLOG[2:]))
    ran = found(tmp_path, "instructions", groups=(BLOG,), instructions=counts)
    assert ran[name].verdict == MISSED and ran[name].value == pytest.approx(1.2)
    assert ran[name.replace("back_populates", "backref")].verdict == INCONCLUSIVE


@pytest.mark.parametrize(("slope", "verdict"), [(0.3, REACHED), (0.0, MISSED)])
def test_growth_is_held_to_that_of_hand_written_code(slope: float, verdict: str, tmp_path: Path) -> None:
    groups = tuple(("move_by_set", "one_to_many", "sqlite_memory", f"list_{n}") for n in (10, 100, 1000))
    slopes = {"back_populates": 0.3, "hand_written": slope}
    ran = found(tmp_path, "exponent", groups=groups, slope=slopes)
    assert ran["move_by_set/one_to_many/back_populates/sqlite_memory/list_*"].verdict == verdict


@pytest.mark.slow
def test_the_order_of_costs_is_held_to_that_of_sqlalchemy_unless_it_is_explained(tmp_path: Path) -> None:
    there = ("load_selectin", "one_to_many", "sqlalchemy_2.0", "users_100")
    name = "/".join((*there[:2], "unidirectional", *there[2:]))
    subject = Cell.parse(LOAD).group
    for ratio, verdict in ((0.5, REACHED), (1.5, MISSED)):
        ran = found(tmp_path / str(ratio), "order", groups=(*GROUPS, there), of_cell={name: ratio})
        assert ran[subject].verdict == verdict and "SQLAlchemy: " in ran[subject].note


def test_a_build_from_nothing_is_held_to_its_time(tmp_path: Path) -> None:
    assert found(tmp_path / "a", "build_seconds", environment={"build_seconds": 130})["scripts/build"].verdict == MISSED
    assert found(tmp_path / "b", "build_seconds")["scripts/build"].verdict == INCONCLUSIVE


def test_a_cell_that_failed_is_inconclusive_and_says_why(tmp_path: Path) -> None:
    one = found(tmp_path, errors={LOAD: "failed: another answer"})[LOAD]
    assert one.words == "inconclusive (back_populates failed)"


def test_the_command_exits_with_1_on_a_missed_limit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["limits", str(made(tmp_path / "near"))]) == 0
    assert "0 missed" in capsys.readouterr().out
    assert main(["limits", str(made(tmp_path / "far", effect={"hand_written": 1 / 1.2}))]) == 1
    assert "missed" in capsys.readouterr().out


@pytest.mark.slow
def test_the_page_opens_with_the_tally_and_the_worst_misses(tmp_path: Path) -> None:
    folder = made(tmp_path, effect={"hand_written": 1 / 1.2})
    build(folder)
    page = (folder / "index.html").read_text()
    assert "<h1>" in page and " missed.</h1>" in page
    assert page.index("The worst misses") < page.index(LOAD) < page.index('id="main"')
    written = json.loads((folder / "limits.json").read_text())
    by_cell = {row["measured"]: row for row in written["limits"] if row["of"] == "time"}
    assert by_cell[LOAD]["verdict"] == MISSED and by_cell[LOAD]["low"] < by_cell[LOAD]["value"] < by_cell[LOAD]["high"]
    assert sum(written["tally"].values()) == len(written["limits"])


@pytest.mark.slow
def test_another_run_answers_its_own_question_first(tmp_path: Path) -> None:
    folder = made(tmp_path, preset="standard")
    build(folder)
    assert "The worst misses" not in (folder / "index.html").read_text()


def test_a_run_without_a_limit_is_refused_with_the_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["limits", str(Folder(tmp_path, strategies=STRATEGIES[:4]).make())]) == 2
    assert "scripts/run --preset limits" in capsys.readouterr().err


def test_every_limit_is_measured_by_the_preset_limits() -> None:
    presets = tomllib.loads((Path(__file__).parents[2] / "bench" / "presets.toml").read_text(encoding="utf-8"))
    measured = [*presets["limits"]["groups"], *presets["limits"]["instructions"]]
    for limit in read_limits().rows:
        for wanted in limit.groups:
            parts = wanted.split("/")
            assert any(
                all(fnmatchcase(a, b) or fnmatchcase(b, a) for a, b in zip(group.split("/"), parts))
                for group in measured
            ), wanted
