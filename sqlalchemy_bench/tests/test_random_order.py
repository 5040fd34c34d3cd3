"""The working order and the draws are those of the C++ programs, digit by digit."""

from __future__ import annotations

from sqlalchemy_bench.random_order import GOLDEN, REQUESTS, Draws, mix, working_order


def test_numbers_are_the_published_ones_of_splitmix64() -> None:
    """https://prng.di.unimi.it/splitmix64.c from the state 1234567."""
    assert [mix((1234567 + n * GOLDEN) % 2**64) for n in (1, 2, 3)] == [
        6457827717110365317, 3203168211198807973, 9817491932198370423
    ]  # fmt: skip


def test_every_index_stands_once() -> None:
    for n in (0, 1, 2, 7, 40, 1000):
        assert sorted(working_order(n)) == list(range(n))


def test_draws_stay_below_their_bound_and_repeat() -> None:
    one, two = Draws(1, REQUESTS, 0), Draws(1, REQUESTS, 0)
    drawn = [one.below(10) for _ in range(1000)]
    assert drawn == [two.below(10) for _ in range(1000)] and set(drawn) == set(range(10))
