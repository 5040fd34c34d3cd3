"""Other statements are told beside a ratio; on PostgreSQL the counters say why."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.judgement.factors import sends_others
from reports.judgement.verdicts import judge
from reports.output.build import build
from reports.results.load import load
from reports.tests.synthetic import GROUPS, Folder
from reports.words.answer import overall
from reports.words.paths import between_databases, other_lists, other_paths

LOAD = "load_selectin/one_to_many/{}/sqlite/zipf_small"
INSERT = "insert_graph/one_to_many/{}/postgres/zipf_small"


@pytest.mark.slow
def test_a_strategy_that_sends_other_statements_is_named_with_what_it_asks(tmp_path: Path) -> None:
    folder = Folder(
        tmp_path,
        groups=(("load_selectin", "one_to_many", "sqlite", "zipf_small"), GROUPS[2]),
        processes=2,
        counters_of={LOAD.format("unidirectional"): {"selects": 2}},
    ).make()
    judgement = build(folder)
    (sentence,) = other_paths(judgement, "load")
    assert "unidirectional sends 2 statements where back_populates sends 1,001" in sentence
    assert "(it sends SELECT unidirectional FROM posts WHERE a < ?1)" in sentence
    assert "compares different SQL" in sentence
    assert other_paths(judgement, "sync") == []
    for name in ("index.html", "summary.md"):
        assert "different SQL, not the cost of the mapping" in (folder / name).read_text()


def test_another_text_in_as_many_statements_is_another_path_too(tmp_path: Path) -> None:
    folder = Folder(
        tmp_path,
        groups=(("load_selectin", "one_to_many", "sqlite", "zipf_small"),),
        processes=2,
        counters_of={LOAD.format("backref"): {"rows_read": 11000}},
    ).make()
    judgement = build(folder)
    assert [sends_others(judgement, cell) for cell in judgement.run.plan.groups[0].cells if cell.strategy == "backref"]
    assert all("backref" not in sentence for sentence in overall(judgement))  # it is not in the answer


CORNERS = ("back_populates", "back_populates_aa", "unidirectional", "back_populates_list", "unidirectional_indexed")
LISTS = {f"strategy.{name}.list": "indexed" for name in CORNERS} | {
    f"strategy.{name}.list": "plain" for name in ("unidirectional", "back_populates_list")
}
REMOVE = ("remove", "one_to_many", "sqlite_memory", "zipf_small")


def corners(tmp_path: Path, **effect: float) -> list[str]:
    folder = Folder(tmp_path, groups=(REMOVE,), strategies=CORNERS, effect=effect, context=LISTS).make()
    return other_lists(judge(load(folder)), "sync")


def test_the_container_is_told_where_it_decides_which_is_cheapest(tmp_path: Path) -> None:
    lists, decides = corners(
        tmp_path / "decides", unidirectional=2.0, back_populates_list=1.5, unidirectional_indexed=0.7
    )
    assert "unidirectional and back_populates_list keep a user's posts in plain lists, which are searched" in lists
    assert "the kind of list decides which strategy is cheapest: unidirectional_indexed with indexed lists," in decides
    assert decides.endswith("back_populates_list with plain ones.")
    _, same = corners(tmp_path / "same", unidirectional=1.1, back_populates_list=1.5, unidirectional_indexed=0.7)
    assert "the same strategy is cheapest with either kind of list: unidirectional_indexed, unidirectional" in same


@pytest.mark.slow
def test_what_differs_between_databases_is_explained_by_its_counters(tmp_path: Path) -> None:
    copied: dict[str, float] = {"inserts": 2, "copies": 2, "array_statements": 0}
    folder = Folder(
        tmp_path,
        groups=tuple(("insert_graph", "one_to_many", backend, "zipf_small") for backend in ("sqlite", "postgres")),
        processes=2,
        counters_of={INSERT.format("back_populates"): copied},
    ).make()
    (difference,) = between_databases(build(folder))
    assert difference.counts == (("statements", 11002.0, 4.0),)
    assert difference.why == "COPY sends or reads many rows as one statement (2)"
    assert "COPY sends or reads many rows" in (folder / "index.html").read_text()


def test_a_difference_that_nothing_tells_is_an_open_question(tmp_path: Path) -> None:
    folder = Folder(
        tmp_path,
        groups=tuple(("insert_graph", "one_to_many", backend, "zipf_small") for backend in ("sqlite", "postgres")),
        processes=2,
        counters_of={INSERT.format("back_populates"): {"rows_written": 5}},
    ).make()
    (difference,) = between_databases(judge(load(folder)))
    assert difference.counts == (("rows written", 11000.0, 5.0),) and "open question" in difference.why
