"""Instructions: read from raw files, exact where times are noisy, and told from the A/A copy's."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from reports.judgement.verdicts import judge
from reports.output.build import build
from reports.results.load import load
from reports.tests.synthetic import GROUPS, STRATEGIES, Folder
from vocabulary.errors import UnusableInput

COUNTS = {"back_populates": 100_000, "back_populates_aa": 100_010, "backref": 102_100, "unidirectional": 100_005}
LOAD = GROUPS[:1]


@pytest.fixture
def noisy(tmp_path: Path) -> Path:
    """A run too noisy to decide anything, with counts in memory."""
    return Folder(tmp_path / "run", groups=LOAD, spread=0.3, effect={}, instructions=COUNTS).make()


def test_an_inconclusive_time_has_its_instructions_beside_it(noisy: Path) -> None:
    words = {c.strategy: c.words for c in judge(load(noisy)).comparisons}
    told = words["backref"]
    assert told.startswith("inconclusive: at most ") and told.endswith("; instructions: +2.1 %)")
    assert words["unidirectional"].endswith("; instructions: equal)")  # fewer than the copy differs by


def test_a_decided_time_needs_no_instructions(tmp_path: Path) -> None:
    judgement = judge(load(Folder(tmp_path, groups=LOAD, instructions=COUNTS, spread=0.008).make()))
    assert {c.words for c in judgement.comparisons if c.strategy == "backref"} == {"equivalent"}


@pytest.mark.slow
def test_every_count_is_in_the_results_with_the_cell_that_it_is_of(noisy: Path) -> None:
    build(noisy)
    table = pd.read_csv(noisy / "results.csv").set_index("cell")
    row = table.loc["load_lazy/one_to_many/backref/sqlite/zipf_small"]
    assert row["instructions_cell"] == "load_lazy/one_to_many/backref/sqlite_memory/zipf_small"
    assert (row["instructions_per_iteration"], row["instructions_per_item"]) == (102_100, 10_210)
    counts = {c["strategy"]: c for c in json.loads((noisy / "verdicts.json").read_text())["instructions"]}
    assert counts["backref"]["ratio"] == pytest.approx(1.021) and set(counts) == set(COUNTS)


@pytest.mark.slow
def test_a_counted_cell_that_was_not_timed_has_a_row_of_its_own(tmp_path: Path) -> None:
    counts = COUNTS | {"unlinked": 120_000}
    folder = Folder(tmp_path, groups=LOAD, strategies=STRATEGIES, instructions=counts).make()
    build(folder)
    table = pd.read_csv(folder / "results.csv").set_index("cell")
    row = table.loc["load_lazy/one_to_many/unlinked/sqlite_memory/zipf_small"]
    assert (row["status"], row["instructions_per_item"]) == ("counted", 12_000)
    assert pd.isna(row["ns_per_item_median"])


def test_counts_that_cannot_be_trusted_are_refused(noisy: Path) -> None:
    (path,) = (noisy / "raw" / "instructions").iterdir()
    document = json.loads(path.read_text())
    path.write_text(json.dumps(document | {"group": "load_lazy/one_to_many/sqlite/zipf_small"}))
    with pytest.raises(UnusableInput, match="does not belong to the plan, which does not count"):
        load(noisy)
    path.write_text(json.dumps(document)[:-20])
    with pytest.raises(UnusableInput, match="is cut short"):
        load(noisy)
