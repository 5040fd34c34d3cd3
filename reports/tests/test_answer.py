"""The answer: which strategy for which work, with ratios and intervals, and every comparison told of."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from reports.judgement.verdicts import Judgement, judge
from reports.output.build import build
from reports.results.load import load
from reports.tests.synthetic import GROUPS, STRATEGIES, Folder
from reports.words.answer import overall
from reports.words.situations import Situation, situations

LAZY = "load_lazy/one_to_many/{}/sqlite/zipf_small"
MEMORY = ("memory_loaded", "one_to_many", "sqlite_memory", "zipf_small")
LISTS = tuple(("append", "one_to_many", "sqlite_memory", f"list_{n}") for n in (10, 100))


def judged(path: Path, **changes: Any) -> Judgement:
    return judge(load(Folder(path, **changes).make()))


def only(judgement: Judgement) -> Situation:
    (found,) = situations(judgement)
    return found


def test_the_counts_of_a_headline_add_up(tmp_path: Path) -> None:
    """Memory is told by exact counts: no verdict on a time counts it, and no attribution strategy stands there."""
    of_cell = {LAZY.format("backref"): 1.2}
    errors = {"append/one_to_many/backref/sqlite_memory/zipf_small": "failed: wrong"}
    strategies = (*STRATEGIES, "backref_static")
    found = overall(judged(tmp_path, groups=(*GROUPS, MEMORY), of_cell=of_cell, errors=errors, strategies=strategies))
    assert len(found) == 3 and found[0].startswith("1 cell FAILED")
    counts = [int(count) for count in re.findall(r" in (\d+)", found[1])]
    assert "of 5 timed comparisons" in found[1] and sum(counts) == 5
    assert re.search(r"slower in 1 of 5 .*\(by 2\d\.\d %; 1\.2\d\d ×, 90 % interval 1\.1\d\d – 1\.2\d\d\)", found[1])


@pytest.mark.parametrize(
    ("effect", "choice", "words"),
    [
        ({"unidirectional": 0.8}, "unidirectional", "unidirectional saves "),
        ({"unidirectional": 0.8, "backref": 0.8}, "unidirectional", "backref saves"),  # nobody knows why backref would
        ({"unidirectional": 0.8, "backref": 0.9}, "unidirectional", "backref saves"),
        ({"unidirectional": 1.2}, "back_populates or backref", "unidirectional costs "),
        ({"unidirectional": 1.2, "backref": 1.2}, "back_populates", "backref costs"),
        ({"unidirectional": 1.0}, "back_populates, backref or unidirectional", "backref costs the same"),
    ],
)
def test_what_is_chosen_follows_from_the_verdicts(
    tmp_path: Path, effect: dict[str, float], choice: str, words: str
) -> None:
    found = only(judged(tmp_path, groups=GROUPS[2:3], effect=effect, spread=0.006))
    assert sorted(found.choice.split(" or ")) == sorted(choice.split(" or ")) and words in found.sentence
    assert len(re.findall(r"\d ×, 90 % interval \d\.\d{3} – \d\.\d{3}", found.sentence)) == 2


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (
            {"groups": (("load_post", *GROUPS[0][1:]),), "effect": {"unidirectional": 0.8}},
            "SQLAlchemy does not show it",
        ),
        ({"groups": GROUPS[2:3], "effect": {"backref": 0.8}}, "the difference of backref has no known cause"),
        (
            {"groups": GROUPS[2:3], "effect": {"unidirectional": 0.975}, "spread": 0.003},
            "unidirectional differs by 2.",
        ),
        (
            {"groups": (("append", "many_to_many", *GROUPS[2][2:]),), "effect": {"unidirectional": 0.8}},
            "SQLAlchemy was not measured",
        ),
        (
            {"groups": GROUPS[2:3], "effect": {"unidirectional": 0.8}, "evidence": False},
            "these results have no record of SQLAlchemy",
        ),
    ],
)
def test_nothing_is_recommended_on_a_difference_that_lacks_something(
    tmp_path: Path, what: dict[str, Any], why: str
) -> None:
    found = only(judged(tmp_path, **what))
    assert not found.choice and found.why_open.startswith(why)


@pytest.mark.slow
def test_each_verdict_has_its_absolute_size(tmp_path: Path) -> None:
    """25 ns an item, and 80 % of it: 5 ns of 25 ns; four times as long is told as such."""
    folder = Folder(tmp_path, groups=GROUPS[2:3], effect={"unidirectional": 0.8, "backref": 4.0}, spread=0.001).make()
    found = only(build(folder))
    size = r"unidirectional saves (19\.9|20\.\d) % \(0\.[78]\d\d ×, [^;]*; (4\.9|5\.0)\d? ns of 2\d\.\d ns per item\)"
    assert re.search(size, found.sentence), found.sentence
    assert "backref costs 4 × more" not in found.sentence and "backref costs 4 × the time" in found.sentence
    assert "300 %" not in (folder / "summary.md").read_text() + (folder / "index.html").read_text()


def test_nothing_is_chosen_where_the_run_does_not_tell(tmp_path: Path) -> None:
    quick = only(judged(tmp_path / "quick", groups=GROUPS[:1], verdicts=False, preset="quick", processes=5))
    assert quick.choice == "" and "backref is inconclusive (quick run; " in quick.sentence
    varying = {f"append/one_to_many/unidirectional/sqlite_memory/list_{n}": x for n, x in ((10, 0.8), (100, 1.3))}
    found = only(judged(tmp_path / "varying", groups=LISTS, of_cell=varying))
    assert found.choice == "" and "unidirectional is faster in 1 of 2 (by " in found.sentence


def test_a_failed_strategy_is_not_chosen_and_is_told_of(tmp_path: Path) -> None:
    found = only(judged(tmp_path, groups=GROUPS[:1], errors={LAZY.format("unidirectional"): "failed: lost a post"}))
    assert found.choice == "back_populates or backref"
    assert "unidirectional failed: lost a post" in found.sentence


def test_other_statements_are_said_beside_the_ratio(tmp_path: Path) -> None:
    fewer = {LAZY.format("unidirectional"): {"selects": 2.0}}
    found = only(judged(tmp_path, groups=GROUPS[:1], counters_of=fewer))
    assert found.sentence.endswith("); it sends different SQL, so the mapping is not the cause.")


def test_memory_is_told_by_its_exact_counts(tmp_path: Path) -> None:
    more = {"memory_loaded/one_to_many/unidirectional/sqlite_memory/zipf_small": {"heap_bytes": 3_000_000.0}}
    *_, found = situations(judged(tmp_path, groups=(GROUPS[0], MEMORY), counters_of=more))
    assert found.choice == "back_populates or backref"
    assert "unidirectional uses 45.9 % more (1.459 ×)" in found.sentence and "hand_written" not in found.sentence


def test_what_failed_on_some_data_is_told_beside_the_rest(tmp_path: Path) -> None:
    cells = [f"memory_loaded/one_to_many/unidirectional/sqlite_memory/{data}" for data in ("zipf_small", "tiny")]
    groups = tuple(("memory_loaded", "one_to_many", "sqlite_memory", data) for data in ("zipf_small", "tiny"))
    found = only(judged(tmp_path, groups=groups, errors={cells[0]: "failed: lost"}, processes=2))
    assert "unidirectional uses less in 1 of 2, failed in 1 (" in found.sentence and not found.choice


def test_page_and_summary_begin_with_it(tmp_path: Path) -> None:
    words = {"workload.load_lazy.words": "load <i>all</i>"}
    folder = Folder(tmp_path, groups=GROUPS[:1], context=words, evidence=False).make()
    judgement = build(folder)
    found = only(judgement)
    page, summary = ((folder / name).read_text() for name in ("index.html", "summary.md"))
    told = f"{found.choice or 'open'}</b>: {found.why_open}. {found.sentence}"
    assert f"<li>Load &lt;i&gt;all&lt;/i&gt;: <b>{told}</li>" in page
    assert page.index(found.sentence) < page.index('<section id="load">')
    assert f"**open**: {found.why_open}. {found.sentence}" in summary
    assert summary.index(found.sentence) < summary.index("## Load")
