"""What SQLAlchemy does is what the kept results of its version say; its own questions have answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy")

from sqlalchemy_bench import own_questions  # noqa: E402
from sqlalchemy_bench.behaviours import behaviours  # noqa: E402
from sqlalchemy_bench.versions import series_of, version_text  # noqa: E402

KEPT = Path(__file__).resolve().parents[1] / "kept"
pytestmark = pytest.mark.filterwarnings("ignore")  # pairs that overlap warn; that is what unlinked is


def test_what_is_kept_is_what_this_version_does() -> None:
    major, minor = series_of(version_text())
    path = KEPT / f"{major}.{minor}.json"
    if not path.exists():
        pytest.skip(f"nothing is kept of SQLAlchemy {major}.{minor}")
    assert json.loads(path.read_text())["behaviours"] == behaviours()


def test_every_kept_version_says_that_both_spellings_do_the_same() -> None:
    for path in KEPT.glob("*.json"):
        found = json.loads(path.read_text())["behaviours"]
        assert found["follows"]["back_populates"] == found["follows"]["backref"]
        assert all(found["follows"]["backref"].values()) and not all(found["follows"]["unlinked"].values())


@pytest.mark.slow
def test_its_own_questions_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_questions, "LENGTHS", (10, 20))
    monkeypatch.setattr(own_questions, "PAIRS", (2,))
    monkeypatch.setattr(own_questions, "LONG", 50)
    monkeypatch.setattr(own_questions, "MOVES", 5)
    monkeypatch.setattr(own_questions, "REPEATS", 1)
    answers = own_questions.answers()
    rows = {row["what"]: row["value"] for answer in answers for row in answer["rows"]}
    assert rows["user.posts.append(post), lazy=select: statements"] == 2  # it loads the list first
    assert rows["post.author = user, lazy=select: statements"] == 1
    assert rows["set, 20 posts"] > 0 and rows["backref, 2 pairs"] > rows["unidirectional, 2 pairs"] * 0.5
    if series_of(version_text()) >= (2, 0):
        assert rows["user.posts.add(post), lazy=write_only: statements"] == 1
    if series_of(version_text()) >= (2, 1):
        assert rows["a change on one side is seen on the other"] == 1
