"""The order of strategies is balanced: over places, over neighbours, over rounds and processes."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from experiment.order import BalancedOrder, williams


@given(st.integers(1, 12))
def test_each_treatment_stands_at_each_place_equally_often(size: int) -> None:
    rows = williams(size)
    places = Counter((place, treatment) for row in rows for place, treatment in enumerate(row))
    assert set(places.values()) == {len(rows) // size} and len(places) == size * size


@given(st.integers(2, 12))
def test_each_treatment_follows_each_other_equally_often(size: int) -> None:
    pairs = Counter(pair for row in williams(size) for pair in zip(row, row[1:], strict=False))
    assert len(pairs) == size * (size - 1) and len(set(pairs.values())) == 1


@given(st.integers(1, 8), st.integers(1, 20), st.integers(1, 20), st.text(max_size=5))
def test_every_round_holds_every_name_once(size: int, rounds: int, processes: int, key: str) -> None:
    names = [f"s{number}" for number in range(size)]
    order = BalancedOrder(names, rounds, key)
    for process in range(1, processes + 1):
        for number in range(1, rounds + 1):
            assert sorted(order(process, number)) == names


@given(st.text(max_size=5))
def test_places_are_balanced_over_the_rounds_of_all_processes(key: str) -> None:
    names = ["a", "b", "c", "d", "e"]
    order = BalancedOrder(names, rounds=7, key=key)
    first = Counter(order(process, number)[0] for process in range(1, 17) for number in range(1, 8))
    assert max(first.values()) - min(first.values()) <= 2


@given(st.integers(2, 12), st.integers(1, 8), st.text(max_size=5))
def test_a_round_begins_with_each_in_turn_over_processes(size: int, rounds: int, key: str) -> None:
    """Also where the rounds of a process are as many as the orders: the first round differs from the others, because
    it follows the checks."""
    order = BalancedOrder([f"s{number}" for number in range(size)], rounds, key)
    cycle = 2 * size * size
    first = Counter(order(process, 1)[0] for process in range(1, cycle + 1))
    assert len(first) == size and max(first.values()) == min(first.values())


def test_the_seed_decides_and_repeats() -> None:
    def orders(key: str) -> list[list[str]]:
        order = BalancedOrder(["a", "b", "c", "d", "e"], 7, key)
        return [order(process, number) for process in (1, 2) for number in range(1, 8)]

    assert orders("1/group") == orders("1/group")
    assert orders("1/group") != orders("2/group")
