"""python3 -m reports limits DIR, as text: a table of the limits, and whether any was missed."""

from __future__ import annotations

import math
import sys

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from reports.judgement.limits import MISSED, REACHED, Standing
from vocabulary.metrics import plural, times
from vocabulary.rule import INCONCLUSIVE

_COLOUR = {REACHED: "green", MISSED: "red"}


def print_standings(found: list[Standing], console: Console | None = None) -> None:
    console = console or Console(width=None if sys.stdout.isatty() else 140, highlight=False)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for header in ("cell", "× hand_written", "90 % interval", "to reach", "verdict"):
        table.add_column(header, overflow="fold")
    work = None
    for one in found:
        if one.limit.work != work:
            work = one.limit.work
            table.add_row(Text(work.capitalize(), style="bold"))
        ratio = times(one.ratio) if not math.isnan(one.ratio) else "–"
        ends = [times(math.exp(v)) for v in (one.interval.low, one.interval.high)] if one.interval else []
        verdict = Text(one.words, style=_COLOUR.get(one.verdict, ""))
        table.add_row(Text(one.cell.name), ratio, " – ".join(ends) or "–", f"≤ {times(one.limit.most)}", verdict)
    console.print(table)
    counts = {verdict: sum(one.verdict == verdict for one in found) for verdict in (REACHED, MISSED, INCONCLUSIVE)}
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    console.print(Text(f"{plural(len(found), 'limit')}: {said}.", style="red" if counts[MISSED] else ""))
