"""The first screen: headline and table never say more than the verdicts and SQLAlchemy's agreement with them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from reports.judgement.speed import systems
from reports.judgement.verdicts import judge
from reports.output.page import texts
from reports.output.terminal import print_report
from reports.plots.overview import drawings as draw_overview
from reports.results.load import load
from reports.tests.synthetic import STRATEGIES, Folder

WORK = ("append", "move_by_append")
HERE = tuple((work, "one_to_many", "sqlite_memory", "zipf_small") for work in WORK)
THERE = tuple((work, "one_to_many", "sqlalchemy_2.0", "zipf_small") for work in WORK)
TELLING = (*STRATEGIES, "backref_static", "back_populates_runtime")  # whose cells name the cause of a difference
RECOMMENDS = re.compile(r"Choose|Keep|Migrate|It depends")


def cells(strategy: str, backend: str, ratio: float) -> dict[str, float]:
    return {f"{work}/one_to_many/{strategy}/{backend}/zipf_small": ratio for work in WORK}


def first_screen(path: Path, here: float = 1.0, there: float = 1.0, **more: Any) -> tuple[str, dict[str, str]]:
    """The headline with its lead, and the table's rows by situation, as they stand on the page."""
    ratios = cells("backref", "sqlite_memory", here) | cells("backref", "sqlalchemy_2.0", there)
    for backend, ratio in (("sqlite_memory", here), ("sqlalchemy_2.0", there)):
        ratios |= cells("backref_static", backend, ratio)
    settings: dict[str, Any] = {"groups": HERE + THERE, "strategies": TELLING, "spread": 0.006, "of_cell": ratios}
    judgement = judge(load(Folder(path, **settings | more).make()))
    document = texts(judgement, draw_overview(judgement))["index.html"]
    header = document[document.index('<header class="opening">') : document.index("</header>")]
    text = re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", header, flags=re.S))
    table = header[header.index('<table class="advice">') : header.index("</table>")]
    rows = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in table.split("<tr>")[2:]]
    headline = text[text.index("ORMs") : text.index("What to do")]
    return re.sub(r" ([,:.])", r"\1", headline), {row.split("  ")[0]: row for row in rows}


def working(rows: dict[str, str]) -> str:
    return next(row for row in rows.values() if row.startswith("Code on backref"))


def test_equal_in_both_systems(tmp_path: Path) -> None:
    headline, rows = first_screen(tmp_path)
    assert "Choose back_populates, but not for speed: backref runs equally fast." in headline
    assert "Migrate as you touch it same speed" in working(rows)


@pytest.mark.parametrize(("ratio", "word"), [(0.8, "faster"), (1.25, "slower")])
def test_a_difference_of_both_systems_with_a_known_cause_decides(tmp_path: Path, ratio: float, word: str) -> None:
    headline, rows = first_screen(tmp_path, ratio, ratio)
    assert f"{word} in 2 of 2 workloads, in both systems" in headline and "equally" not in headline
    assert word in working(rows) and ("Keep it" if ratio < 1 else "Migrate ") in working(rows)


@pytest.mark.parametrize(("ratio", "word"), [(0.8, "faster"), (1.25, "slower")])
def test_a_difference_without_a_cause_decides_nothing(tmp_path: Path, ratio: float, word: str) -> None:
    headline, rows = first_screen(tmp_path, ratio, ratio, strategies=STRATEGIES)
    assert f"{word} in 2 of 2 workloads" in headline and "unknown reason" in headline
    assert "not for speed" in headline and "speed unclear" in working(rows)


@pytest.mark.parametrize(("here", "word"), [(0.8, "faster"), (1.25, "slower")])
def test_what_the_mapper_alone_shows_is_told_and_decides_nothing(tmp_path: Path, here: float, word: str) -> None:
    headline, rows = first_screen(tmp_path, here, 1.0)
    assert "in SQLAlchemy backref runs equally fast." in headline
    assert f"Our C++ mapper: backref is {word} in all 2 comparisons" in headline
    assert "same in SQLAlchemy" in working(rows) and word in working(rows)


def test_what_sqlalchemy_alone_shows_is_told_and_decides_nothing(tmp_path: Path) -> None:
    headline, rows = first_screen(tmp_path, 1.0, 1.25)
    assert "slower in 2 of 2 workloads in SQLAlchemy 2.0, but the two systems do not agree" in headline
    assert "speed unclear" in working(rows) and "same speed" not in working(rows)


def test_a_system_that_decided_nothing_is_no_disagreement(tmp_path: Path) -> None:
    skipped = {cell: "skipped: too old" for cell in cells("backref", "sqlalchemy_2.0", 1)}
    headline, rows = first_screen(tmp_path, 0.8, errors=skipped)
    assert "faster in 2 of 2 workloads in our C++ mapper, but nothing is decided for SQLAlchemy 2.0" in headline
    assert "speed unclear" in working(rows)


def test_where_nothing_is_decided_no_speed_is_claimed(tmp_path: Path) -> None:
    headline, rows = first_screen(tmp_path, 1.02, 1.02, spread=0.08)
    assert "this run cannot decide which is faster" in headline and "equally" not in headline
    assert "speed unclear" in working(rows) and "inconclusive" in working(rows)


def test_what_is_partly_decided_says_so(tmp_path: Path) -> None:
    noisy = {"backref": 1.018}
    headline, _ = first_screen(tmp_path, groups=HERE, effect=noisy, of_cell={}, spread=0.012)
    assert "wherever this run can decide, backref runs equally fast." in headline and "inconclusive in" in headline


@pytest.mark.parametrize("strategy", ["backref", "back_populates"])
def test_a_failed_measurement_stops_every_recommendation(tmp_path: Path, strategy: str) -> None:
    errors = {f"append/one_to_many/{strategy}/sqlite_memory/zipf_small": "failed: post 3 is lost"}
    headline, rows = first_screen(tmp_path, errors=errors)
    assert f"No recommendation: {strategy} failed in 1 measurement." in headline and "post 3 is lost" in headline
    assert len(rows) == 5 and all("No recommendation" in row for row in rows.values())
    assert not RECOMMENDS.search(headline + " ".join(rows.values()))


def test_missing_measurements_stop_it_too(tmp_path: Path) -> None:
    gone = {("bench_sync", process) for process in range(1, 17)}
    others = (("load_lazy", "one_to_many", "sqlite", "zipf_small"), HERE[0])
    headline, rows = first_screen(tmp_path / "a", groups=others, absent=gone)
    assert "not measured in 1" in headline
    skipped = {cell: "skipped: no reason" for cell in cells("backref", "sqlite_memory", 1)}
    headline, rows = first_screen(tmp_path / "b", groups=HERE, errors=skipped, evidence=False)
    assert "No recommendation: the measurements of backref are missing." in headline
    assert not RECOMMENDS.search(" ".join(rows.values()))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"verdicts": False, "preset": "quick", "processes": 5}, "a quick run has too few processes"),
        ({"strategies": (*STRATEGIES[:2], "unidirectional"), "evidence": False}, "did not compare"),
        ({"effect": {"back_populates_aa": 1.1}}, "two copies of the same code differ too often"),
    ],
)
def test_a_run_that_cannot_tell_recommends_nothing(tmp_path: Path, changes: dict[str, Any], why: str) -> None:
    headline, rows = first_screen(tmp_path, **changes)
    assert f"No recommendation: {why}" in headline or why in headline
    assert not RECOMMENDS.search(headline + " ".join(rows.values()))


def test_without_sqlalchemy_it_says_so(tmp_path: Path) -> None:
    headline, _ = first_screen(tmp_path, 1.25, groups=HERE, evidence=False)
    assert "slower in 2 of 2 workloads in our C++ mapper, but SQLAlchemy was not measured" in headline


@pytest.mark.slow
def test_summary_and_terminal_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first_screen(tmp_path)
    judgement = judge(load(tmp_path))
    print_report(judgement, tmp_path / "index.html")
    said, text = " ".join(capsys.readouterr().out.split()), texts(judgement, [])["summary.md"]
    assert "Choose back_populates, but not for speed: backref runs equally fast." in said
    assert "**Choose `back_populates`, but not for speed: `backref` runs equally fast.**" in text
    assert "Migrate as you touch it" in said and "Migrate as you touch it" in text


def test_each_system_has_its_own_marks(tmp_path: Path) -> None:
    ratios = cells("unidirectional", "sqlite_memory", 1.25) | cells("unidirectional", "sqlalchemy_2.0", 0.5)
    judgement = judge(load(Folder(tmp_path, groups=HERE + THERE, of_cell=ratios, spread=0.006).make()))
    kinds = {s.name: {m.kind for m in s.speed("unidirectional").marks} for s in systems(judgement)}
    assert kinds == {"SQLAlchemy 2.0": {"faster"}, "our C++ mapper": {"slower"}}
