"""A small dataset as a file, made here by plain SQL, so that no binary is needed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy")

from sqlalchemy_bench import databases, garbage  # noqa: E402

USERS, POSTS = 12, 60
SCHEMA = """
CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL);
CREATE TABLE posts(id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL,
                   author_id INTEGER REFERENCES users(id));
CREATE INDEX posts_author_id ON posts(author_id);
"""


def write(folder: Path, name: str, users: int, posts: int) -> None:
    """User k has every users-th post."""
    file = sqlite3.connect(folder / f"{name}.sqlite")
    file.executescript(SCHEMA)
    file.executemany("INSERT INTO users VALUES (?, ?, ?)", [(k, f"user {k}", f"u{k}@x") for k in range(1, users + 1)])
    rows = [(i, f"post {i}", "text", i % users + 1) for i in range(1, posts + 1)]
    file.executemany("INSERT INTO posts VALUES (?, ?, ?, ?)", rows)
    file.commit()
    file.close()


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("datasets")
    write(folder, "made_tiny", USERS, POSTS)
    write(folder, "made_1000", 1000, 1000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOTHSIDES_DATASETS", str(folder))
        yield folder
    databases.close_all()


@pytest.fixture(autouse=True)
def no_garbage_is_collected() -> Iterator[None]:
    with garbage.left():
        yield
