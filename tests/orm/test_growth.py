"""No operation on a list is linear in its length: callgrind counts the instructions of the same operations in lists of
very different lengths. Counts repeat to the digit, so no time is measured.

By hand, for a longer list (3 minutes): valgrind --tool=callgrind --toggle-collect="*measured_operations*"
--callgrind-out-file=/dev/null build/dev/tests/list_operations move_by_append 1000000
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

BIN = os.environ.get("BOTHSIDES_BIN")
pytestmark = [
    pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder"),
    pytest.mark.skipif(not shutil.which("valgrind"), reason="valgrind is not installed: run scripts/setup test"),
]
LENGTHS = (10, 1_000, 10_000)
TOLERANCE = 0.10


def instructions(operation: str, length: int) -> float:
    """Of one operation, on average of a few in a loaded list, or of adding as many objects again."""
    program = Path(str(BIN)).parent / "tests" / "list_operations"
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--toggle-collect=*measured_operations*", "--callgrind-out-file=/dev/null",
         str(program), operation, str(length)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = re.search(r"Collected : (\d+)", done.stderr)
    assert found and int(found[1]) > 0, done.stderr
    return int(found[1]) / int(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("operation", ["move_by_append", "move_by_set", "remove", "contains"])
def test_an_operation_takes_the_same_instructions_at_any_length(operation: str) -> None:
    counts = [instructions(operation, length) for length in LENGTHS]
    assert max(counts) <= (1 + TOLERANCE) * min(counts), dict(zip(LENGTHS, counts))


def test_adding_what_left_the_session_takes_the_same_instructions_however_many_did() -> None:
    few, many = (instructions("add_again", length) for length in LENGTHS[1:])
    assert many <= (1 + TOLERANCE) * few, (few, many)
