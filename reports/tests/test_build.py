"""python3 -m reports build: which files there are, what is in them, which exit code; raw files stay as they were."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path

import pytest
from scipy.stats import trim_mean

from reports.__main__ import main
from reports.judgement.verdicts import Judgement
from reports.output.build import build, write_all
from reports.tests.conftest import FAILED_CELL
from reports.tests.synthetic import GROUPS, STRATEGIES, Folder
from vocabulary.owner import stamp

FILES = {"index.html", "summary.md", "results.csv", "verdicts.json"}


def rows(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "results.csv").read_text())))


def test_everything_is_written_and_nothing_left_over(standard: tuple[Path, Judgement]) -> None:
    folder, _ = standard
    of_the_run = {"plan.json", "evidence.json", "status.json", "raw", "plots"}
    assert {path.name for path in folder.iterdir()} == FILES | of_the_run
    figures = {f"{phase}{kind}" for phase in ("load", "sync", "flush") for kind in ("", "_cost")} | {"overview"}
    assert {path.name for path in (folder / "plots").iterdir()} == {
        f"{name}.{ending}" for name in figures for ending in ("svg", "png")
    }


@pytest.mark.slow
def test_a_second_build_gives_the_same_bytes_and_leaves_raw_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path, groups=GROUPS[2:3], processes=4).make()
    build(folder)
    first = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}
    (folder / "plots" / "of_an_older_build.svg").write_text("stale")
    build(folder)
    second = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}
    assert {path: content for path, (content, _) in second.items()} == {
        path: content for path, (content, _) in first.items()
    }
    assert all(first[path] == second[path] for path in first if path.parent.name == "raw" or path.name == "plan.json")


@pytest.mark.slow
def test_a_reader_of_the_old_report_never_sees_half_of_the_new_one(tmp_path: Path) -> None:
    """Files are renamed into place: what an open window holds of the old report stays whole."""
    folder = Folder(tmp_path / "run", groups=GROUPS[2:3], processes=2).make()
    for name in FILES:
        (folder / name).write_text(f"old {name}")
        (tmp_path / name).hardlink_to(folder / name)
    build(folder)
    for name in FILES:
        assert (tmp_path / name).read_text() == f"old {name}"
        assert (folder / name).read_text() != f"old {name}"


@pytest.mark.slow
def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = Folder(tmp_path / "good", groups=GROUPS[2:3], processes=2).make()
    assert main(["build", str(good)]) == 0
    assert str(good / "index.html") in capsys.readouterr().out
    failed = Folder(tmp_path / "failed", groups=GROUPS[3:4], processes=2, errors={FAILED_CELL: "failed: wrong"}).make()
    assert main(["build", str(failed), "--quiet"]) == 1
    assert capsys.readouterr().out == ""
    assert (failed / "index.html").exists()


def test_results_have_a_row_for_every_planned_cell(troubled: tuple[Path, Judgement]) -> None:
    folder, judgement = troubled
    table = rows(folder)
    assert len(table) == len(judgement.costs) == 6 * 7
    by_cell = {row["cell"]: row for row in table}
    failed = by_cell[FAILED_CELL]
    assert failed["status"] == "failed" and failed["reason"].startswith("post 17")
    assert all(failed[column] == "" for column in failed if column.startswith("ns_") or column.endswith("_per_item"))
    assert {row["status"] for row in table} == {"measured", "failed", "skipped"}


def test_results_hold_times_and_exact_counts_an_item(standard: tuple[Path, Judgement]) -> None:
    row = next(
        row for row in rows(standard[0]) if row["cell"] == "load_lazy/one_to_many/back_populates/sqlite/zipf_small"
    )
    assert (row["processes"], row["samples"], row["iterations_per_sample"], row["item"]) == ("16", "112", "12", "post")
    assert float(row["ns_per_item_q1"]) < float(row["ns_per_item_median"]) < float(row["ns_per_item_q3"])
    assert float(row["ns_per_item_median"]) == pytest.approx(float(row["ns_per_iteration_median"]) / 10_000)
    assert (row["selects_per_iteration"], row["selects_per_item"], row["rows_read_per_item"]) == (
        "1001",
        "0.1001",
        "1.1",
    )


def test_verdicts_json_agrees_with_the_judgement(troubled: tuple[Path, Judgement]) -> None:
    folder, judgement = troubled
    document = json.loads(
        (folder / "verdicts.json").read_text(), parse_constant=lambda name: pytest.fail(f"{name} in JSON")
    )
    assert len(document["comparisons"]) == len(judgement.comparisons)
    for entry, comparison in zip(document["comparisons"], judgement.comparisons):
        assert entry["cell"] == comparison.cell.name and entry["verdict"] == comparison.verdict
        if entry["ln_ratios"]:
            mean = trim_mean(entry["ln_ratios"], document["rule"]["trimmed_part"])
            assert entry["ratio"] == pytest.approx(math.exp(mean))
        else:
            assert entry["ratio"] is None and entry["interval_90"] is None
    assert list(document["failed_cells"]) == [FAILED_CELL]


def test_the_summary_shows_failed_and_skipped_cells_and_stays_markdown(troubled: tuple[Path, Judgement]) -> None:
    summary = (troubled[0] / "summary.md").read_text()
    assert "**failed**: post 17 is in the posts of user 3" in summary
    assert "**skipped**: unlinked has no &lt;append&gt;" in summary
    assert "**failure**:" in summary and "interrupted" in summary
    assert "<script>" not in summary and "<b>" not in summary
    phases = summary[summary.index("## Load") : summary.index("## The claims on trial")]
    table = [line for line in phases.splitlines() if line.startswith("| ") and not line.startswith("| workload")]
    assert len(table) == 6 * 7
    assert {line.replace("\\|", "").count("|") for line in table} == {9}


@pytest.mark.slow
def test_phases_are_shown_in_the_order_a_program_meets_them(tmp_path: Path) -> None:
    folder = Folder(tmp_path, groups=(GROUPS[4], GROUPS[2], GROUPS[0]), processes=2).make()
    assert build(folder).run.plan.phases == ["load", "sync", "flush"]


def test_an_unknown_strategy_is_in_everything(troubled: tuple[Path, Judgement]) -> None:
    folder, _ = troubled
    for name in FILES - {"verdicts.json"}:
        assert "back_populates_runtime" in (folder / name).read_text()
    assert "back_populates_runtime" not in STRATEGIES


@pytest.mark.slow
def test_a_run_of_one_process_still_makes_a_report(tmp_path: Path) -> None:
    folder = Folder(tmp_path, groups=GROUPS[:1], processes=1, rounds=1, verdicts=False, preset="quick").make()
    assert {c.verdict for c in build(folder).comparisons} == {"inconclusive", "no verdict"}


def test_a_run_where_every_cell_failed_still_makes_a_report(tmp_path: Path) -> None:
    errors = {f"append/one_to_many/{s}/sqlite_memory/zipf_small": "failed: wrong" for s in STRATEGIES}
    folder = Folder(tmp_path, groups=GROUPS[2:3], processes=2, errors=errors).make()
    assert len(build(folder).failed_cells) == len(STRATEGIES)
    assert "`backref` failed in the only comparison" in (folder / "summary.md").read_text()


def test_what_a_killed_build_left_is_swept(tmp_path: Path) -> None:
    folder = Folder(tmp_path, groups=GROUPS[2:3], processes=4).make()
    dead, living = folder / ".report-999999999-1-abc", folder / f".report-{stamp()}-abc"
    for left in (dead, living):
        (left / "plots").mkdir(parents=True)
    write_all(folder, {"index.html": b"page"})
    assert not dead.exists()
    assert living.exists(), "another build is at work there"
