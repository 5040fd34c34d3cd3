"""The report on a terminal: what was compared and with what result in sentences, then a table, then where the rest is.

Works as plain text too: nothing is said by colour alone, and without a terminal the table takes at least 100 columns.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from reports.evidence.advice.headline import headline
from reports.evidence.advice.rows import rows
from reports.judgement.doubts import doubts
from reports.judgement.verdicts import FASTER, NO_VERDICT, SLOWER, INCONCLUSIVE, Comparison, Judgement
from reports.words.answer import judged_strategies
from reports.words.labels import absolute, block_title, what_was_measured, where
from vocabulary.cells import BASELINE, HAND_WRITTEN
from vocabulary.metrics import plural, times

_COLOUR = {FASTER: "green", SLOWER: "red", "failed": "bold red", "missing": "yellow", "skipped": "yellow"}
_MOST_DOUBTS = 8


def print_report(judgement: Judgement, page: Path, console: Console | None = None) -> None:
    console = console or Console(width=None if sys.stdout.isatty() else 110, highlight=False)
    plan = judgement.run.plan
    say = lambda text, style="": console.print(Text(text, style=style))  # noqa: E731  (Text: no name is read as markup)
    others = " and ".join(judged_strategies(judgement.comparisons)) or "the others"
    say(f"A user's posts, a post's author: what does mapping them by {others} cost, compared with {BASELINE}?", "bold")
    say(f"Measured: {what_was_measured(judgement)}.")
    said = headline(judgement)
    say(said.text, "bold")
    for sentence in said.lead:
        say(f"• {sentence}")
    for doubt in doubts(judgement)[:_MOST_DOUBTS]:
        say(
            f"{doubt.severity.upper()}: {doubt.text}",
            {"failure": "bold red", "warning": "yellow"}.get(doubt.severity, "dim"),
        )
    if (hidden := len(doubts(judgement)) - _MOST_DOUBTS) > 0:
        say(f"... and {plural(hidden, 'more remark')} on the page.")
    say("What to do:", "bold")
    for row in rows(judgement):
        say(f"• {row.situation}: {row.action}. {row.reason.capitalize()}: {row.why}")
    for phase in plan.phases:
        console.print(_table(judgement, phase))
    say(
        (
            f"Ratios are times relative to {BASELINE}: below 1 is faster. ± is the half-width of the 90 % interval over"
            " processes."
        ),
        "dim",
    )
    say(f"Report: {page}")


def _table(judgement: Judgement, phase: str) -> Table:
    groups = [group for group in judgement.run.plan.groups if group.phase == phase]
    table = Table(
        title=Text(phase.capitalize(), style="bold"),
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        expand=False,
    )
    comparisons = judgement.of_phase(phase)
    strategies = [*judged_strategies(comparisons)]
    strategies += [HAND_WRITTEN] if any(c.strategy == HAND_WRITTEN for c in comparisons) else []
    if phase not in judgement.run.plan.timed_phases:  # exact counts judge them all
        strategies = list(dict.fromkeys(c.strategy for c in comparisons))
    table.add_column("workload", max_width=34)
    table.add_column(BASELINE, justify="right", no_wrap=True)
    for strategy in strategies:
        table.add_column(strategy)
    for group in groups:
        cell = group.cell(BASELINE)
        cost = judgement.costs.get(cell)
        costs = (
            f"{absolute(cost)}/{judgement.run.item(cell.workload)}"
            if cost and cost.is_measured
            else cost.status if cost else "not planned"
        )
        by_strategy = {c.strategy: c for c in judgement.of_group(group)}
        words = Text(block_title(judgement, group)).append(f"\n{where(group)}", style="dim")
        table.add_row(words, Text(costs), *[_entry(by_strategy.get(strategy)) for strategy in strategies])
    return table


def _entry(comparison: Comparison | None) -> Text:
    """The ratio with its interval, and below it the verdict."""
    if comparison is None:
        return Text("not planned", style="dim")
    if not comparison.n:
        return Text(comparison.verdict, style=_COLOUR.get(comparison.verdict, ""))
    half = (
        f" ±{(comparison.interval_90.high - comparison.interval_90.low) / 2 * 100:.1f} %"
        if comparison.interval_90
        else ""
    )
    text = Text(f"{times(comparison.ratio)}{half}")
    if comparison.verdict == NO_VERDICT:
        return text
    words = (
        comparison.verdict
        if comparison.verdict == INCONCLUSIVE and comparison.note == "quick run"
        else comparison.brief_words
    )
    return text.append(f"\n{words}", style=_COLOUR.get(comparison.verdict, ""))
