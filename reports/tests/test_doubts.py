"""What a report says against itself."""

from pathlib import Path

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
