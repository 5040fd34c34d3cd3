"""bin/replay as a command: its output, its exit status, and what it says to a wrong call."""

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

BIN = os.environ.get("BOTHSIDES_BIN")
pytestmark = pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder")

HERE = Path(__file__).parents[1]
SAMPLE = HERE / "sample" / "o2m_append_loaded.json"
MAPPING = HERE / "mapping" / "map_pair_ok.json"
RECORD = ["step", "op", "result", "selects", "inserted", "updated", "deleted", "error"]


def replay(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([f"{BIN}/replay", *map(str, arguments)], capture_output=True, text=True, timeout=60)


def write(folder: Path, text: str, name: str = "f.json") -> Path:
    file = folder / name
    file.write_text(text)
    return file


def scenario(**changed: Any) -> str:
    whole = {
        "format": 1, "name": "n", "title": "t", "model": "one_to_many", "strategies": ["backref"],
        "rows": {"users": [[1, "ann"]]}, "steps": [{"op": "get", "class": "User", "id": 1}],
    }  # fmt: skip
    return json.dumps(whole | changed)


def test_prints_a_trace_with_its_fields_in_order() -> None:
    done = replay(SAMPLE, "--strategy", "backref")
    assert (done.returncode, done.stderr) == (0, "")
    trace = json.loads(done.stdout)
    assert list(trace) == ["scenario", "strategy", "steps", "final"]
    assert (trace["scenario"], trace["strategy"]) == ("o2m_append_loaded", "backref")
    assert all(list(record) == RECORD for record in trace["steps"])
    assert [record["step"] for record in trace["steps"]] == list(range(1, len(trace["steps"]) + 1))
    assert list(trace["final"]) == ["users", "posts"]


def test_prints_the_outcome_of_a_mapping() -> None:
    done = replay(MAPPING)
    assert done.returncode == 0
    assert json.loads(done.stdout) == json.loads(MAPPING.read_text())["expected"]


def test_prints_one_line_a_file_in_their_order() -> None:
    files = sorted((HERE / "sample").glob("o2m_*.json"))[:5]
    done = replay(*files, "--strategy", "back_populates")
    assert done.returncode == 0
    names = [json.loads(line)["scenario"] for line in done.stdout.splitlines()]
    assert names == [json.loads(file.read_text())["name"] for file in files]


def test_a_file_plays_the_same_beside_others() -> None:
    alone = replay(SAMPLE, "--strategy", "backref").stdout
    assert replay(SAMPLE, SAMPLE, SAMPLE, "--strategy", "backref").stdout == 3 * alone


def test_plays_fifty_files_in_less_than_five_seconds() -> None:
    started = time.monotonic()
    assert replay(*[SAMPLE] * 50, "--strategy", "back_populates").returncode == 0
    assert time.monotonic() - started < 5


def test_pretty_prints_the_same_in_more_lines() -> None:
    done = replay(SAMPLE, "--strategy", "backref", "--pretty")
    assert done.stdout.count("\n") > 100
    assert json.loads(done.stdout) == json.loads(replay(SAMPLE, "--strategy", "backref").stdout)


def test_the_expected_part_may_be_missing_and_the_strategy_unnamed(tmp_path: Path) -> None:
    done = replay(write(tmp_path, scenario()), "--strategy", "back_populates_runtime")
    assert json.loads(done.stdout)["steps"][0]["result"] == "u1"


def test_an_error_in_a_trace_is_normal_output(tmp_path: Path) -> None:
    steps = [{"op": "new", "label": "u2", "class": "User", "id": 2, "values": {}}, {"op": "delete", "target": "u2"}]
    done = replay(write(tmp_path, scenario(steps=steps)), "--strategy", "backref")
    assert done.returncode == 0
    assert json.loads(done.stdout)["steps"][1] == {
        "step": 2, "op": "delete", "result": None, "selects": None,
        "inserted": {}, "updated": {}, "deleted": {}, "error": "not_persisted",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "FILE is required"),
        ((SAMPLE,), "add --strategy back_populates, backref"),
        ((MAPPING, "--strategy", "backref"), "leave out --strategy"),
        ((SAMPLE, "--strategy", "magic"), "expected back_populates, backref"),
        ((SAMPLE, "--strategy", "unidirectional"), "no second one to trace"),
        ((SAMPLE, "--strategy", "hand_written"), "no second one to trace"),
        ((SAMPLE, "--speed"), "see 'replay --help'"),
        (("no/such/file.json", "--strategy", "backref"), "no/such/file.json: expected a file that can be read"),
        ((HERE, "--strategy", "backref"), "expected a file that can be read"),
    ],
)
def test_says_what_is_wrong_with_a_call(arguments: tuple[str | Path, ...], complaint: str) -> None:
    done = replay(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("replay: ") and complaint in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "f.json:1:1: expected JSON"),
        ('{"format": 1,\n  "name": }', "f.json:2:11: expected JSON"),
        ('{"format": 1', "f.json:1:13: expected JSON"),
        ("[]", "f.json: /: expected an object, got []"),
        (scenario(format=2), "f.json: /format: expected format 1, got 2"),
        (scenario(steps=[{"op": "state", "target": "u1"}]), "f.json: /steps/0/target: expected the label of an object"),
    ],
)
def test_says_where_a_file_is_wrong(tmp_path: Path, text: str, complaint: str) -> None:
    done = replay(write(tmp_path, text), "--strategy", "backref")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("replay: ") and complaint in done.stderr
    assert done.stderr.count("\n") == 1


def test_reads_every_file_before_it_plays_the_first(tmp_path: Path) -> None:
    done = replay(SAMPLE, write(tmp_path, "{"), "--strategy", "backref")
    assert (done.returncode, done.stdout) == (2, "")


def test_the_lines_before_a_failing_file_are_printed(tmp_path: Path) -> None:
    bad = write(tmp_path, scenario(steps=[{"op": "state", "target": "u1"}]))
    done = replay(SAMPLE, bad, SAMPLE, "--strategy", "backref")
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 1


def test_complains_when_the_output_cannot_be_written() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([f"{BIN}/replay", MAPPING], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
