"""No cell of a chosen few costs other instructions or allocations than those that are kept."""

import json
import os
import shutil
from functools import cache
from pathlib import Path

import pytest

from tests.bench.kept_costs import KEPT, all_cells, count, difference, made_by

BIN = os.environ.get("BOTHSIDES_BIN")
pytestmark = [
    pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder"),
    pytest.mark.skipif(shutil.which("valgrind") is None, reason="valgrind is not installed"),
]
kept = json.loads(KEPT.read_text(encoding="utf-8"))


@cache
def here() -> dict[str, str]:
    return made_by(Path(str(BIN)))


@pytest.mark.parametrize(("binary", "cell"), all_cells())
def test_it_costs_what_it_did(binary: str, cell: str) -> None:
    if here() != kept["made_by"]:
        pytest.skip(f"the costs are kept for {kept['made_by']}, and this is {here()}")
    found = difference(kept["cells"][cell], count(Path(str(BIN)), binary, cell))
    assert not found, f"{cell}: {found}. If that is meant: scripts/python -m tests.bench.kept_costs build/dev/bin"


def test_a_difference_is_told_and_noise_is_not() -> None:
    before = {"instructions": 1000, "allocations": 3}
    assert difference(before, {"instructions": 1020, "allocations": 5}) == ""
    assert difference(before, {"instructions": 1021, "allocations": 3}) == "1,021 instructions, kept are 1,000 (+2.1%)"
    assert difference(before, {"instructions": 979, "allocations": 9}).startswith("979 instructions")
    assert "9 allocations, kept are 3" in difference(before, {"instructions": 1000, "allocations": 9})
