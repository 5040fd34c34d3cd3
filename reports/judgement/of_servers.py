"""Doubts about PostgreSQL: which ways its servers took, what several of them cannot do, and what was tried again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.judgement.doubt import Doubt
from reports.judgement.verdicts import Judgement
from vocabulary.cells import is_sqlalchemy, needs_server
from vocabulary.metrics import plural


def of_servers(judgement: Judgement) -> Iterator[Doubt]:
    samples = judgement.run.samples
    here = samples[[not is_sqlalchemy(cell.backend) and needs_server(cell.backend) for cell in samples["cell"]]]
    if not len(here):
        return
    yield Doubt(
        "note",
        (
            "On PostgreSQL one statement carries many rows (COPY for new rows, arrays for changed and deleted ones), so"
            " it counts fewer statements than SQLite for the same rows. A whole table is read by COPY, rows by key as a"
            " stream; the counts of COPYs and of statements with arrays show which was used."
        ),
    )
    if cells := _cells_with(here, "fallbacks"):
        yield Doubt(
            "warning",
            (
                f"In {plural(len(cells), 'cell')} rows could not be written in the requested way, and another way was"
                f" used (for example in {cells[0]}): the server or the table does not allow it."
            ),
        )
    if cells := _cells_with(here, "retries"):
        yield Doubt(
            "warning",
            (
                f"The server aborted work of {plural(len(cells), 'cell')} in favour of others (SQLSTATE 40001 or 40P01;"
                f" for example in {cells[0]}). It was repeated after a pause, including set-up. A sample is the time of"
                " the attempt that finished; the counter retries shows how many did not."
            ),
        )
    yield from _spread(judgement.run.plan.environment.get("postgres"))


def _cells_with(samples: Any, counter: str) -> list[str]:
    if counter not in samples:
        return []
    return sorted({cell.name for cell in samples.loc[samples[counter] > 0, "cell"]})


def _spread(facts: object) -> Iterator[Doubt]:
    """What the run asked the server: it is in the plan."""
    if not isinstance(facts, dict) or not (places := facts.get("spread")):
        return
    lacks = [str(lack) for lack in facts.get("lacks", ())]
    yield Doubt(
        "note",
        (
            f"Several servers hold the tables: {'; '.join(map(str, places))}; the rest is on the coordinator."
            + (f" Not possible there, although requested: {'; '.join(lacks)}." if lacks else "")
        ),
    )
