"""Counts, for one step of a scenario, the SELECT statements and the rows that INSERT, UPDATE and DELETE wrote."""

import re
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

WRITE = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)")
FIELD = {"INSERT INTO": "inserted", "UPDATE": "updated", "DELETE FROM": "deleted"}


class Counts:
    """What one engine did since `clear`."""

    def __init__(self, engine: Engine) -> None:
        self.clear()
        event.listen(engine, "after_cursor_execute", self._executed)
        event.listen(engine, "handle_error", self._failed)

    def clear(self) -> None:
        self.selects = 0
        self.rows: dict[str, dict[str, int]] = {"inserted": {}, "updated": {}, "deleted": {}}

    def _executed(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("SELECT"):
            self.selects += 1
            return
        found = WRITE.match(statement)
        if found and cursor.rowcount > 0:
            tables = self.rows[FIELD[found[1]]]
            tables[found[2]] = tables.get(found[2], 0) + cursor.rowcount

    def _failed(self, context: Any) -> None:
        """A statement that fails counts nothing: the step shows its error alone."""
