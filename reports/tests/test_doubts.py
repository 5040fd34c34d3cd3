"""What a report says against itself."""

from dataclasses import replace
from pathlib import Path

import pytest

from reports.judgement.doubts import doubts
from reports.judgement.verdicts import Judgement


def said(judgement: Judgement, **environment: object) -> str:
    kept = dict(judgement.run.plan.environment)
    judgement.run.plan.environment.update(environment)
    try:
        return " ".join(doubt.text for doubt in doubts(judgement))
    finally:
        judgement.run.plan.environment.clear()
        judgement.run.plan.environment.update(kept)


def test_a_machine_that_others_use_is_doubted(standard: tuple[Path, Judgement]) -> None:
    assert "other programs used 1.3 of 2 cores" in said(standard[1], busy_cores=1.3)


def test_the_load_that_a_build_left_behind_is_no_doubt(standard: tuple[Path, Judgement]) -> None:
    assert "busy" not in said(standard[1], busy_cores=0.02, load_average=[4.0, 2.0, 1.0])


@pytest.mark.parametrize(("changed", "is_doubted"), [(True, True), (False, False)])
def test_sources_that_were_changed_are_doubted(
    standard: tuple[Path, Judgement], changed: bool, is_doubted: bool
) -> None:
    assert ("uncommitted changes" in said(standard[1], git_dirty=changed)) is is_doubted


@pytest.mark.parametrize("count", [3, 4])
def test_of_cells_that_are_missing_three_are_named(standard: tuple[Path, Judgement], count: int) -> None:
    costs = dict(standard[1].costs)
    missing = list(costs)[:count]
    costs |= {cell: replace(costs[cell], status="missing") for cell in missing}
    text = said(replace(standard[1], costs=costs))
    others = " and others" if count > 3 else ""
    assert f"{count} planned cells not measured: {', '.join(map(str, missing[:3]))}{others} " in f"{text} "
