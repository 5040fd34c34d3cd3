"""The table of everything: whatever became of a cell, its samples, what it sent; and that it sorts and filters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reports.judgement.verdicts import Judgement
from reports.output.sections.everything import rows, texts, unmeasured
from reports.results.statements import Sent, read_statements
from reports.tests import browser
from reports.tests.conftest import FAILED_CELL
from reports.tests.test_page import needs_browser


def test_statements_are_read_from_a_label_and_long_lists_shortened() -> None:
    label = "1 BEGIN\n3 SELECT a FROM b WHERE c IN (?1, ?2, ?3, ?4, ?5)\nno statement\n2 UPDATE b SET c = $1, d = $2"
    assert read_statements(label) == (
        Sent(1, "BEGIN"),
        Sent(3, "SELECT a FROM b WHERE c IN (?1, …, ?5)"),
        Sent(2, "UPDATE b SET c = $1, d = $2"),
    )


def test_every_planned_cell_has_a_row_and_every_row_its_statements(standard: tuple[Path, Judgement]) -> None:
    _, judgement = standard
    sent = texts(judgement)
    found = rows(judgement, sent)
    assert [row.cost.cell for row in found] == list(judgement.costs)
    by_id = {text.id: text for text in sent}
    for row in found:
        assert by_id[row.statements].sent[0].sql == "SELECT id FROM posts WHERE a < ?1"


def test_what_is_beside_the_plan_is_skipped_or_on_demand(standard: tuple[Path, Judgement]) -> None:
    beside = unmeasured(standard[1])
    by_work = {(row.words, row.status): row for row in beside}
    on_demand = by_work["append a post", "on demand"]
    assert on_demand.where == "sqlite_memory, zipf_small" and "unlinked" in on_demand.strategies
    pattern = re.fullmatch(r"scripts/run --filter '(.+)'", on_demand.reason)
    assert pattern and all(
        re.search(pattern[1], f"append/one_to_many/{name}/sqlite_memory/zipf_small") for name in on_demand.strategies
    )
    skipped = by_work["load every user's posts, one SELECT a user", "skipped"]
    assert (skipped.strategies, skipped.reason) == (("backref_scalar",), "lazy <i>only</i>")
    whole = by_work["remove a post", "on demand"]
    assert not whole.strategies and whole.reason == "scripts/run --filter 'remove/'"


def test_no_heading_stands_twice_and_names_stay(troubled: tuple[Path, Judgement]) -> None:
    document = (troubled[0] / "index.html").read_text()
    head = document[document.index('id="table"') :].split("</thead>")[0]
    names = re.findall(r"<th[^>]*>(?:<button>)?([^<]+)", head)
    assert len(names) == len(set(names)) and names[:2] == ["workload", "strategy"]
    assert names.index("ratio") == names.index("time per item") + 1
    assert re.search(r"\.everything \.name \{ position: sticky; left: 0", document)


CSV = """
const link = page.getElementById("download");
link.addEventListener("click", event => event.preventDefault());
link.click();
return [link.getAttribute("download"), link.href.split(":")[0]];
"""


@needs_browser
def test_the_rows_can_be_saved(troubled: tuple[Path, Judgement], tmp_path: Path) -> None:
    acted = browser.look_at(troubled[0] / "index.html", tmp_path, 1600, CSV)["acted"]
    assert acted == ["bothsides.csv", "blob"]


def test_no_cell_without_a_time_shows_a_number(troubled: tuple[Path, Judgement]) -> None:
    document = (troubled[0] / "index.html").read_text()
    table = document[document.index('<table class="everything"') :]
    failed = next(row for row in table.split("<tr ") if "post 17" in row)
    assert 'class="failed"' in failed and failed.count(">–</td>") >= 6
    assert "&lt;i&gt;only&lt;/i&gt;" in table


SORT = """
const table = page.getElementById("table"), heads = [...table.tHead.rows[0].cells];
const column = heads.findIndex(head => head.textContent.trim() === "ratio");
const seen = () => [...table.tBodies[0].rows].map(row => row.cells[column].textContent.trim());
heads[column].querySelector("button").click();
const up = seen(), said = heads[column].getAttribute("aria-sort");
heads[column].querySelector("button").click();
const down = seen();
const field = page.getElementById("filter");
const search = text => { field.value = text; field.dispatchEvent(new Event("input")); };
const shown = () => [...table.tBodies[0].rows].filter(row => !row.hidden).map(row => row.textContent);
search("MOVE backref"); const moves = shown(), counted = page.getElementById("shown").textContent;
search("no such thing"); const none = shown();
search("");
const menu = page.getElementById("filters").elements.strategy;
const choose = name => { menu.value = name; menu.dispatchEvent(new Event("input")); };
choose("backref"); const chosen = shown(), address = page.location.hash; choose("");
return {chosen, address, up, down, said, moves, counted, none, all: shown().length};
"""


@needs_browser
def test_the_table_sorts_and_filters(troubled: tuple[Path, Judgement], tmp_path: Path) -> None:
    seen = browser.look_at(troubled[0] / "index.html", tmp_path, 1600, SORT)
    acted = seen["acted"]
    assert seen["console"] == []
    up = [float(text) for text in acted["up"] if text != "–"]
    down = [float(text) for text in acted["down"] if text != "–"]
    assert up == sorted(up) and down == sorted(down, reverse=True) and len(set(up)) > 5
    assert acted["up"][len(up) :] == ["–"] * (len(acted["up"]) - len(up))  # what has no number stands last
    assert acted["down"][len(down) :] == ["–"] * (len(acted["down"]) - len(down))
    assert acted["said"] == "ascending"
    assert acted["moves"] and all("move" in row and "backref" in row for row in acted["moves"])
    assert FAILED_CELL.split("/")[2] == "backref" and any("post 17" in row for row in acted["moves"])
    assert acted["chosen"] and all("backref" in row for row in acted["chosen"])
    assert "strategy=backref" in acted["address"]
    assert acted["counted"] == f"{len(acted['moves'])} of {acted['all']} rows" and acted["none"] == []


LINKS = """
const row = [...page.getElementById("table").tBodies[0].rows].find(row => row.textContent.includes("SQL"));
const link = [...row.querySelectorAll("a")].find(a => a.textContent === "SQL");
const target = page.getElementById(link.getAttribute("href").slice(1));
return {tag: target.tagName, text: target.textContent, sample: row.querySelector("a").getAttribute("href")};
"""


@needs_browser
def test_a_number_leads_to_its_samples_and_a_row_to_its_statements(
    troubled: tuple[Path, Judgement], tmp_path: Path
) -> None:
    acted = browser.look_at(troubled[0] / "index.html", tmp_path, 1600, LINKS)["acted"]
    assert acted["tag"] == "DETAILS" and "1,001 ×" in acted["text"] and "WHERE a < ?1" in acted["text"]
    assert (troubled[0] / acted["sample"]).is_file()


@pytest.mark.parametrize("width", [360])
@needs_browser
def test_the_table_scrolls_on_a_phone_and_not_the_page(
    troubled: tuple[Path, Judgement], tmp_path: Path, width: int
) -> None:
    act = """const box = page.querySelector(".tall"); return [box.scrollWidth > box.clientWidth, box.clientWidth];"""
    acted = browser.look_at(troubled[0] / "index.html", tmp_path, width, act)["acted"]
    assert acted[0] and acted[1] <= width
