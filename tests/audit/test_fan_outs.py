"""Lists are counted in a database that is read and not changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from audit.facts import Facts, UnusableFacts
from audit.findings import LONG, findings
from audit.probing import probe
from tests.audit.conftest import MODELS


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Ann has 3 posts, Bob one more than LONG; a post of nobody; two tags on one post. There are no profiles."""
    path = tmp_path / "shop.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            "CREATE TABLE users (id INTEGER PRIMARY KEY);"
            "CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER, parent_id INTEGER);"
            "CREATE TABLE tags (id INTEGER PRIMARY KEY);"
            "CREATE TABLE post_tags (post_id INTEGER, tag_id INTEGER);"
            "INSERT INTO post_tags VALUES (1, 1), (1, 2), (2, 1)"
        )
        rows = [(1,)] * 3 + [(2,)] * (LONG + 1) + [(None,)]
        connection.executemany("INSERT INTO posts (author_id) VALUES (?)", rows)
    connection.close()
    return path


def counted(python: str, dsn: str) -> Facts:
    return probe([str(MODELS / "back_populates.py")], python=python, dsn=dsn)


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}"])
def test_lists_are_counted_and_the_long_one_is_a_finding(python: str, database: Path, form: str) -> None:
    before = database.read_bytes()
    facts = counted(python, form.format(database))
    fan_outs = {facts.short(id_): found for id_, found in facts.document["fan_outs"].items()}
    assert fan_outs["User.posts"] == {"owners": 2, "rows": LONG + 4, "longest": LONG + 1, "ninety_ninth": LONG + 1}
    assert fan_outs["Post.tags"] == {"owners": 2, "rows": 3, "longest": 2, "ninety_ninth": 2}
    assert fan_outs["Tag.posts"]["longest"] == 2
    assert fan_outs["Post.replies"] == {"owners": 0, "rows": 0, "longest": 0, "ninety_ninth": 0}
    (one,) = [one for one in findings(facts, []) if one.kind == "long_list"]
    assert "User.posts has up to 1,001 elements" in one.says and "Setting Post.author loads nothing" in one.risk
    assert database.read_bytes() == before and list(database.parent.iterdir()) == [database]


def test_a_table_that_is_not_there_is_told_and_no_error(python: str, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TABLE post_tags")
    facts = counted(python, str(database))
    fan_outs = {facts.short(id_): found for id_, found in facts.document["fan_outs"].items()}
    assert "no such table" in fan_outs["Post.tags"]["error"]
    assert fan_outs["User.posts"]["owners"] == 2


def test_a_database_that_is_not_there_is_not_made(python: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableFacts, match="the database cannot be read"):
        counted(python, f"sqlite:///{tmp_path}/none.sqlite")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "dsn", ["nodialect://me:tr0ub4dor@here/shop", "host=127.0.0.1 port=1 password=tr0ub4dor", "://tr0ub4dor@"]
)
def test_a_password_is_never_shown(python: str, dsn: str, command: Callable[..., object]) -> None:
    with pytest.raises(UnusableFacts) as refused:
        counted(python, dsn)
    assert "the database cannot be read" in str(refused.value) and "tr0ub4dor" not in str(refused.value)
