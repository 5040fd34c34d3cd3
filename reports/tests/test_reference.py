"""A report that is kept in the repository: small, whole, without links to what is not there; and not of any run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reports.judgement.verdicts import Judgement
from reports.output.reference import KEPT, main
from reports.tests.synthetic import GROUPS, Folder

FILES = {"index.html", "summary.md", "results.csv", "verdicts.json", "first.svg", "first.png"}


def test_it_keeps_what_is_small_and_links_only_that(standard: tuple[Path, Judgement], tmp_path: Path) -> None:
    assert main([str(standard[0]), "--out", str(tmp_path / "kept")]) == 0
    kept = tmp_path / "kept"
    assert {path.name for path in kept.iterdir()} == FILES
    page = (kept / "index.html").read_text()
    summary = (kept / "summary.md").read_text()
    for link in re.findall(r'href="([^#"][^"]*)"', page) + re.findall(r"\]\(([^)]+)\)", summary):
        assert link == "data:," or (kept / link).is_file(), link
    assert "Not kept with this copy" in page and sum(path.stat().st_size for path in kept.iterdir()) < 2_000_000


def test_it_names_no_machine_and_no_path_of_it(tmp_path: Path) -> None:
    context = {"host_name": "somebodys-machine", "executable": f"{KEPT.parents[1]}/build/release/bin/bench_sync"}
    folder = Folder(tmp_path / "run", groups=GROUPS[2:3], processes=3, context=context).make()
    assert main([str(folder), "--out", str(tmp_path / "kept")]) == 0
    for path in (tmp_path / "kept").iterdir():
        content = path.read_bytes()
        assert b"somebodys-machine" not in content and str(KEPT.parents[1]).encode() not in content, path
    assert "host_name: not told" in (tmp_path / "kept" / "summary.md").read_text()


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"state": "interrupted"}, "interrupted"),
        ({"verdicts": False, "preset": "quick"}, "gives no verdicts"),
        ({"context": {"build_type": "Debug"}}, "built as Debug"),
        ({"errors": {"append/one_to_many/backref/sqlite_memory/zipf_small": "failed: lost"}}, "failed"),
    ],
)
def test_a_run_that_proves_little_is_no_reference(
    what: dict[str, object], why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Folder(tmp_path / "run", groups=GROUPS[2:3], processes=3, **what).make()  # type: ignore[arg-type]
    assert main([str(folder), "--out", str(tmp_path / "kept")]) == 2
    said = capsys.readouterr().err
    assert why in said and len(said.splitlines()) == 1
    assert not (tmp_path / "kept").exists()


@pytest.mark.skipif(not KEPT.is_dir(), reason="no reference report is kept yet")
def test_the_reference_that_is_kept_is_whole_and_small() -> None:
    assert {path.name for path in KEPT.iterdir()} == FILES
    assert sum(path.stat().st_size for path in KEPT.iterdir()) < 2_500_000
    assert "standard" in (KEPT / "summary.md").read_text().splitlines()[0]
