"""The order of the strategies within a round: a Williams design, so that each stands at each place equally often
and follows each other one equally often (Williams, 1949), walked through over rounds and processes.

Deterministic in (names, seed): the seed shuffles which strategy takes which column and the order of the rows.
"""

import math
import random
from collections.abc import Sequence


def williams(size: int) -> list[list[int]]:
    """Rows of a design for `size` treatments: `size` rows if even, twice as many if odd."""
    first = [0]
    for step in range(1, size):
        first.append((step + 1) // 2 if step % 2 else size - step // 2)
    rows = [[(cell + shift) % size for cell in first] for shift in range(size)]
    return rows if size % 2 == 0 else rows + [row[::-1] for row in rows]


class BalancedOrder:
    """The order of `names` in round r of process p, both counted from 1."""

    def __init__(self, names: Sequence[str], rounds: int, key: str) -> None:
        chance = random.Random(key)
        shuffled = chance.sample(list(names), len(names))
        self._rows = [[shuffled[cell] for cell in row] for row in williams(len(names))]
        chance.shuffle(self._rows)
        self._rounds = rounds
        self._cycle = len(self._rows) // math.gcd(len(self._rows), rounds)  # processes after which orders come back

    def __call__(self, process: int, round_number: int) -> list[str]:
        cycles = (process - 1) // self._cycle  # those that are over: the next one begins a row later
        return self._rows[((process - 1) * self._rounds + round_number - 1 + cycles) % len(self._rows)]
