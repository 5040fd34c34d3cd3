"""A machine that is judged by its own samples: what makes a run unfit, and that a quiet one is none."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reports.judgement.doubts import doubts
from reports.judgement.fitness import what_is_unfit
from reports.judgement.verdicts import Judgement, judge
from reports.output.reference import main
from reports.results.load import load
from reports.tests.synthetic import Folder


def slowed(folder: Path, factor: Callable[[int, str], float]) -> Path:
    """The times of each process multiplied, by its number and the group."""
    for path in (folder / "raw").glob("*.json"):
        document = json.loads(path.read_text())
        for row in document["benchmarks"]:
            row["real_time"] *= factor(int(path.name.split(".")[1]), row["name"].split("/")[0])
        path.write_text(json.dumps(document))
    return folder


def test_a_quiet_run_is_fit(standard: tuple[Path, Judgement]) -> None:
    assert what_is_unfit(standard[1]) == []


@pytest.mark.parametrize(
    ("floor", "reasons"), [(1.029, []), (1.031, ["copies of the same code differ by up to 3.1 % in load on sqlite"])]
)
def test_a_floor_wider_than_the_margin_is_unfit(
    standard: tuple[Path, Judgement], floor: float, reasons: list[str]
) -> None:
    assert what_is_unfit(replace(standard[1], floors={("sqlite", "load"): math.log(floor)})) == reasons


def test_a_frequency_that_steps_is_seen_though_the_ratios_hold(tmp_path: Path) -> None:
    judgement = judge(load(slowed(Folder(tmp_path).make(), lambda process, _: 1.2 if process > 9 else 1.0)))
    assert any("speed changed by 2" in reason for reason in what_is_unfit(judgement))
    assert {c.verdict for c in judgement.comparisons if c.strategy == "unidirectional"} == {"faster"}
    assert any("not fit to be published" in doubt.text for doubt in doubts(judgement))


def test_times_that_scatter_are_seen(tmp_path: Path) -> None:
    def scatter(process: int, workload: str) -> float:
        return 1.15 if hash((process * 7 + len(workload) * 3) % 5) % 2 else 1.0

    found = what_is_unfit(judge(load(slowed(Folder(tmp_path).make(), scatter))))
    assert any("of the same code vary by" in reason for reason in found)


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"environment": {"busy_cores": 0.8}}, "other programs used up to 0.8 cores"),
        ({"spread": 0.12}, "copies of the same code differ by up to"),
    ],
)
def test_what_is_unfit_is_no_reference(
    tmp_path: Path, what: dict[str, Any], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Folder(tmp_path / "run", **what).make()
    assert main([str(folder), "--out", str(tmp_path / "kept")]) == 2
    assert why in capsys.readouterr().err and not (tmp_path / "kept").exists()


def test_load_at_a_later_look_counts_too(tmp_path: Path) -> None:
    folder = Folder(tmp_path).make()
    status = json.loads((folder / "status.json").read_text())
    (folder / "status.json").write_text(json.dumps(status | {"busy_cores": [0.0, 1.4]}))
    assert what_is_unfit(judge(load(folder))) == ["other programs used up to 1.4 cores"]
