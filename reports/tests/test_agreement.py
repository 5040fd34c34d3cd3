"""Agreement: the order of strategies in the mapper and in SQLAlchemy: whether it is the same, and why it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.judgement.agreement import AGREE, DISAGREE, LEVEL, ONE_ALONE, OPEN, Agreement, agreements, is_borne_out
from reports.judgement.agreement import relation
from reports.judgement.in_sqlalchemy import Standing
from reports.judgement.verdicts import judge
from reports.output.build import build
from reports.output.sections.agreement import title
from reports.results.load import load
from reports.tests.synthetic import Folder
from vocabulary.cells import Cell

APPEND = ("append", "one_to_many", "sqlite_memory", "zipf_small")
THERE = ("append", "one_to_many", "sqlalchemy_2.0", "zipf_small")


def made(path: Path, here: dict[str, float], there: dict[str, float], **more: object) -> Agreement:
    ratios = {f"append/one_to_many/{s}/sqlite_memory/zipf_small": x for s, x in here.items()}
    ratios |= {f"append/one_to_many/{s}/sqlalchemy_2.0/zipf_small": x for s, x in there.items()}
    folder = Folder(path, groups=(APPEND, THERE), spread=0.004, of_cell=ratios, **more)  # type: ignore[arg-type]
    return agreements(judge(load(folder.make())))[0]


def standing(low: float, high: float, floor: float = 0.01) -> Standing:
    return Standing("x", (low + high) / 2, low, high, floor, "")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (standing(0, 0), standing(0.05, 0.08), "before"),
        (standing(0.05, 0.08), standing(0, 0), "after"),
        (standing(0, 0), standing(0.005, 0.02), LEVEL),
        (standing(0, 0), standing(0.005, 0.04), OPEN),
        (standing(0, 0), standing(0.05, 0.08, floor=0.06), OPEN),  # apart, but by less than equal code is
    ],
)
def test_intervals_decide_where_one_stands_beside_another(first: Standing, second: Standing, expected: str) -> None:
    assert relation(first, second) == expected


def test_the_same_order_in_both_is_a_finding(tmp_path: Path) -> None:
    found = made(tmp_path, {"unidirectional": 0.8}, {"unidirectional": 0.3})
    assert found.verdict == AGREE and found.there.system == "SQLAlchemy 2.0"
    assert [(p.first, p.second) for p in found.findings] == [
        ("back_populates", "unidirectional"),
        ("backref", "unidirectional"),
    ]
    assert found.order_here.startswith("unidirectional < ") and " = " in found.order_here


def test_an_order_turned_round_is_no_finding_and_needs_a_cause(tmp_path: Path) -> None:
    found = made(tmp_path, {"unidirectional": 1.2}, {"unidirectional": 0.3})
    assert found.verdict == DISAGREE and not found.findings
    assert not found.is_explained and "without a known cause" not in title([])
    assert "1 of them without a known cause" in title([found])


def test_a_difference_that_one_system_alone_shows_is_told_apart(tmp_path: Path) -> None:
    found = made(tmp_path, {"unidirectional": 1.0}, {"unidirectional": 0.3})
    assert found.verdict == ONE_ALONE


def test_a_cause_is_named_only_where_the_results_show_it(tmp_path: Path) -> None:
    strategies = ("back_populates", "back_populates_aa", "backref", "unidirectional", "unlinked", "hand_written")
    there = {"unidirectional": 0.3, "unlinked": 1.0}
    shown = made(tmp_path / "shown", {"unidirectional": 1.2}, there, strategies=strategies)
    assert "events of a mapped list" in [cause.name for cause in shown.causes] and shown.is_explained
    assert "unlinked 1.0" in shown.causes[0].evidence or "unlinked 0.9" in shown.causes[0].evidence
    cheap = made(tmp_path / "cheap", {"unidirectional": 1.2}, there | {"unlinked": 0.3}, strategies=strategies)
    assert "events of a mapped list" not in [cause.name for cause in cheap.causes]


def cells(backend: str, *strategies: str) -> list[str]:
    return [f"append/one_to_many/{strategy}/{backend}/zipf_small" for strategy in strategies]


def test_other_statements_are_a_cause(tmp_path: Path) -> None:
    linked = ("back_populates", "backref")
    others = cells("sqlite_memory", *linked) + cells("sqlalchemy_2.0", *linked, "unidirectional")
    sent = dict.fromkeys(others, {"selects": 3.0}) | dict.fromkeys(
        cells("sqlite_memory", "unidirectional"), {"selects": 1.0}
    )
    found = made(tmp_path, {"unidirectional": 0.5}, {"unidirectional": 1.2}, counters_of=sent)
    assert found.causes[0].name == "statements" and "sends 3 statements" in found.causes[0].evidence


def test_a_container_that_allocates_more_is_a_cause(tmp_path: Path) -> None:
    heap = dict.fromkeys(cells("sqlite_memory", "back_populates", "backref"), {"allocations": 9.0})
    heap |= dict.fromkeys(cells("sqlite_memory", "unidirectional"), {"allocations": 500.0})
    grown = made(tmp_path, {"unidirectional": 1.2}, {"unidirectional": 0.3}, counters_of=heap)
    assert [cause.name for cause in grown.causes] == ["allocation"]


def test_the_kept_results_stand_in_where_the_run_has_no_sqlalchemy(tmp_path: Path) -> None:
    judgement = judge(load(Folder(tmp_path, groups=(APPEND,), spread=0.004).make()))
    (found,) = agreements(judgement)
    assert found.there.system.endswith(", kept") and found.verdict == AGREE
    assert is_borne_out(judgement, Cell(APPEND[0], APPEND[1], "unidirectional", *APPEND[2:])) is True
    assert is_borne_out(judgement, Cell(APPEND[0], APPEND[1], "backref", *APPEND[2:])) is False  # level


def test_the_newest_sqlalchemy_on_the_same_data_stands_beside(tmp_path: Path) -> None:
    others = (("1.4", "zipf_small"), ("2.1", "zipf_small"), ("2.2", "zipf_medium"))
    groups = (APPEND, *(("append", "one_to_many", f"sqlalchemy_{version}", data) for version, data in others))
    (found,) = agreements(judge(load(Folder(tmp_path, groups=groups, processes=3, rounds=3).make())))
    assert (found.there.system, found.there.dataset) == ("SQLAlchemy 2.1", "zipf_small")


@pytest.mark.slow
def test_without_evidence_or_sqlalchemy_there_is_nothing_to_agree(tmp_path: Path) -> None:
    folder = Folder(tmp_path, groups=(APPEND,), evidence=False).make()
    assert agreements(judge(load(folder))) == [] and "not measured for any work" in title([])
    assert 'id="agreement"' in (build(folder), (folder / "index.html").read_text())[1]


def test_postgres_is_compared_with_sqlalchemy_on_postgres_alone(tmp_path: Path) -> None:
    groups = tuple(("load_lazy", "one_to_many", backend, "zipf_small") for backend in ("postgres", "sqlalchemy_2.0"))
    assert agreements(judge(load(Folder(tmp_path, groups=groups, processes=3).make()))) == []


@pytest.mark.slow
def test_the_page_shows_both_orders_and_the_cause(tmp_path: Path) -> None:
    made(tmp_path, {"unidirectional": 1.2}, {"unidirectional": 0.3})
    build(tmp_path)
    page = (tmp_path / "index.html").read_text()
    section = page.split('id="agreement"')[1].split("</section>")[0]
    assert "reversed" in section and "SQLAlchemy 2.0" in section and "An open question" in section
    assert "unidirectional &lt; " in section
