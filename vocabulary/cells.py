"""Cell: the five parts of a benchmark's name, and the one place in Python that takes a name apart.

A name is `workload/relation/strategy/backend/dataset`; Google Benchmark appends `/iterations:N` and `/manual_time`.
A group is a cell without its strategy: what is compared with each other. The phase is not in the name:
it comes from the plan, and from `workload.<name>.phase` in a raw file's context.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from vocabulary.errors import UnusableInput

BASELINE = "back_populates"
AA_COPY = "back_populates_aa"
HAND_WRITTEN = "hand_written"
SQLALCHEMY = "sqlalchemy"
SQLITE, POSTGRES = ENGINES = ("sqlite", "postgres")  # a backend's name begins with its engine's; SQLAlchemy's ends so
SHARDED = "postgres_sharded"  # a database on several servers, of which one is not enough: chosen by its own name
ALL = "all"  # of --backend: SQLite and one PostgreSQL server
CHOICES = (*ENGINES, SHARDED, ALL)
IN_MEMORY = "sqlite_memory"  # where work that sends no statement is measured

PARTS = ("workload", "relation", "strategy", "backend", "dataset")
_SQLALCHEMY = re.compile(rf"{SQLALCHEMY}_(\d+(?:\.\d+)*)(?:_postgres)?")
_SUFFIX = re.compile(
    r"(iterations|repeats|threads|min_time|min_warmup_time):[0-9.]+(s|x)?|manual_time|real_time|process_time"
)


class MalformedName(UnusableInput):
    """A name that is not a cell's."""


@dataclass(frozen=True, order=True)
class Cell:
    """One strategy doing one workload on one dataset in one backend."""

    workload: str
    relation: str
    strategy: str
    backend: str
    dataset: str

    @classmethod
    @lru_cache(1 << 16)  # the raw files of a run have each name hundreds of times
    def parse(cls, name: str) -> Cell:
        """The cell of a benchmark name, with or without Google Benchmark's suffixes; raises MalformedName."""
        parts = name.split("/")
        if len(parts) < len(PARTS):
            raise MalformedName(f"{name!r} is not a cell: {len(parts)} parts instead of {'/'.join(PARTS)}")
        for word, part in zip(PARTS, parts):
            if not part or part != part.strip() or not part.isprintable():
                raise MalformedName(f"{name!r} is not a cell: its {word} is {part!r}")
            if _SUFFIX.fullmatch(part):
                raise MalformedName(f"{name!r} is not a cell: {part!r} is in the place of its {word}")
        for extra in parts[len(PARTS) :]:
            if not _SUFFIX.fullmatch(extra):
                raise MalformedName(f"{name!r} is not a cell: unexpected part {extra!r} after the five of a cell")
        return cls(*parts[: len(PARTS)])

    @property
    def name(self) -> str:
        return "/".join((self.workload, self.relation, self.strategy, self.backend, self.dataset))

    @property
    def group(self) -> str:
        """The id of the group this cell is compared in."""
        return "/".join((self.workload, self.relation, self.backend, self.dataset))

    def of(self, strategy: str) -> Cell:
        """The same work by another strategy."""
        return Cell(self.workload, self.relation, strategy, self.backend, self.dataset)

    def __str__(self) -> str:
        return self.name


def iterations_of(name: str) -> int | None:
    """The N of `/iterations:N` in a benchmark name, if it is there."""
    found = re.search(r"/iterations:(\d+)(/|$)", name)
    return int(found.group(1)) if found else None


def backend_kind(backend: str) -> str:
    """`sqlite` for `sqlite` and `sqlite_memory`: an engine is a family of comparisons; so is each SQLAlchemy."""
    return backend if is_sqlalchemy(backend) else backend.split("_", 1)[0]


def is_hand_written(strategy: str) -> bool:
    """`hand_written`, or the row of a strategy that has another one for its limit: `hand_written_unidirectional`."""
    return strategy == HAND_WRITTEN or strategy.startswith(f"{HAND_WRITTEN}_")


def is_sqlalchemy(backend: str) -> bool:
    """Whether a cell is SQLAlchemy's: `sqlalchemy_2.0` on SQLite, `sqlalchemy_2.0_postgres` on PostgreSQL."""
    return backend.startswith(f"{SQLALCHEMY}_")


def sqlalchemy_version(backend: str) -> tuple[int, ...]:
    """(2, 0) of `sqlalchemy_2.0_postgres`; raises MalformedName for another backend."""
    if not (found := _SQLALCHEMY.fullmatch(backend)):
        examples = "sqlalchemy_2.0 or sqlalchemy_2.0_postgres"
        raise MalformedName(f"{backend!r} is not a backend of SQLAlchemy, such as {examples}")
    return tuple(int(part) for part in found[1].split("."))


def needs_server(backend: str) -> bool:
    return database_of(backend) == POSTGRES


def is_chosen(backend: str, choice: str) -> bool:
    """Whether --backend `choice` stands for it."""
    return choice == (SHARDED if backend == SHARDED else database_of(backend)) or (choice == ALL and backend != SHARDED)


def database_of(backend: str) -> str:
    """The engine that runs the statements: `sqlite` or `postgres`, under the mapper and under SQLAlchemy alike."""
    if is_sqlalchemy(backend):
        return POSTGRES if backend.endswith(f"_{POSTGRES}") else SQLITE
    return backend_kind(backend)
