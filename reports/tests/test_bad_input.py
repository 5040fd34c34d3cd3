"""Input that cannot be used: one line says what is wrong, where, and what to do; nothing that was there is touched."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reports.__main__ import main
from reports.results.load import load
from reports.tests.synthetic import GROUPS, Folder
from vocabulary.errors import UnusableInput

SYNC = GROUPS[2:4]
RAW = "raw/bench_sync.002.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Folder(tmp_path / "run", groups=SYNC, processes=3, verdicts=False).make()


def change(path: Path, edit: Callable[[Any], object]) -> None:
    document = json.loads(path.read_text())
    edit(document)
    path.write_text(json.dumps(document))


def refusal(folder: Path) -> str:
    with pytest.raises(UnusableInput) as caught:
        load(folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "is not a folder; name the folder that scripts/run wrote" in refusal(tmp_path / "nowhere")


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "has no plan.json: it is not a result folder; run scripts/run" in refusal(tmp_path)


def test_a_folder_without_raw_files(folder: Path) -> None:
    for path in (folder / "raw").iterdir():
        path.unlink()
    assert "has no raw file: nothing has been measured yet; run scripts/run" in refusal(folder)


def test_a_truncated_raw_file(folder: Path) -> None:
    text = (folder / RAW).read_text()
    (folder / RAW).write_text(text[: len(text) // 2])
    message = refusal(folder)
    assert RAW in message and "line 1, byte " in message
    assert message.endswith("remove it to report without that process, or measure that process again")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "is empty (line 1, byte 0"),
        ('{"context": {}, "benchma', "is cut short"),
        ("hello", "is not JSON"),
        ("[1", "is cut short"),
    ],
)
def test_what_is_no_json(folder: Path, content: str, what: str) -> None:
    (folder / RAW).write_text(content)
    assert what in refusal(folder)


def test_bytes_that_are_no_text(folder: Path) -> None:
    (folder / RAW).write_bytes(b'{"\xff')
    assert "is not JSON (byte 2 is not UTF-8)" in refusal(folder)


def test_raw_json_of_another_shape(folder: Path) -> None:
    (folder / RAW).write_text('{"context": {}, "benchmarks": {"a": 1}}')
    assert f"{RAW} has the wrong shape at benchmarks" in refusal(folder)


def test_another_format_version(folder: Path) -> None:
    change(folder / "plan.json", lambda plan: plan.update(format=2))
    assert "has format 2, this version reads format 1" in refusal(folder)


def test_a_plan_without_processes(folder: Path) -> None:
    change(folder / "plan.json", lambda plan: plan.pop("processes"))
    assert "plan.json has the wrong shape at the top: 'processes' is a required property" in refusal(folder)


def test_a_plan_whose_cell_is_in_another_group(folder: Path) -> None:
    change(
        folder / "plan.json", lambda plan: plan["groups"][0]["cells"].append("append/one_to_many/backref/sqlite/other")
    )
    assert (
        "lists append/one_to_many/backref/sqlite/other in the group append/one_to_many/sqlite_memory/zipf_small"
        in refusal(folder)
    )


def test_a_comparison_that_is_not_planned(folder: Path) -> None:
    change(
        folder / "plan.json",
        lambda plan: plan["families"]["decision"].append({"group": plan["groups"][0]["id"], "strategy": "unlinked"}),
    )
    assert (
        "compares unlinked in append/one_to_many/sqlite_memory/zipf_small (decision family), but plans no such cell"
        in refusal(folder)
    )


@pytest.mark.parametrize("name", ["raw/bench_mix.001.json", "raw/bench_sync.json", "raw/bench_sync.004.json"])
def test_a_raw_file_of_another_plan(folder: Path, name: str) -> None:
    (folder / name).write_text((folder / RAW).read_text())
    message = refusal(folder)
    assert f"{name} does not belong to the plan" in message and message.endswith("move it out of the folder")


def first_row(edit: Callable[[dict[str, Any]], object]) -> Callable[[Any], object]:
    return lambda document: edit(document["benchmarks"][0])


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (
            lambda row: row.update(name="append/one_to_many/backref/sqlite_memory/huge/iterations:12"),
            "it has the cell append/one_to_many/backref/sqlite_memory/huge, which is not planned",
        ),
        (lambda row: row.update(name="append/backref"), "'append/backref' is not a cell: 2 parts"),
        (
            lambda row: row.update(name=row["name"].replace("iterations:12", "iterations:13")),
            "ran 13 iterations where 12 are planned",
        ),
        (lambda row: row.update(round=8), "has round 8 of 7"),
        (lambda row: row.pop("round"), "has round None of 7"),
        (lambda row: row.update(real_time=0), "has the time 0 in round 1"),
        (lambda row: row.update(fastest_ns=0), "has the time 0 in round 1"),
        (lambda row: row.update(round=2), "twice in round 2"),
    ],
)
def test_a_row_that_cannot_be_of_this_run(folder: Path, edit: Callable[[dict[str, Any]], object], what: str) -> None:
    change(folder / RAW, first_row(edit))
    assert what in refusal(folder)


def test_a_lead_in_does_not_count_unless_it_failed(folder: Path) -> None:
    before = load(folder).samples

    def lead_in(**changes: object) -> None:
        change(folder / RAW, lambda document: document["benchmarks"].insert(0, document["benchmarks"][0] | changes))

    lead_in(name=before["cell"].iloc[0].name + "/iterations:1", round=0)
    assert load(folder).samples.equals(before)
    lead_in(round=0, error_occurred=True, error_message="failed: post 7 has no author")
    assert "failed: post 7 has no author" in set(load(folder).samples["error"])


def test_a_sample_is_its_fastest_iteration_and_their_mean_where_that_is_not_told(folder: Path) -> None:
    before = load(folder).samples
    change(folder / RAW, first_row(lambda row: row.update(fastest_ns=row["real_time"] * 0.5)))
    after = load(folder).samples
    told = after["time_ns"] != before["time_ns"]
    assert told.sum() == 1 and after["time_ns"][told].iloc[0] == before["time_ns"][told].iloc[0] / 2
    assert "fastest_ns" not in after.columns


def test_two_builds_in_one_folder(folder: Path) -> None:
    change(folder / RAW, lambda document: document["context"].update(compiler="clang 14"))
    message = refusal(folder)
    assert "compiler 'clang 14'" in message and "two different runs in one folder" in message


def test_a_raw_file_of_another_run_of_the_same_plan(folder: Path, tmp_path: Path) -> None:
    """Which files are its own, a run writes down: of the same build and plan, nothing else tells."""
    other = Folder(tmp_path / "other", groups=SYNC, processes=3, verdicts=False, seed=2).make()
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "raw").iterdir()}
    change(folder / "status.json", lambda status: status.update(raw=digests))
    assert load(folder).state == "complete"
    (folder / RAW).write_bytes((other / RAW).read_bytes())
    assert f"{RAW} is not the file that this run wrote: two different runs in one folder" in refusal(folder)
    (folder / RAW).unlink()
    assert load(folder).state == "interrupted"


def test_a_process_that_is_missing_is_no_error(folder: Path) -> None:
    (folder / RAW).unlink()
    run = load(folder)
    assert run.processes_of("bench_sync") == [1, 3]
    assert run.state == "interrupted"


def test_aggregates_and_unknown_counters_do_no_harm(folder: Path) -> None:
    def edit(document: Any) -> None:
        document["benchmarks"][0]["allocations"] = 7
        document["benchmarks"].append({"name": "append/anything_mean", "run_type": "aggregate", "real_time": 1})

    change(folder / RAW, edit)
    assert "allocations" in load(folder).samples.columns


def test_the_command_says_it_in_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / RAW).write_text("{")
    assert main(["build", str(folder)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("reports: ") and err.count("\n") == 1
    assert not (folder / "index.html").exists()


def report_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_a_report_that_cannot_be_written_leaves_the_old_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`plots` is in the way as a file, as a full or read-only disk would be."""
    (folder / "index.html").write_text("the previous report")
    (folder / "plots").write_text("in the way")
    before = report_of(folder)
    assert main(["build", str(folder)]) == 2
    assert f"cannot write the report into {folder}" in capsys.readouterr().err
    assert report_of(folder) == before


@pytest.mark.slow
def test_a_disk_without_room_leaves_the_old_one(folder: Path) -> None:
    """The kernel refuses to let any file grow past 20 kB, as it would on a full disk."""
    (folder / "index.html").write_text("the previous report")
    before = report_of(folder)
    limit = 20_000
    done = subprocess.run(
        [sys.executable, "-m", "reports", "build", str(folder)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 2
    assert (
        done.stderr.startswith("reports: cannot write the report into")
        and "a previous report there is unchanged" in done.stderr
    )
    assert report_of(folder) == before
