"""What is said of one comparison: what its interval leaves no doubt of, and how many processes would settle it."""

from __future__ import annotations

import pytest

from reports.judgement.comparison import _more, certain_words
from vocabulary.statistics import Interval


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.1, 0.2, "at least 10.5 % slower"),
        (-0.2, -0.1, "at least 9.5 % faster"),
        (0.0, 0.02, "at most 2.0 % slower"),
        (-0.02, 0.0, "at most 2.0 % faster"),
        (-0.01, 0.02, "at most 1.0 % faster or 2.0 % slower"),
        (0.04, 0.2, "at most 22.1 % slower"),  # within what equal code differs by
    ],
)
def test_an_interval_leaves_no_doubt_of_its_sides(low: float, high: float, words: str) -> None:
    assert certain_words(Interval(low, high, 0.9), floor=0.05) == words
    assert certain_words(None, floor=0.05) == ""


def test_more_processes_than_there_are_would_settle_it() -> None:
    assert [_more(needed, 16) for needed in (None, 10, 16, 40)] == [None, 17, 17, 40]
