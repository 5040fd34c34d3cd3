"""Growth: exponents with the quality of their fit, where a line stops being flat, and what is not there."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import linregress, t

from reports.judgement.growth import Point, fit, rises_at, sentence, series, size_of
from reports.judgement.verdicts import Judgement, judge
from reports.plots.growth import drawings
from reports.results.load import load
from reports.tests.synthetic import Folder
from reports.tests.test_figures import texts

SIZES = (10, 100, 1000, 10000)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    """Moves in four sizes of list: unidirectional costs in proportion, the others the same at any length."""
    groups = tuple(("move_by_set", "one_to_many", "sqlite_memory", f"list_{n}") for n in SIZES)
    folder = Folder(
        tmp_path_factory.mktemp("grown"),
        groups=(*groups, ("append", "one_to_many", "sqlite_memory", "list_10")),
        processes=3,
        slope={"unidirectional": 1.0},
        errors={"move_by_set/one_to_many/backref/sqlite_memory/list_1000": "failed: lost"},
    )
    return judge(load(folder.make()))


@pytest.mark.parametrize(
    ("shape", "unit"), [("fan_out", "posts of a user"), ("users", "users"), ("list", "posts in the list")]
)
def test_a_series_says_what_grows(tmp_path: Path, shape: str, unit: str) -> None:
    groups = tuple(("load_selectin", "one_to_many", "sqlite", f"{shape}_{n}") for n in (1, 10, 100))
    (found,) = series(judge(load(Folder(tmp_path, groups=groups, processes=3).make())))
    assert (found.shape, found.unit) == (shape, unit)


def test_a_power_is_found_with_its_interval() -> None:
    sizes = [10.0, 100.0, 1000.0, 10000.0]
    exponent, (low, high), r_squared = fit(sizes, [3 * n**0.5 * w for n, w in zip(sizes, (1.1, 0.9, 1.05, 1.0))])
    assert exponent == pytest.approx(0.5, abs=0.05) and low < 0.5 < high and 0.97 < r_squared < 1
    line = linregress(np.log(sizes), np.log([3 * n**0.5 * w for n, w in zip(sizes, (1.1, 0.9, 1.05, 1.0))]))
    assert high - exponent == pytest.approx(t.ppf(0.975, 2) * line.stderr)
    assert math.isnan(fit([1, 2], [1, 2])[0])
    assert fit([1, 10, 100], [7, 7, 7]) == (0.0, (0.0, 0.0), 1.0)


def test_a_line_stops_being_flat_where_it_costs_a_quarter_more_than_before() -> None:
    points = [Point(n, y * 0.99, y, y * 1.01) for n, y in ((10, 10), (100, 11), (1000, 12), (10000, 14), (100000, 30))]
    assert rises_at(points) is points[3]
    assert rises_at(points[:3]) is None


def test_work_at_three_sizes_is_a_series_and_at_one_is_none(grown: Judgement) -> None:
    (found,) = series(grown)
    assert [point.size for point in found.lines[0].points] == list(SIZES)
    own, other = found.line("back_populates"), found.line("unidirectional")
    assert own and other and own.exponent == pytest.approx(0, abs=0.05) and own.rises_at is None
    assert other.exponent == pytest.approx(1, abs=0.05) and other.rises_at and other.rises_at.size == 100
    assert found.line("back_populates_aa") is None


def test_a_strategy_that_is_planned_at_two_sizes_of_four_has_no_line(tmp_path: Path) -> None:
    groups = tuple(("move_by_set", "one_to_many", "sqlite_memory", f"list_{n}") for n in SIZES)
    folder = Folder(tmp_path, groups=groups, processes=2).make()
    plan = json.loads((folder / "plan.json").read_text())
    for group in plan["groups"][2:]:
        group["cells"] = [cell for cell in group["cells"] if "hand_written" not in cell]
    (folder / "plan.json").write_text(json.dumps(plan))
    known = {cell for group in plan["groups"] for cell in group["cells"]}
    for path in (folder / "raw").iterdir():
        document = json.loads(path.read_text())
        rows = document["benchmarks"]
        document["benchmarks"] = [row for row in rows if "/".join(row["name"].split("/")[:5]) in known]
        path.write_text(json.dumps(document))
    (found,) = series(judge(load(folder)))
    assert [line.strategy for line in found.lines] == ["back_populates", "backref", "unidirectional"]


def test_a_failed_size_is_named_and_no_point(grown: Judgement) -> None:
    line = series(grown)[0].line("backref")
    assert line and [point.size for point in line.points] == [10, 100, 10000]
    assert line.missing == ("list_1000: failed",)
    assert "missing: list_1000: failed" in " ".join(texts(drawings(grown)[0].wide)).replace("\n", " ")


def test_the_title_and_legend_say_what_grows(grown: Judgement) -> None:
    said = sentence(grown, series(grown)[0])
    assert "flat for back_populates, backref, hand_written" in said and "unidirectional rises from 100 on" in said
    shown = " ".join(texts(drawings(grown)[0].wide))
    assert "R²" in shown and "flat below 100" in shown and "lower is better" in shown


def test_the_size_of_a_dataset_is_in_its_name_or_in_the_context(grown: Judgement) -> None:
    assert size_of(grown.run, "classes_100") == ("classes", 100.0)
    assert size_of(grown.run, "zipf_small") == ("zipf", 10_000.0)
    assert size_of(grown.run, "unknown") is None
