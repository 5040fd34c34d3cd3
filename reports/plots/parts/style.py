"""How a strategy looks, everywhere: one colour and one marker each.

The palette is Okabe & Ito's, for all kinds of colour vision. Colours of text, paper, band and grid are named too: on
the page they become CSS variables, so a figure follows light and dark.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from vocabulary.cells import HAND_WRITTEN, is_hand_written

INK, MUTED, PAPER, BAND, GRID = "#1b1f24", "#59636e", "#fffffe", "#dfe5eb", "#c8d0d8"
SMALL = 8.8  # points: no text is smaller, so that a phone of 360 px shows 11 px
CSS_VARIABLE = {INK: "--ink", MUTED: "--muted", PAPER: "--paper", BAND: "--band", GRID: "--grid"}


@dataclass(frozen=True)
class Look:
    colour: str
    marker: str
    is_open: bool = False


STRATEGY = {
    "back_populates": Look("#0072b2", "o"),
    "back_populates_aa": Look("#56b4e9", "x"),
    "backref": Look("#d55e00", "s"),
    "unidirectional": Look("#009e73", "^"),
    "one_sided": Look("#e4064f", "p"),
    "sync_at_flush": Look("#24369e", ">"),
    "unlinked": Look("#cc79a7", "v"),
    "back_populates_list": Look("#5d4562", "X"),
    "unidirectional_indexed": Look("#b6c180", "<"),
    "back_populates_runtime": Look("#e69f00", "P"),
    "backref_static": Look("#9030f0", "h"),
    "backref_scalar": Look("#783018", "*"),
    "hand_written": Look(INK, "D", is_open=True),
}
_OTHERS = [
    Look(colour, marker) for marker in "P*h8p<>X" for colour in ("#e69f00", "#56b4e9", "#cc79a7", "#8c6bb1", "#7f6000")
]


def look(strategy: str) -> Look:
    """The same for the same name in every figure and every run, also for a strategy nobody gave a colour."""
    if strategy not in STRATEGY and is_hand_written(strategy):  # the limit of one: its marker, hollow and black
        return Look(INK, look(strategy.removeprefix(f"{HAND_WRITTEN}_")).marker, is_open=True)
    return STRATEGY.get(strategy) or _OTHERS[zlib.crc32(strategy.encode()) % len(_OTHERS)]
