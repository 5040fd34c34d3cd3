"""python3 -m reports limits DIR, as text: a table of the limits, and whether any was missed."""

from __future__ import annotations

import sys

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from reports.judgement.limits import MISSED, REACHED, Standing
from reports.output.sections.limits import tally

_COLOUR = {REACHED: "green", MISSED: "red"}


def print_standings(found: list[Standing], console: Console | None = None) -> None:
    console = console or Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for header in ("measured", "value", "90 % interval", "to reach", "verdict"):
        table.add_column(header, overflow="fold")
    work = None
    for one in found:
        if one.limit.work != work:
            work = one.limit.work
            table.add_row(Text(work[0].upper() + work[1:], style="bold"))
        verdict = Text(one.words, style=_COLOUR.get(one.verdict, ""))
        most = one.limit.text(one.limit.most)
        table.add_row(Text(one.subject), one.limit.text(one.value), one.interval, f"≤ {most}", verdict)
    console.print(table)
    is_missed = any(one.verdict == MISSED for one in found)
    console.print(Text(tally(found), style="red" if is_missed else ""))
