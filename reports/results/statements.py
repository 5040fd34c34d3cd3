"""Sent: the statements of one iteration of a cell, as the binary wrote them into the row that first checked its
answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONG_LIST = re.compile(r"([?$]\d+)(?:, [?$]\d+){2,}, ([?$]\d+)")


@dataclass(frozen=True)
class Sent:
    times: int
    sql: str  # a long list of parameters is shortened


def read_statements(label: str) -> tuple[Sent, ...]:
    """The statements of a row's label, a line `TIMES SQL` each; a line of another shape is left out."""
    found = [line.partition(" ") for line in label.splitlines()]
    return tuple(
        Sent(int(times), _LONG_LIST.sub(r"\1, …, \2", sql)) for times, _, sql in found if times.isdigit() and sql
    )
