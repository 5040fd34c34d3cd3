"""The cost of a cell: quartiles over processes of the median of each, or why there is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reports.judgement.costs import CellCost, costs
from reports.results.load import load
from reports.tests.synthetic import GROUPS, Folder


def of_strategies(path: Path, **changes: object) -> dict[str, CellCost]:
    run = load(Folder(path, groups=GROUPS[:1], processes=4, rounds=3, **changes).make())  # type: ignore[arg-type]
    return {cell.strategy: cost for cell, cost in costs(run).items()}


def test_it_is_of_processes_not_of_samples(tmp_path: Path) -> None:
    run = load(Folder(tmp_path, groups=GROUPS[:1], processes=4, rounds=3).make())
    cell, cost = next(iter(costs(run).items()))
    rows = run.samples[run.samples["cell"] == cell]
    medians = sorted(float(np.median(own["time_ns"])) for _, own in rows.groupby("process"))
    low = medians[0] + 0.75 * (medians[1] - medians[0])
    high = medians[2] + 0.25 * (medians[3] - medians[2])
    assert cost.time_ns == pytest.approx((low, (medians[1] + medians[2]) / 2, high))
    assert (cost.processes, cost.samples) == (4, 12)


def test_a_skip_is_no_failure_and_each_says_why(tmp_path: Path) -> None:
    cell = "load_lazy/one_to_many/{}/sqlite/zipf_small".format
    errors = {cell("backref"): "skipped: too large", cell("unidirectional"): "failed: another answer"}
    found = of_strategies(tmp_path, errors=errors)
    assert (found["backref"].status, found["backref"].reason) == ("skipped", "too large")
    assert (found["unidirectional"].status, found["unidirectional"].reason) == ("failed", "another answer")
    assert not found["backref"].is_measured and np.isnan(found["backref"].per_item_ns[1])
