"""What scripts/calibrate makes of two runs where the truth is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reports.__main__ import main
from reports.judgement.calibration import BEGIN, END, equal_code, known_spin
from reports.judgement.verdicts import judge
from reports.results.load import load
from reports.tests.synthetic import GROUPS, Folder

COPY = ("back_populates", "back_populates_aa")
SPINNING = "spin_3_percent"
FLUSH = (GROUPS[4], ("move_posts", "one_to_many", "sqlite", "zipf_small"))


def equal(path: Path, **changes: Any) -> Path:
    settings: dict[str, Any] = {"strategies": COPY, "preset": "equal", "spread": 0.006} | changes
    return Folder(path, **settings).make()


def spin(path: Path, ratio: float = 1.03, **changes: Any) -> Path:
    settings: dict[str, Any] = {"strategies": (*COPY, SPINNING), "preset": "spin", "spread": 0.004} | changes
    return Folder(path, groups=FLUSH, effect={SPINNING: ratio}, **settings).make()


def test_equal_code_and_a_known_spin_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\n{END}\nafter\n")
    folders = [str(equal(tmp_path / "equal")), str(spin(tmp_path / "spin"))]
    assert main(["calibration", *folders, "--write", str(page)]) == 0
    said = capsys.readouterr().out
    assert "5 comparisons of `back_populates` with its copy: 0 false (0 faster, 0 slower, 5 equivalent" in said
    assert "2 comparisons: 0 false" in said and said.count("| slower by 2.") == 2
    assert page.read_text() == f"before\n{BEGIN}\n\n{said.rstrip()}\n\n{END}\nafter\n"


def test_a_noisy_machine_leaves_the_spin_inconclusive_which_is_not_false(tmp_path: Path) -> None:
    found = known_spin(judge(load(spin(tmp_path, spread=0.1))))
    assert not found.false and all(words.startswith("inconclusive: at most ") for _, words, _ in found.rows)


def test_a_spin_that_is_not_seen_is_a_false_verdict(tmp_path: Path) -> None:
    folders = [str(equal(tmp_path / "equal")), str(spin(tmp_path / "spin", ratio=1.0))]
    assert main(["calibration", *folders]) == 1


def test_copies_that_are_called_different_are_false(tmp_path: Path) -> None:
    """Half the groups 8 % up, half 8 % down: the floor, which is of their mean, stays low."""
    names = [f"{w}/one_to_many/back_populates_aa/{b}/{d}" for w, _, b, d in GROUPS[:2]]
    found = equal_code(judge(load(equal(tmp_path, groups=GROUPS[:2], of_cell={names[0]: 1.08, names[1]: 1 / 1.08}))))
    assert len(found.false) == 2 and found.layout_sd > 0.05
    assert found.failed_aa == (True, True) and not found.may_recommend  # a report would have kept silent


def test_an_unfinished_or_a_foreign_run_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cut = equal(tmp_path / "cut", absent={("bench_load", 16)}, state="interrupted")
    assert main(["calibration", str(cut), str(spin(tmp_path / "spin"))]) == 2
    assert "not every group is measured in every process" in capsys.readouterr().err
    whole = equal(tmp_path / "whole")
    assert main(["calibration", str(whole), str(whole)]) == 2
    assert "has no spin_3_percent" in capsys.readouterr().err


def test_a_page_without_the_marks_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing\n")
    folders = [str(equal(tmp_path / "equal")), str(spin(tmp_path / "spin"))]
    assert main(["calibration", *folders, "--write", str(page)]) == 2
    assert "has no place for this" in capsys.readouterr().err and page.read_text() == "nothing\n"


def test_before_tells_the_layout_that_links_of_their_own_average_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"{w}/one_to_many/back_populates_aa/{b}/{d}" for w, _, b, d in GROUPS]
    off = dict(zip(names, (1.02, 1 / 1.02, 1.015, 1 / 1.015, 1.01)))
    folders = [equal(tmp_path / "equal"), spin(tmp_path / "spin"), equal(tmp_path / "before", of_cell=off)]
    assert main(["calibration", *map(str, folders[:2]), "--before", str(folders[2])]) == 0
    said = capsys.readouterr().out
    layout = [float(part.split(" %")[0]) for part in said.split("averages out, ")[1:]]
    assert "**Before**, 5 comparisons of the same" in said and layout[0] < 0.5 < 1.0 < layout[1]
