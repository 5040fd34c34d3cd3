"""Workload: a start state, the timed work, and a required end state; one file a phase has them.

`setup` brings about the start state, untimed; `run` is timed; `answer` reads both sides and, where `has_rows`, what a
flush makes of the rows. A change of many posts stops at MOST of them, because SQLAlchemy searches its lists: the work
of one item is the same.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from sqlalchemy_bench.answers import Graph, difference, read_memory, read_rows, start_of
from sqlalchemy_bench.databases import Database

MOST = 1000  # posts that one iteration changes


class Workload:
    """One cell. `fixture` is a strategy at work, or hand-written code."""

    name = ""
    words = ""
    item = "post"
    question = ""
    phase = ""
    relation = "one_to_many"
    of_list: Dict[str, Any] = {}  # options of User.posts
    is_empty = False  # starts from empty tables
    without: Tuple[str, ...] = ()  # strategies that do not have it

    def __init__(self, fixture: Any, database: Database) -> None:
        self.fixture, self.database = fixture, database

    def setup(self) -> None:
        self.fixture.open()

    def run(self) -> None:
        raise NotImplementedError

    @property
    def items(self) -> int:
        return len(self.database.rows["posts"])

    @property
    def seen_users(self) -> List[Any]:
        return self.fixture.users  # type: ignore[no-any-return]

    @property
    def seen_posts(self) -> List[Any]:
        return self.fixture.posts_by_id()  # type: ignore[no-any-return]

    def expected(self) -> Graph:
        return start_of(self.database)

    def wrong(self, has_rows: bool) -> Optional[str]:
        """What is not as it should be; None if all is. Memory is read first: the flush might mend it."""
        found = read_memory(self.fixture, self.seen_users, self.seen_posts)
        if has_rows:
            self.fixture.flush()
            read_rows(self.fixture, found)
        return difference(self.expected(), found, self.fixture.keeps_lists, has_rows)

    def finish(self) -> None:
        self.fixture.close()

    def counters(self) -> Dict[str, float]:
        return {}
