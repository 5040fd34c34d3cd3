"""The terminal's first lines say what was compared and with what result; no colour is needed to read it."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from reports.judgement.verdicts import Judgement
from reports.output.terminal import print_report
from reports.tests.conftest import FAILED_CELL


def printed(judgement: Judgement, width: int = 110) -> str:
    out = io.StringIO()
    print_report(judgement, Path("reports/latest/index.html"), Console(file=out, width=width, highlight=False))
    return out.getvalue()


def test_the_first_lines_say_what_and_with_what_result(standard: tuple[Path, Judgement]) -> None:
    lines = printed(standard[1]).splitlines()
    assert "what does mapping them by backref and unidirectional cost, compared with" in lines[0]
    top = " ".join(lines[:9])
    assert "16 fresh processes of 7 rounds" in top
    assert "not for speed: wherever this run can decide, backref runs equally fast." in top
    assert "Our C++ mapper: backref is equally fast in all 5 comparisons (" in top
    assert "• The reverse side is read: Don’t sync it by hand." in " ".join(lines)


def test_the_table_has_every_workload_and_the_last_line_the_page(standard: tuple[Path, Judgement]) -> None:
    text = printed(standard[1])
    for words in (
        "load the graph by selectin",
        "append a post",
        "insert a new graph",
        "equivalent",
        "faster by 1",
        "hand_written",
    ):
        assert words in text
    assert text.splitlines()[-1] == "Report: reports/latest/index.html"


def test_failures_come_first_and_names_are_no_markup(troubled: tuple[Path, Judgement]) -> None:
    text = printed(troubled[1])
    top = " ".join(text.splitlines()[:12])
    assert "No recommendation: backref failed in 1 measurement." in top and f"FAILURE: {FAILED_CELL} failed" in top
    assert "FAILURE: " in text and "WARNING: The run is interrupted" in text
    assert "\x1b[" not in text


def test_no_line_is_wider_than_a_hundred_columns(troubled: tuple[Path, Judgement]) -> None:
    assert max(len(line) for line in printed(troubled[1], width=100).splitlines()) <= 100
