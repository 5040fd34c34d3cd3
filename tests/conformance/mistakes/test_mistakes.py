"""What goes wrong where two sides are not linked and one is forgotten; the same calls on a linked pair go right.

Reads *.json beside it: scenarios with SQLAlchemy's traces (docs/semantics.md tells them in words).
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

BIN = os.environ.get("BOTHSIDES_BIN")
HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.json"))
CASES = [
    (file, strategy, group["trace"])
    for file in FILES
    for group in json.loads(file.read_text(encoding="utf-8"))["expected"]
    for strategy in group["strategies"]
]


def _compared(record: dict[str, Any]) -> dict[str, Any]:
    """Where a step ends in an error, only the step and the error count."""
    return record if record["error"] is None else {key: record[key] for key in ("step", "op", "error")}


@pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder")
@pytest.mark.parametrize(
    ("file", "strategy", "expected"), CASES, ids=[f"{file.stem}-{strategy}" for file, strategy, _ in CASES]
)
def test_has_the_trace_that_sqlalchemy_gives_it(file: Path, strategy: str, expected: dict[str, Any]) -> None:
    done = subprocess.run(
        [f"{BIN}/replay", str(file), "--strategy", strategy], capture_output=True, text=True, timeout=60, check=True
    )
    found = json.loads(done.stdout)
    assert list(map(_compared, found["steps"])) == list(map(_compared, expected["steps"]))
    assert found["final"] == expected["final"]


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_goes_another_way_than_a_linked_pair(file: Path) -> None:
    scenario = json.loads(file.read_text(encoding="utf-8"))
    assert scenario["name"] == file.stem
    assert scenario["strategies"][0] == "unlinked"
    traces = [group["trace"] for group in scenario["expected"]]
    assert len(traces) == 1 or traces[0] != traces[1]
