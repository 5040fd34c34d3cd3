"""A benchmark's name comes apart into a cell and goes together again; what is no cell is refused with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.cells import CHOICES, Cell, MalformedName, backend_kind, is_chosen, iterations_of

BACKENDS = ("sqlite", "sqlite_memory", "postgres", "postgres_sharded", "sqlalchemy_2.0", "sqlalchemy_2.0_postgres")

word = st.text(
    st.characters(blacklist_characters="/", blacklist_categories=("C", "Z")), min_size=1, max_size=12
).filter(lambda text: text.isprintable() and text == text.strip() and ":" not in text and not text.endswith("_time"))


@given(
    st.tuples(word, word, word, word, word),
    st.sampled_from(["", "/manual_time", "/iterations:7/manual_time", "/iterations:12"]),
)
def test_names_round_trip(parts: tuple[str, ...], suffix: str) -> None:
    name = "/".join(parts)
    cell = Cell.parse(name + suffix)
    assert (cell.workload, cell.relation, cell.strategy, cell.backend, cell.dataset) == parts
    assert cell.name == name
    assert Cell.parse(cell.name) == cell
    assert cell.group == "/".join((parts[0], parts[1], parts[3], parts[4]))
    assert cell.of("other").group == cell.group


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "1 parts instead of workload/relation/strategy/backend/dataset"),
        ("append/one_to_many/backref/sqlite", "4 parts"),
        ("append/one_to_many/backref/sqlite/manual_time", "'manual_time' is in the place of its dataset"),
        ("append//backref/sqlite/zipf_small", "its relation is ''"),
        ("append/one_to_many/backref/sqlite/zipf small ", "its dataset is 'zipf small '"),
        ("append/one_to_many/backref/sqlite/zipf\n", "its dataset is"),
        ("append/one_to_many/backref/sqlite/zipf_small/10", "unexpected part '10' after the five of a cell"),
    ],
)
def test_what_is_no_cell_is_refused(name: str, message: str) -> None:
    with pytest.raises(MalformedName) as refusal:
        Cell.parse(name)
    assert message in str(refusal.value)


def test_iterations_are_read_from_the_suffix() -> None:
    assert iterations_of("a/b/c/d/e/iterations:12/manual_time") == 12
    assert iterations_of("a/b/c/d/e/manual_time") is None


def test_one_engine_is_one_kind_of_backend() -> None:
    assert backend_kind("sqlite") == backend_kind("sqlite_memory") == "sqlite"
    assert backend_kind("postgres") == backend_kind("postgres_sharded") == "postgres"


def test_several_servers_are_chosen_by_their_own_name_alone() -> None:
    chosen = {choice: [name for name in BACKENDS if is_chosen(name, choice)] for choice in CHOICES}
    assert chosen == {
        "sqlite": ["sqlite", "sqlite_memory", "sqlalchemy_2.0"],
        "postgres": ["postgres", "sqlalchemy_2.0_postgres"],
        "postgres_sharded": ["postgres_sharded"],
        "all": ["sqlite", "sqlite_memory", "postgres", "sqlalchemy_2.0", "sqlalchemy_2.0_postgres"],
    }
