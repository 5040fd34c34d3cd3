"""A doubt: what a reader must know before believing a number."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Doubt:
    severity: str  # failure: no number stands there; warning: numbers to be read with care; note: good to know
    text: str
