"""Datasets that hardly are any: every workload and mix does its work, with a right answer, or says what it lacks."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from vocabulary.cells import Cell

BIN = os.environ.get("BOTHSIDES_BIN")
pytestmark = pytest.mark.skipif(not BIN, reason="BOTHSIDES_BIN is not set: it names a build's bin folder")

SHAPES = sorted((Path(__file__).parent / "degenerate").glob("*.toml"))
PHASES = ["load", "sync", "flush", "memory", "mix"]
REASONS = re.compile(
    r"skipped: (shape_\w+ has no posts(, and new ones of the mix '\w+' take their texts from those that are there)?"
    r"|shape_\w+ has only one user: there is nobody to move a post to"
    r"|shape_\w+ gives this work nothing to do: it has no [\w ]+"
    r"|no user of shape_\w+ has what the operations of the mix '\w+' need: choose another dataset)"
)


def rows(phase: str, shape: Path, backend: str = "sqlite_memory") -> dict[str, list[dict[str, object]]]:
    """What the binary says of each workload, on all strategies."""
    done = subprocess.run(
        [f"{BIN}/bench_{phase}", f"--shape={shape}", f"--benchmark_filter=/{backend}/shape_{shape.stem}/",
         "--benchmark_min_time=0.000001", "--benchmark_format=json"],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    is_nothing_measured = "every cell was skipped, nothing was measured" in done.stderr
    assert done.returncode == int(is_nothing_measured), done.stderr + done.stdout[-3000:]
    found: dict[str, list[dict[str, object]]] = {}
    for row in json.loads(done.stdout)["benchmarks"]:
        found.setdefault(Cell.parse(row["name"]).workload, []).append(row)
    return found


def is_skipped(row: dict[str, object]) -> bool:
    return bool(row.get("error_occurred", row.get("skipped", False)))


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.stem for shape in SHAPES])
@pytest.mark.parametrize("phase", PHASES)
def test_every_workload_plays_or_says_what_it_lacks(phase: str, shape: Path) -> None:
    found = rows(phase, shape)
    assert found
    for workload, of_strategies in found.items():
        reasons = {row.get("error_message", row.get("skip_message")) for row in of_strategies if is_skipped(row)}
        for reason in reasons:
            assert REASONS.fullmatch(str(reason)), (workload, reason)
        assert not reasons or all(is_skipped(row) for row in of_strategies), workload  # whatever the strategy
        assert len(reasons) <= 1, workload


def measured(phase: str, shape: str) -> set[str]:
    """The workloads that are not skipped."""
    found = rows(phase, Path(__file__).parent / "degenerate" / f"{shape}.toml")
    return {workload for workload, of_strategies in found.items() if not is_skipped(of_strategies[0])}


def test_what_needs_no_posts_is_measured_without_them() -> None:
    assert measured("load", "no_posts") == {"load_user", "empty_request"}
    assert measured("flush", "no_posts") == {"delete_users", "release_users", "flush_nothing"}
    assert measured("flush", "orphans_alone") == measured("flush", "no_posts")
    assert measured("mix", "no_posts") == {"mix_moderation"}  # it deletes users


def test_one_user_alone_is_measured_where_no_post_moves() -> None:
    assert {"append", "remove", "replace", "clear"} <= measured("sync", "one_user")
    assert not {"move_by_set", "move_by_append"} & measured("sync", "one_user")
    assert "mix_feed" in measured("mix", "one_user")


def test_one_owner_of_all_is_like_any_data() -> None:
    skipped = set()
    for phase in PHASES:
        found = rows(phase, Path(__file__).parent / "degenerate" / "one_owner_of_all.toml")
        skipped |= {workload for workload, of_strategies in found.items() if any(map(is_skipped, of_strategies))}
    assert not skipped
