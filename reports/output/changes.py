"""python3 -m reports compare OLD NEW, as text: the changes, what they rest on, and whether they are a regression."""

from __future__ import annotations

import math
import sys

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from reports.judgement.compare import CellChange, Comparison
from vocabulary.metrics import number, plural, signed_percent, times
from vocabulary.rule import EQUIVALENT, INCONCLUSIVE


def print_changes(comparison: Comparison, show_all: bool, console: Console | None = None) -> None:
    """Only what changed, unless `show_all`."""
    console = console or Console(width=None if sys.stdout.isatty() else 140, highlight=False)
    say = lambda text, style="": console.print(Text(text, style=style))  # noqa: E731  (Text: no name is read as markup)
    for doubt in comparison.doubts:
        say(f"WARNING: {doubt}", "yellow")
    rows = [found for found in comparison.cells if show_all or found.is_change]
    if rows:
        console.print(_table(rows))
    inconclusive = sum(found.verdict == INCONCLUSIVE for found in comparison.cells)
    equivalent = sum(found.verdict == EQUIVALENT for found in comparison.cells)
    shared = plural(len(comparison.cells), "cell")
    say(f"{shared} in both runs: {equivalent} equivalent, {inconclusive} inconclusive in time.")
    for name, cells in (("old", comparison.only_old), ("new", comparison.only_new)):
        if cells:
            say(f"{plural(len(cells), 'cell')} only in the {name} run, for example {cells[0].name}.")
    regressions = comparison.regressions
    if regressions:
        first = regressions[0]
        say(f"REGRESSION in {plural(len(regressions), 'cell')}: {first.cell.name}: {_what(first)}", "bold red")
    else:
        say("No regression.", "green")


def _table(rows: list[CellChange]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for header in ("cell", "time, new/old", "verdict", "exact counts per item"):
        table.add_column(header, overflow="fold")
    for found in rows:
        style = "red" if found.is_regression else "green" if found.is_change else ""
        table.add_row(Text(found.cell.name), Text(_ratio(found)), Text(found.words, style=style), Text(_counts(found)))
    return table


def _ratio(found: CellChange) -> str:
    if found.time is None:
        return "–"
    half = math.exp((found.time.interval_90.high - found.time.interval_90.low) / 2) - 1
    return f"{times(math.exp(found.time.mean))} ±{100 * half:.1f} %"


def _counts(found: CellChange) -> str:
    return ", ".join(
        f"{name} {number(old)} → {number(new)}" + (f" ({signed_percent(new / old - 1)})" if old else "")
        for name, old, new in found.counts
    )


def _what(found: CellChange) -> str:
    return _counts(found) if found.counts and not found.is_slower else found.words
