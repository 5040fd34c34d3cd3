"""Looks: after how many processes a run is judged, and what each look may spend of the chance to err.

An error rate a is spent over the looks by a function of t, the share of the processes that are measured (Lan & DeMets
1983, "Discrete sequential boundaries for clinical trials"): what is spent up to look k is f(a, t_k), and look k tests
at the difference to the look before. The sum is a, so the promise holds by the union bound, whatever ties the looks
together; no joint distribution is assumed.

Two functions: `power`, a t² (Kim & DeMets 1987, "Design and analysis of group sequential tests based on the type I
error spending rate function"), and `obrien_fleming`, 2 - 2 Φ(z_{a/2} / √t) (O'Brien & Fleming 1979). The second leaves
the first look next to nothing, which Student's t of 16 processes turns into intervals three times as wide;
docs/statistics.md compares them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

POWER, OBRIEN_FLEMING = "power", "obrien_fleming"


def spent(spending: str, level: float, share: float) -> float:
    """Of `level`, up to the look at which this share of the processes is measured."""
    if share >= 1 or level <= 0:
        return level
    if spending == POWER:
        return level * share**2
    from scipy import special  # here: loading it takes longer than all else that a command line needs

    return min(level, float(2 * special.ndtr(special.ndtri(level / 2) / math.sqrt(share))))


@dataclass(frozen=True)
class Looks:
    """`counts`: processes at each look, rising."""

    counts: tuple[int, ...]
    spending: str = POWER

    @property
    def first(self) -> int:
        return self.counts[0]

    @property
    def last(self) -> int:
        return self.counts[-1]

    def level(self, look: int, level: float) -> float:
        """What look number `look`, from 0, may spend of `level`."""
        before = spent(self.spending, level, self.counts[look - 1] / self.last) if look else 0.0
        return spent(self.spending, level, self.counts[look] / self.last) - before
