"""Claims: their verdicts follow the results, on this suite and on SQLAlchemy; none is written by hand."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reports.evidence.claims import CLAIMS, by_time, trials
from reports.evidence.claims.by_mistake import step_of
from reports.evidence.claims.sqlalchemy import records
from reports.evidence.claims.claim import CONDITIONAL, OPEN, REFUTED, SUPPORTED
from reports.judgement.verdicts import Judgement, judge
from reports.output.build import build
from reports.results.load import load
from reports.tests.conftest import FAILED_CELL
from reports.tests.synthetic import GROUPS, Folder
from vocabulary.errors import UnusableInput


OWN = {"version": "2.0.99", "python": "3.11", "sqlite": "3.40", "driver": "", "compiled": True}


def verdicts(judgement: Judgement) -> dict[int, str]:
    return {trial.claim.number: trial.here.verdict for trial in trials(judgement)}


def made(tmp_path: Path, **what: object) -> Judgement:
    return judge(load(Folder(tmp_path, spread=0.004, **what).make()))  # type: ignore[arg-type]


def test_all_ten_are_tried_with_rule_command_and_evidence(standard: tuple[Path, Judgement]) -> None:
    assert [claim.number for claim in CLAIMS] == list(range(1, 11))
    for trial in trials(standard[1]):
        assert trial.claim.rule and trial.claim.command and trial.claim.carries_over
        assert trial.here.verdict in (SUPPORTED, REFUTED, CONDITIONAL, OPEN)
        assert trial.here.evidence or trial.here.when
        assert trial.on_sqlalchemy.evidence or "not measured" in trial.on_sqlalchemy.when


def test_backref_is_slower_only_where_it_is(tmp_path: Path) -> None:
    same = made(tmp_path / "same", groups=GROUPS[2:4], effect={"backref": 1.0, "unidirectional": 0.8})
    slow = made(tmp_path / "slow", groups=GROUPS[2:4], effect={"backref": 1.2, "unidirectional": 0.8})
    quick = made(tmp_path / "quick", groups=GROUPS[2:3], processes=3, verdicts=False)
    assert (verdicts(same)[1], verdicts(slow)[1], verdicts(quick)[1]) == (REFUTED, SUPPORTED, OPEN)


def test_a_range_of_ratios_is_one_number_where_it_is_one() -> None:
    assert [by_time._range(ratios) for ratios in ([1.2001, 1.2004], [1.2, 0.9])] == ["1.200 ×", "0.900 to 1.200 ×"]


def test_it_is_conditional_where_some_work_is_slower(tmp_path: Path) -> None:
    slow = {"append/one_to_many/backref/sqlite_memory/zipf_small": 1.3}
    judgement = made(tmp_path, groups=GROUPS[2:4], effect={"unidirectional": 0.8}, of_cell=slow)
    trial = trials(judgement)[0]
    assert trial.here.verdict == CONDITIONAL and "append a post" in trial.here.when and "move" not in trial.here.when


def test_statements_decide_the_second(tmp_path: Path) -> None:
    alike = made(tmp_path / "alike", groups=GROUPS[:1], processes=3)
    more = {"load_lazy/one_to_many/unidirectional/sqlite/zipf_small": {"selects": 2000}}
    fewer = made(tmp_path / "fewer", groups=GROUPS[:1], processes=3, counters_of=more)
    assert verdicts(alike)[2] == REFUTED
    assert verdicts(fewer)[2] == CONDITIONAL  # as many as backref sends


def test_a_wrong_answer_refutes_that_the_other_side_follows(troubled: tuple[Path, Judgement]) -> None:
    third = trials(troubled[1])[2]
    assert third.here.verdict == REFUTED and FAILED_CELL in third.here.when


def test_growth_decides_the_fourth(tmp_path: Path) -> None:
    groups = tuple(("move_by_set", "one_to_many", "sqlite_memory", f"list_{n}") for n in (10, 100, 1000))
    flat = made(tmp_path / "flat", groups=groups, processes=3)
    steep = made(tmp_path / "steep", groups=groups, processes=3, slope={"back_populates": 0.5})
    assert (verdicts(flat)[4], verdicts(steep)[4]) == (REFUTED, SUPPORTED)


def test_the_eighth_needs_both_relations(tmp_path: Path, standard: tuple[Path, Judgement]) -> None:
    links = ("append", "many_to_many", "sqlite_memory", "tags_small")
    both = made(tmp_path, groups=(GROUPS[2], links), processes=3)
    assert (verdicts(standard[1])[8], verdicts(both)[8]) == (OPEN, SUPPORTED)


def test_the_latest_step_of_a_cell_counts() -> None:
    assert step_of("compile; by name, flush") > step_of("compile") > step_of("– (the runtime does)") == 0
    assert step_of("never: it is meant") > step_of("flush") > step_of("first use") > step_of("configure")


def with_record(judgement: Judgement, document: dict[str, Any]) -> Judgement:
    assert judgement.run.evidence
    kept = replace(judgement.run.evidence, sqlalchemy=(document,))
    return replace(judgement, run=replace(judgement.run, evidence=kept))


def test_sqlalchemys_row_follows_the_record_of_the_run(standard: tuple[Path, Judgement]) -> None:
    judgement = standard[1]
    assert judgement.run.evidence
    record = copy.deepcopy(judgement.run.evidence.sqlalchemy[0])
    assert trials(judgement)[2].on_sqlalchemy.verdict == SUPPORTED
    record["behaviours"]["follows"]["backref"]["set"] = False
    assert trials(with_record(judgement, record))[2].on_sqlalchemy.verdict == CONDITIONAL
    for row in record["comparisons"]:
        row["verdict"], row["ratio"] = "slower", 1.2
    assert trials(with_record(judgement, record))[0].on_sqlalchemy.verdict == SUPPORTED


def test_other_versions_are_told_beside_the_newest(standard: tuple[Path, Judgement]) -> None:
    folder, judgement = standard
    found = trials(judgement)[2]
    versions = [version for version, _ in found.older]
    assert [version[:3] for version in versions] == ["2.0", "1.4"] and found.older[0][1].verdict == SUPPORTED
    assert f"{versions[0]}: supported" in (folder / "index.html").read_text()


def test_the_runs_own_sqlalchemy_takes_the_place_of_the_kept_one(tmp_path: Path) -> None:
    groups = (GROUPS[2], ("append", "one_to_many", "sqlalchemy_2.0", "zipf_small"))
    slow = {"append/one_to_many/backref/sqlalchemy_2.0/zipf_small": 1.2}
    judgement = made(tmp_path, groups=groups, of_cell=slow, environment={"sqlalchemy": {"sqlalchemy_2.0": OWN}})
    newest, *older = records(judgement)
    assert newest.version == "2.0.99" and [row.workload for row in newest.ratios("backref")] == ["append"]
    assert trials(judgement)[0].on_sqlalchemy.verdict == SUPPORTED  # slower in all that was decided
    assert newest.behaviour("follows") and len(older) == 2


def test_results_without_evidence_leave_open_what_needs_it(tmp_path: Path) -> None:
    folder = Folder(tmp_path, groups=GROUPS[2:3], processes=3, evidence=False).make()
    found = {trial.claim.number: trial for trial in trials(build(folder))}
    assert {trial.on_sqlalchemy.verdict for trial in found.values()} == {OPEN}
    assert all(found[n].here.verdict == OPEN and "evidence.json" in found[n].here.when for n in (3, 5, 7, 9, 10))
    assert found[2].here.verdict == REFUTED  # decided by its own counts
    assert 'id="mistakes"' not in (folder / "index.html").read_text()


@pytest.mark.slow
def test_a_report_is_judged_by_the_evidence_of_its_own_run(tmp_path: Path) -> None:
    """Another checkout, years later: what its callers write is what was kept, not what the sources say now."""
    folder = Folder(tmp_path, groups=GROUPS[2:3], processes=3).make()
    document = json.loads((folder / "evidence.json").read_text())
    for row in document["caller_code"]:
        if (row["strategy"], row["relation"]) == ("back_populates", "one_to_many"):
            row["operations"]["append"] = 77
    document["mistakes"]["rows"][0]["mistake"] = "a mistake of those days"
    (folder / "evidence.json").write_text(json.dumps(document))
    found = trials(build(folder))
    assert "append 77" in " ".join(found[2].here.evidence)
    assert "a mistake of those days" in (folder / "index.html").read_text()


@pytest.mark.parametrize("edit", [{"format": 7}, {"caller_code": 3}, {"mistakes": {}}, {"sqlalchemy": {}}])
def test_damaged_evidence_is_one_message(tmp_path: Path, edit: dict[str, Any]) -> None:
    folder = Folder(tmp_path, groups=GROUPS[2:3], processes=2).make()
    document = json.loads((folder / "evidence.json").read_text())
    (folder / "evidence.json").write_text(json.dumps(document | edit))
    with pytest.raises(UnusableInput, match=r"evidence.json has the wrong shape at .*; remove it"):
        load(folder)


def test_claims_stand_on_the_page_and_in_the_summary(standard: tuple[Path, Judgement]) -> None:
    folder, judgement = standard
    page, summary = (folder / "index.html").read_text(), (folder / "summary.md").read_text()
    for trial in trials(judgement):
        assert f'id="claim-{trial.claim.number}"' in page
        assert f"{trial.claim.number}. {trial.claim.text}" in summary
    assert page.count('class="verdict-') == 20
