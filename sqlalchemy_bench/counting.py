"""The statements that an engine sends, seen by its events: what was sent, how often, and what kind it is."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Dict, Iterator

from sqlalchemy import event

KINDS = {"SELECT": "selects", "INSERT": "inserts", "UPDATE": "updates", "DELETE": "deletes", "WITH": "selects"}
MOST_TOLD = 4000  # characters of one statement in a raw file


@dataclass
class Sent:
    """One executemany of n rows counts n statements of its text, which is what the database runs."""

    texts: "Counter[str]" = field(default_factory=Counter)
    rows_written: int = 0

    def add(self, sql: str, times: int = 1) -> None:
        self.texts[" ".join(sql.split())] += times

    @property
    def counters(self) -> Dict[str, float]:
        found: Dict[str, float] = dict.fromkeys((*KINDS.values(), "other_statements"), 0.0)
        for sql, times in self.texts.items():
            found[KINDS.get(sql.split(" ", 1)[0].upper(), "other_statements")] += times
        return {**found, "rows_written": float(self.rows_written)}

    @property
    def statements(self) -> int:
        return sum(self.texts.values())

    @property
    def label(self) -> str:
        """A line `TIMES SQL` for each text, as the report reads it."""
        return "\n".join(f"{times} {sql[:MOST_TOLD]}" for sql, times in self.texts.items())


@contextmanager
def counted(engine: Any) -> Iterator[Sent]:
    """What the engine sends meanwhile."""
    sent = Sent()

    def before(connection: Any, cursor: Any, sql: str, parameters: Any, context: Any, executemany: bool) -> None:
        sent.add(sql, len(parameters) if executemany else 1)

    def after(connection: Any, cursor: Any, sql: str, parameters: Any, context: Any, executemany: bool) -> None:
        if not sql.lstrip().upper().startswith("SELECT") and cursor.rowcount > 0:
            sent.rows_written += cursor.rowcount

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)
