"""Memory is decided by exact counts: no test, no interval, no time."""

import csv
import io
import json
from pathlib import Path

import pytest

from reports.judgement.doubts import doubts
from reports.judgement.verdicts import Judgement, judge
from reports.output.build import build
from reports.output.terminal import print_report
from reports.plots import draw_all
from reports.results.load import load
from reports.tests.synthetic import GROUPS, Folder
from reports.words import counted
from reports.words.answer import overall, phase_title
from vocabulary.cells import Cell

MEMORY = ("memory_loaded", "one_to_many", "sqlite_memory", "zipf_small")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Folder(tmp_path_factory.mktemp("memory"), groups=(*GROUPS[:2], MEMORY), processes=3, rounds=2).make()


@pytest.fixture(scope="module")
def judgement(folder: Path) -> Judgement:
    return judge(load(folder))


def words(judgement: Judgement) -> dict[str, str]:
    return {c.strategy: c.words for c in judgement.of_phase("memory")}


def test_the_words_are_those_of_counts(judgement: Judgement) -> None:
    expected = {"backref": "the same", "unidirectional": "less by 2.5 %", "hand_written": "more by 0.8 %"}
    assert words(judgement) == expected
    assert all(c.interval is None and c.family is None for c in judgement.of_phase("memory"))


def test_no_time_of_it_is_shown_or_tested(judgement: Judgement) -> None:
    cost = judgement.costs[Cell("memory_loaded", "one_to_many", "backref", "sqlite_memory", "zipf_small")]
    assert all(value != value for value in cost.time_ns)
    assert ("sqlite", "memory") not in judgement.floors
    assert not [doubt.text for doubt in doubts(judgement) if "copy" in doubt.text and "memory" in doubt.text]
    assert not any("memory" in sentence for sentence in overall(judgement))


def test_titles_and_sentences_are_computed_from_the_counts(judgement: Judgement) -> None:
    assert phase_title(judgement, "memory") == (
        "Memory: backref uses the same memory; unidirectional uses 2.5 % less; hand_written uses 0.8 % more"
    )
    assert counted.sentences(judgement, "memory") == [
        "Hold a loaded post in memory: back_populates uses 205.6 bytes per post (208 at the peak;"
        " allocations: 75 in all; zipf_small)."
    ]


def test_its_figure_is_of_bytes_and_it_has_none_of_times(judgement: Judgement) -> None:
    names = [drawing.name for drawing in draw_all(judgement)]
    assert [name for name in names if name.startswith("memory")] == ["memory"]
    (figure,) = [drawing for drawing in draw_all(judgement) if drawing.name == "memory"]
    said = " ".join(text.get_text() for axes in figure.wide.axes for text in axes.texts)
    assert "less memory" in said and "205.6" in said and "less by 2.5 %" in said and "faster" not in said


@pytest.mark.slow
def test_the_report_and_its_files_have_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built = build(folder)
    assert "205.6 bytes" in (folder / "index.html").read_text()
    rows = list(csv.DictReader(io.StringIO((folder / "results.csv").read_text())))
    (row,) = [row for row in rows if row["workload"] == "memory_loaded" and row["strategy"] == "unidirectional"]
    assert (row["heap_bytes_per_iteration"], row["heap_bytes_per_item"]) == ("2004925", "200.4925")
    assert row["ns_per_item_median"] == ""
    found = json.loads((folder / "verdicts.json").read_text())["comparisons"]
    assert [c["verdict"] for c in found if c["phase"] == "memory"] == ["the same", "less", "more"]
    print_report(built, folder / "index.html")
    assert "205.6 bytes/post" in capsys.readouterr().out


def test_a_count_that_varies_is_a_doubt(tmp_path: Path) -> None:
    folder = Folder(tmp_path, groups=(MEMORY,), processes=2, rounds=1).make()
    raw = folder / "raw" / "bench_memory.002.json"
    raw.write_text(raw.read_text().replace("2055685", "2055690", 1))
    assert any("exact count heap_bytes" in doubt.text for doubt in doubts(judge(load(folder))))


def test_a_sample_that_stopped_is_a_doubt(tmp_path: Path) -> None:
    folder = Folder(tmp_path, processes=2, rounds=1).make()
    raw = folder / "raw" / "bench_sync.002.json"
    document = json.loads(raw.read_text())
    document["benchmarks"][0]["stopped_after"] = 3.0
    raw.write_text(json.dumps(document))
    (said,) = [doubt.text for doubt in doubts(judge(load(folder))) if "stopped" in doubt.text]
    assert said.startswith("Samples of 1 cell stopped before their last iteration") and "append/" in said


def test_a_group_with_short_samples_says_why(tmp_path: Path) -> None:
    folder = Folder(tmp_path, processes=2, rounds=1).make()
    plan = json.loads((folder / "plan.json").read_text())
    plan["groups"][1]["is_bounded"] = True
    (folder / "plan.json").write_text(json.dumps(plan))
    (said,) = [doubt.text for doubt in doubts(judge(load(folder))) if "set-up" in doubt.text]
    assert said.startswith("In 1 group set-up takes so long that a sample is shorter than 10 ms: load_selectin/")
