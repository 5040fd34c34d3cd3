"""A report that is kept in the repository: small, whole, without links to what is not there; and not of any run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from reports.judgement.verdicts import Judgement
from reports.output.reference import EXAMPLE, KEPT, RESULTS, ROOT, main, report_of
from reports.tests.synthetic import GROUPS, Folder

KEPT_NAME = re.compile(r"results/(\S+?\.tar\.zst)")
NUMBER = re.compile(r"\d+\.\d+(?:e[+-]?\d+)?")  # another version of numpy or scipy may compute another tenth digit
FILES = {"index.html", "summary.md", "results.csv", "verdicts.json", "first.svg", "first.png"}


def made(path: Path, **changes: Any) -> Path:
    settings: dict[str, Any] = {"groups": GROUPS[2:3], "processes": 3}
    settings |= {"environment": {"git_revision": "0123456789abcdef"}}
    return Folder(path, **(settings | changes)).make()


def keep(folder: Path, place: Path, *more: str) -> int:
    return main([str(folder), "--out", str(place / "docs" / "reference"), "--results", str(place / "results"), *more])


@pytest.mark.slow
def test_it_keeps_what_is_small_and_links_only_that(standard: tuple[Path, Judgement], tmp_path: Path) -> None:
    kept = tmp_path / "docs" / "reference"
    assert keep(standard[0], tmp_path) == 0
    assert {path.name for path in kept.iterdir()} == FILES
    page = (kept / "index.html").read_text()
    summary = (kept / "summary.md").read_text()
    for link in re.findall(r'href="([^#"][^"]*)"', page) + re.findall(r"\]\(([^)]+)\)", summary):
        assert link == "data:," or (kept / link).is_file(), link
    assert "Packed in <a href" in page and sum(path.stat().st_size for path in kept.iterdir()) < 2_000_000


def test_it_names_no_machine_and_no_path_of_it(tmp_path: Path) -> None:
    context = {"host_name": "somebodys-machine", "executable": f"{ROOT}/build/release/bin/bench_sync"}
    folder = made(tmp_path / "run", context=context)
    assert keep(folder, tmp_path) == 0
    for path in (tmp_path / "docs" / "reference").iterdir():
        content = path.read_bytes()
        assert b"somebodys-machine" not in content and str(ROOT).encode() not in content, path
    assert "host_name: not told" in (tmp_path / "docs" / "reference" / "summary.md").read_text()


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
    assert keep(made(tmp_path / "run", **what), tmp_path) == 2
    said = capsys.readouterr().err
    assert why in said and len(said.splitlines()) == 1
    assert not (tmp_path / "docs").exists() and not (tmp_path / "results").exists()


@pytest.mark.slow
def test_a_run_on_a_busy_machine_is_an_example_that_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = made(tmp_path / "run", environment={"git_revision": "0123456789abcdef", "busy_cores": 0.8})
    assert keep(folder, tmp_path) == 2 and not (tmp_path / "docs").exists()
    assert keep(folder, tmp_path, "--example") == 0
    capsys.readouterr()
    for name in ("index.html", "summary.md"):
        said = (tmp_path / "docs" / "reference" / name).read_text()
        assert "not fit to be published: other programs used up to 0.8 cores" in said, name


def test_a_run_that_proves_little_is_no_example(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert keep(made(tmp_path / "run", state="interrupted"), tmp_path, "--example") == 2
    assert "can be no example: the run is interrupted" in capsys.readouterr().err and not (tmp_path / "docs").exists()


KEPT_REPORTS = [folder for folder in (KEPT, EXAMPLE) if folder.is_dir()]


def test_a_report_is_kept() -> None:
    assert KEPT_REPORTS


@pytest.mark.parametrize("kept", KEPT_REPORTS, ids=[folder.name for folder in KEPT_REPORTS])
def test_a_report_that_is_kept_is_whole_and_small(kept: Path) -> None:
    assert {path.name for path in kept.iterdir()} == FILES
    assert sum(path.stat().st_size for path in kept.iterdir()) < 2_500_000
    assert "standard" in (kept / "summary.md").read_text().splitlines()[0]


@pytest.mark.slow
@pytest.mark.parametrize("kept", KEPT_REPORTS, ids=[folder.name for folder in KEPT_REPORTS])
def test_a_report_that_is_kept_is_made_again_from_the_samples_that_it_links_to(kept: Path) -> None:
    found = KEPT_NAME.search((kept / "summary.md").read_text())
    assert found and (RESULTS / found[1]).stat().st_size <= 3 << 20
    made_again = report_of(RESULTS / found[1])
    for name in ("results.csv", "verdicts.json", "summary.md", "index.html"):
        again, before = (without_figures(text) for text in (made_again[name].decode(), (kept / name).read_text()))
        assert NUMBER.sub("", again) == NUMBER.sub("", before), name
        numbers = [[float(number) for number in NUMBER.findall(text)] for text in (again, before)]
        assert numbers[0] == pytest.approx(numbers[1], rel=1e-6), name


@pytest.mark.slow
def test_a_kept_report_is_made_again_from_its_archive(tmp_path: Path) -> None:
    assert keep(made(tmp_path / "run"), tmp_path) == 0
    (archive,) = (tmp_path / "results").iterdir()
    for name, content in report_of(archive).items():
        assert (tmp_path / "docs" / "reference" / name).read_bytes() == content, name


def without_figures(text: str) -> str:
    """Without what another version of matplotlib draws otherwise."""
    return re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)
