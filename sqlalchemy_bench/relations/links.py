"""Links: what both sides of a relation hold, as plain numbers, and the work that all three relations share.

Left is the user of a profile, the post with its replies, or the post with its tags; right is what it is linked to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

from sqlalchemy.orm import Session

STRATEGIES = ("back_populates", "back_populates_aa", "backref", "unidirectional", "unlinked")
Pairs = List[Tuple[int, int]]


@dataclass
class Links:
    """By id, the ids on the other side, in order; `rows` are the pairs that the tables hold."""

    left: Dict[int, List[int]] = field(default_factory=dict)
    right: Dict[int, List[int]] = field(default_factory=dict)
    rows: List[Tuple[int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, left: List[int], right: List[int], rows: Pairs) -> "Links":
        links = cls({key: [] for key in left}, {key: [] for key in right}, sorted(rows))
        for one, other in links.rows:
            links.left[one].append(other)
            links.right[other].append(one)
        return links

    def sort_right(self) -> None:
        self.right = {key: sorted(others) for key, others in self.right.items()}


class Relation:
    """One strategy's classes and what its caller writes; a file a relation."""

    stale_until_flush = False  # the caller writes one side alone, and the other is right after the flush

    def __init__(self, strategy: str) -> None:
        self.name = "back_populates" if strategy == "back_populates_aa" else strategy
        self.registry = self.declare()
        self.registry.configure()

    def declare(self) -> Any:
        raise NotImplementedError

    def load(self, session: Any) -> Tuple[List[Any], List[Any]]:
        """All objects of both sides with few SELECTs."""
        raise NotImplementedError

    def of_left(self, one: Any) -> List[Any]:
        raise NotImplementedError

    def of_right(self, one: Any) -> List[Any]:
        raise NotImplementedError

    def flush(self, session: Any) -> None:
        session.flush()


@dataclass
class _Engine:
    """What counts statements needs to know of a fixture."""

    engine: Any


class LinksWork:
    """One cell of a relation. `model` makes the strategy's Relation; `rows_sql` reads its links."""

    name = words = item = question = phase = relation = rows_sql = ""
    strategies: Tuple[str, ...] = STRATEGIES
    without: Tuple[str, ...] = ()
    of_list: Dict[str, Any] = {}
    model: Any = None

    def __init__(self, mapped: Any, database: Any) -> None:
        self.mapped, self.database = mapped, database
        self.fixture = _Engine(database.engine())
        self.session: Any = None
        self.left: Dict[int, Any] = {}
        self.right: Dict[int, Any] = {}

    @classmethod
    def of(cls, strategy: str, database: Any) -> "LinksWork":
        key = cls.relation, strategy
        if key not in _relations:
            _relations[key] = cls.model(strategy)
        return cls(_relations[key], database)

    def setup(self) -> None:
        self.open()
        self.load()
        for one in self.left.values():
            self.mapped.of_left(one)
        for one in self.right.values():
            self.mapped.of_right(one)  # both sides are resolved before anything is timed

    def open(self) -> None:
        self.finish()
        self.session = Session(self.database.engine(), future=True)

    def load(self) -> None:
        left, right = self.mapped.load(self.session)
        self.left = {one.id: one for one in left}
        self.right = {one.id: one for one in right}

    def run(self) -> None:
        raise NotImplementedError

    @property
    def items(self) -> int:
        raise NotImplementedError

    def start(self) -> Links:
        raise NotImplementedError

    def expected(self) -> Links:
        return self.start()

    def wrong(self, has_rows: bool) -> Optional[str]:
        is_stale, expected = self.mapped.stale_until_flush, self.expected()
        if is_stale:
            self.mapped.flush(self.session)
            expected.sort_right()
        found = Links(
            {key: [other.id for other in self.mapped.of_left(one)] for key, one in self.left.items()},
            {key: [other.id for other in self.mapped.of_right(one)] for key, one in self.right.items()},
        )
        if has_rows:
            self.mapped.flush(self.session)
            rows = self.session.connection().exec_driver_sql(self.rows_sql)
            found.rows = sorted((row[0], row[1]) for row in rows)
        else:
            found.rows = expected.rows
        for part in ("left", "right", "rows"):
            if getattr(expected, part) != getattr(found, part):
                seen, wanted = (str(getattr(links, part))[:200] for links in (found, expected))
                return f"{part} is {seen} where {wanted} is right"
        return None

    def finish(self) -> None:
        self.left, self.right = {}, {}
        if self.session is not None:
            self.session.close()
            self.session = None

    def counters(self) -> Dict[str, float]:
        return {}


class LoadLinks(LinksWork):
    """Loads all, and walks both sides once."""

    phase = "load"

    def setup(self) -> None:
        self.open()

    def run(self) -> None:
        self.load()
        mapped = self.mapped
        for one in self.left.values():
            for other in mapped.of_left(one):
                mapped.of_right(other)

    @property
    def items(self) -> int:
        return len(self.start().left)


_relations: Dict[Tuple[str, str], Relation] = {}
