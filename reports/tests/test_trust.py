"""The report trusts no file: damaged or hostile input is one message, and nothing is written beside the folder."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reports.__main__ import main
from reports.output.build import build
from reports.tests.synthetic import GROUPS, Folder

RAW = "raw/bench_sync.001.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Folder(tmp_path / "here" / "run", groups=GROUPS[2:4], processes=3, verdicts=False).make()


def change(path: Path, edit: Callable[[Any], object]) -> None:
    document = json.loads(path.read_text())
    edit(document)
    path.write_text(json.dumps(document))


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def row(document: Any) -> dict[str, Any]:
    return dict.__getitem__(document, "benchmarks")[0]  # type: ignore[no-any-return]


def folder_at(path: Path) -> None:
    path.unlink()
    path.mkdir()


HOSTILE: dict[str, Callable[[Path], object]] = {
    "a phase that leads out": lambda f: change(f / "plan.json", lambda d: d["groups"][0].update(phase="../../x")),
    "a phase with a slash": lambda f: change(f / "plan.json", lambda d: d["groups"][0].update(phase="/tmp/x")),
    "a binary that leads out": lambda f: change(f / "plan.json", lambda d: d["groups"][0].update(binary="../x")),
    "10⁹ processes": lambda f: change(f / "plan.json", lambda d: d.update(processes=10**9)),
    "10⁹ rounds": lambda f: change(f / "plan.json", lambda d: d.update(rounds=10**9)),
    "an integer of 5,000 digits": lambda f: replaced(f / "plan.json", '"seed": 1', f'"seed": {"9" * 5000}'),
    "a time of 400 digits": lambda f: replaced(f / RAW, '"real_time": ', f'"real_time": {"9" * 400}, "x": '),
    "an infinite counter": lambda f: replaced(f / RAW, '"selects": 0.0', '"selects": Infinity'),
    "a counter beyond doubles": lambda f: replaced(f / RAW, '"selects": 0.0', '"selects": 1e999'),
    "a counter that is not a number": lambda f: replaced(f / RAW, '"selects": 0.0', '"selects": NaN'),
    "a time that is not a number": lambda f: replaced(f / RAW, '"real_time": ', '"real_time": NaN, "x": '),
    "deep nesting": lambda f: (f / RAW).write_text("[" * 200_000),
    "deep nesting of the plan": lambda f: (f / "plan.json").write_text('{"a":' * 100_000),
    "no benchmarks": lambda f: change(f / RAW, lambda d: d.update(benchmarks=[])),
    "half a round": lambda f: change(f / RAW, lambda d: row(d).update(round=1.5)),
    "no items": lambda f: change(f / RAW, lambda d: row(d).update(items=0)),
    "items below 0": lambda f: change(f / RAW, lambda d: row(d).update(items=-1)),
    "a label that is no text": lambda f: change(f / RAW, lambda d: row(d).update(label={"a": 1})),
    "a name that is no text": lambda f: change(f / RAW, lambda d: row(d).update(name=7)),
    "an error that is no text": lambda f: change(f / RAW, lambda d: row(d).update(error_message=[])),
    "a status that is a list": lambda f: (f / "status.json").write_text("[]"),
    "a state that nobody knows": lambda f: (f / "status.json").write_text('{"state": "splendid"}'),
    "digests that are none": lambda f: (f / "status.json").write_text('{"state": "complete", "raw": {"a": 1}}'),
    "elapsed time that is text": lambda f: change(f / "status.json", lambda d: d.update(elapsed_seconds="long")),
    "evidence that is a list": lambda f: (f / "evidence.json").write_text("[]"),
    "looks that fall": lambda f: change(f / "plan.json", lambda d: d.update(looks=[3, 2])),
    "a folder in place of a file": lambda f: folder_at(f / RAW),
    "families of nothing": lambda f: change(f / "plan.json", lambda d: d.update(families={"decision": [{}]})),
}


@pytest.mark.parametrize("hurt", HOSTILE.values(), ids=HOSTILE)
def test_hostile_input_is_one_message_and_no_report(
    folder: Path, hurt: Callable[[Path], object], capsys: pytest.CaptureFixture[str]
) -> None:
    hurt(folder)
    before = {path for path in folder.parents[1].rglob("*")}
    assert main(["build", str(folder)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("reports: ") and err.count("\n") == 1 and len(err) < 1000
    assert {path for path in folder.parents[1].rglob("*")} == before


@pytest.mark.slow
def test_a_link_in_place_of_the_figures_is_not_followed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.svg").write_text("mine")
    (folder / "plots").symlink_to(elsewhere)
    assert main(["build", str(folder)]) == 2
    assert "is a link to another folder" in capsys.readouterr().err
    assert [path.name for path in elsewhere.iterdir()] == ["mine.svg"]


@pytest.mark.slow
@pytest.mark.parametrize("start", ["=cmd|'/C calc'!A0", "+1+1", "-2", "@SUM(1)", "\t=1"])
def test_no_cell_of_the_table_is_a_formula(tmp_path: Path, start: str) -> None:
    cell = "append/one_to_many/backref/sqlite_memory/zipf_small"
    folder = Folder(
        tmp_path, groups=GROUPS[2:3], processes=2, verdicts=False, errors={cell: start},
        context={"workload.append.item": start},
    ).make()  # fmt: skip
    build(folder)
    with (folder / "results.csv").open(newline="") as file:
        values = [value for line in csv.reader(file) for value in line]
    assert f"'{start}" in values or f"'{start.strip()}" in values
    assert not [value for value in values if value[:1] in "=+-@\t" and value and not value[1:2].isdigit()]


@pytest.mark.slow
def test_evidence_that_lacks_what_claims_ask_for_leaves_them_open(folder: Path) -> None:
    def empty(document: Any) -> None:
        document["mistakes"] = {"strategies": [], "rows": [], "shown_by": []}
        document["caller_code"] = []
        document["sqlalchemy"][0]["growth"] = {}

    change(folder / "evidence.json", empty)
    build(folder)
    assert "lacks the facts for this claim" in (folder / "index.html").read_text()
