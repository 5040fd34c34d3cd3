"""Both send: where the mapper and SQLAlchemy need other numbers of statements for the same rows, the page says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.output.build import build
from reports.tests.synthetic import Folder

WRITTEN = {"inserts": 4.0, "updates": 0.0, "deletes": 0.0, "selects": 0.0, "rows_written": 1000.0}


def page(path: Path, there: dict[str, float], dataset: str = "zipf_small") -> str:
    groups = (
        ("insert_graph", "one_to_many", "postgres", "zipf_small"),
        ("insert_graph", "one_to_many", "sqlalchemy_2.0_postgres", dataset),
    )
    cells = [f"{w}/{r}/back_populates/{backend}/{data}" for w, r, backend, data in groups]
    sent = {cells[0]: WRITTEN | {"copies": 1.0}, cells[1]: WRITTEN | there}
    folder = Folder(path, groups=groups, counters_of=sent).make()
    build(folder)
    return (folder / "index.html").read_text()


@pytest.mark.slow
def test_the_ways_to_write_many_rows_are_told(tmp_path: Path) -> None:
    told = page(tmp_path, {"inserts": 250.0, "rows_written": 250.0}, "users_100_first_25")
    assert "C++ mapper writes 1,000 rows by 4 statements (COPY), SQLAlchemy 2.0 250 by 250." in told


@pytest.mark.slow
@pytest.mark.parametrize("there", [{}, {"inserts": 2.0, "rows_written": 500.0}])
def test_as_many_rows_a_statement_are_no_difference(tmp_path: Path, there: dict[str, float]) -> None:
    assert "Other statements:" not in page(tmp_path, there, "users_100_first_25")


@pytest.mark.slow
def test_selects_are_compared_on_the_same_data_alone(tmp_path: Path) -> None:
    more = {"selects": 3.0}
    assert "C++ mapper sends 0 SELECTs, SQLAlchemy 2.0 3." in page(tmp_path / "same", more)
    assert "Other statements:" not in page(tmp_path / "other", more, "users_100_first_25")
