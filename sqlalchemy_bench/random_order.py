"""Pseudo-random numbers and permutations as datasets/rng.h and datasets/permutation.h make them, digit by digit: so a
workload goes through the posts in the same order, and a mix makes the same requests, in both systems.

Source: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014); a balanced Feistel network (Luby and Rackoff, 1988), walked
along its cycle (Black and Rogaway, 2002).
"""

from __future__ import annotations

from typing import List

GOLDEN = 0x9E3779B97F4A7C15
WORKING_ORDER, REQUESTS = 7, 18  # streams
_MASK = (1 << 64) - 1


def mix(z: int) -> int:
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def stream_key(seed: int, stream: int) -> int:
    return mix((mix((seed + GOLDEN) & _MASK) + stream * GOLDEN) & _MASK)


class Draws:
    """The numbers of one row of one stream, drawn one after the other."""

    def __init__(self, seed: int, stream: int, row: int) -> None:
        self._state = mix((stream_key(seed, stream) + row * GOLDEN) & _MASK)

    def next(self) -> int:
        self._state = (self._state + GOLDEN) & _MASK
        return mix(self._state)

    def below(self, n: int) -> int:
        return ((self.next() >> 32) * n) >> 32


def working_order(n: int, seed: int = 1) -> List[int]:
    """The indices 0 to n - 1 in the order in which a workload goes through what it changes."""
    if n == 0:
        return []
    half_bits = 1
    while (1 << (2 * half_bits)) < n:
        half_bits += 1
    mask = (1 << half_bits) - 1
    keys = [mix((stream_key(seed, WORKING_ORDER) + (number + 1) * GOLDEN) & _MASK) for number in range(4)]
    return [_walk(i, n, half_bits, mask, keys) for i in range(n)]


def _walk(x: int, n: int, half_bits: int, mask: int, keys: List[int]) -> int:
    while True:
        left, right = x >> half_bits, x & mask
        for key in keys:
            left, right = right, left ^ (mix((key + right) & _MASK) & mask)
        x = (left << half_bits) | right
        if x < n:
            return x
