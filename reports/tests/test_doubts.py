"""What a report says against itself."""

from dataclasses import replace
from pathlib import Path

import pytest

from reports.judgement.doubts import doubts
from reports.judgement.verdicts import Judgement, judge
from reports.results.load import load
from reports.tests.synthetic import Folder


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


SHARDED = ("insert_graph", "one_to_many", "postgres_sharded", "zipf_small")
INSERTS = "insert_graph/one_to_many/{}/postgres_sharded/zipf_small"


def on_servers(tmp_path: Path, **counters: float) -> Judgement:
    own = {INSERTS.format("backref"): counters}
    return judge(load(Folder(tmp_path, groups=(SHARDED,), processes=2, counters_of=own).make()))


def test_several_servers_are_told_with_what_they_lack(tmp_path: Path) -> None:
    judgement = on_servers(tmp_path)
    assert "Several servers" not in said(judgement, postgres={"kind": "cluster"})
    facts = {"spread": ["posts over 2 servers by postgres_fdw"], "lacks": ["two-phase commit [0A000]: half"]}
    told = said(judgement, postgres=facts)
    assert "posts over 2 servers by postgres_fdw" in told and "two-phase commit [0A000]: half" in told


def test_work_that_was_done_anew_or_in_another_way_is_told_where_it_was(tmp_path: Path) -> None:
    assert "It was repeated" not in said(on_servers(tmp_path / "none", retries=0.0, fallbacks=0.0))
    told = said(on_servers(tmp_path / "some", retries=0.2, fallbacks=1.0))
    assert f"40001 or 40P01; for example in {INSERTS.format('backref')}" in told
    assert f"another way was used (for example in {INSERTS.format('backref')})" in told
