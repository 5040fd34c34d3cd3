"""What counts as a row written: of statements that write, as drivers tell it, which tell rows of a SELECT, too."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Iterator

import pytest
from sqlalchemy import create_engine

from sqlalchemy_bench.counting import counted


@pytest.fixture
def engine() -> Iterator[Any]:
    made = create_engine("sqlite://")
    yield made
    made.dispose()


def test_rows_that_were_read_are_not_written(engine: Any) -> None:
    with counted(engine) as sent:
        for sql, rows in (("SELECT 1", 7), ("  select 2", 7), ("UPDATE t SET a = 1", 3), ("DELETE FROM t", -1)):
            engine.dispatch.after_cursor_execute(None, SimpleNamespace(rowcount=rows), sql, (), None, False)
    assert sent.rows_written == 3


def test_many_rows_of_one_text_are_as_many_statements(engine: Any) -> None:
    with counted(engine) as sent:
        engine.dispatch.before_cursor_execute(None, None, "INSERT  INTO t\n VALUES (?)", [(1,), (2,)], None, True)
        engine.dispatch.before_cursor_execute(None, None, "WITH x AS (SELECT 1) SELECT 2", (), None, False)
    assert sent.label == "2 INSERT INTO t VALUES (?)\n1 WITH x AS (SELECT 1) SELECT 2"
    assert (sent.counters["inserts"], sent.counters["selects"], sent.statements) == (2, 1, 3)
