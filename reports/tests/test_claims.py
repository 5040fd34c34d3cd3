"""Claims: their verdicts follow the results, on this suite and on SQLAlchemy; none is written by hand."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from reports.claims import CLAIMS, trials
from reports.claims.by_mistake import step_of
from reports.claims.claim import CONDITIONAL, OPEN, REFUTED, SUPPORTED
from reports.claims.sqlalchemy import Record, read_record
from reports.errors import UnusableInput
from reports.load import load
from reports.tests.conftest import FAILED_CELL
from reports.tests.synthetic import GROUPS, Folder
from reports.verdicts import Judgement, judge


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


def changed(record: Record, change: dict[str, object]) -> Record:
    document = copy.deepcopy(record.document)
    document["behaviours"] |= change
    return Record(document)


def test_sqlalchemys_row_follows_its_record(standard: tuple[Path, Judgement]) -> None:
    record = read_record()
    assert trials(standard[1], record)[2].on_sqlalchemy.verdict == SUPPORTED
    seen = copy.deepcopy(record.behaviour("follows"))
    seen["backref"]["set"] = False
    assert trials(standard[1], changed(record, {"follows": seen}))[2].on_sqlalchemy.verdict == CONDITIONAL
    slower = copy.deepcopy(record.document)
    for row in slower["comparisons"]:
        row["verdict"], row["ratio"] = "slower", 1.2
    assert trials(standard[1], Record(slower))[0].on_sqlalchemy.verdict == SUPPORTED


def test_a_damaged_record_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text('{"format": 7}')
    with pytest.raises(UnusableInput, match="scripts/measure_sqlalchemy"):
        read_record(tmp_path / "results.json")


def test_claims_stand_on_the_page_and_in_the_summary(standard: tuple[Path, Judgement]) -> None:
    folder, judgement = standard
    page, summary = (folder / "index.html").read_text(), (folder / "summary.md").read_text()
    for trial in trials(judgement):
        assert f'id="claim-{trial.claim.number}"' in page
        assert f"{trial.claim.number}. {trial.claim.text}" in summary
    assert page.count('class="verdict-') == 20
