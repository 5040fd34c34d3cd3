"""python3 -m reports pool, as text: what holds over machines, the verdicts machine by machine, where the page is."""

from __future__ import annotations

import math
import sys
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from reports.judgement.pooled import Pooling, Standing
from reports.words import machines as words
from vocabulary.rule import FASTER, SLOWER

_COLOUR = {FASTER: "green", SLOWER: "red", "failed": "bold red"}


def print_pooling(pooling: Pooling, page: Path, console: Console | None = None) -> None:
    console = console or Console(width=None if sys.stdout.isatty() else 140, highlight=False)
    say = lambda text, style="": console.print(Text(text, style=style))  # noqa: E731  (Text: no name is read as markup)
    for sentence in words.headline(pooling):
        say(f"• {sentence}", "bold")
    for sentence in words.about_hardware(pooling):
        say(sentence)
    for remark in words.remarks(pooling):
        say(f"WARNING: {remark}", "yellow")
    for family in dict.fromkeys(row.family for row in pooling.rows):
        console.print(_table(pooling, family))
    say(f"Page: {page}")


def _table(pooling: Pooling, family: str) -> Table:
    table = Table(title=Text(family.capitalize(), style="bold"), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    unfit = [f"({machine.name})" for machine in pooling.machines if machine.unfit]
    for header in ("comparison", *(machine.name for machine in pooling.counted), *unfit, "across machines"):
        table.add_column(header, overflow="fold")
    for row in pooling.rows:
        if row.family == family:
            cells = [_entry(one) for one in (*row.standings, *row.beside)]
            over = Text(f"{row.verdict}\n", style=_COLOUR.get(row.verdict, ""))
            if row.together:
                over.append(words.numbers(row.together.mean, row.together.interval(0.90)), style="dim")
            table.add_row(Text(f"{row.strategy}\n{row.group}"), *cells, over)
    return table


def _entry(one: Standing) -> Text:
    ratio = "" if math.isnan(one.mean) else f"\n{words.two(one.mean)} ×"
    return Text(f"{one.verdict}{ratio}", style=_COLOUR.get(one.verdict, ""))
