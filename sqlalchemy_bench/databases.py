"""Databases: a dataset's file, as `dataset generate` wrote it, in SQLite in memory or in a schema on PostgreSQL.

Nothing of a workload is committed, so that one database serves all strategies. A schema bears the mark that the
benchmark binaries give theirs, so that `--drop-schemas` finds it when this process was killed.
"""

from __future__ import annotations

import atexit
import os
import re
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple

from sqlalchemy import create_engine, text
from sqlalchemy.pool import StaticPool

from sqlalchemy_bench.errors import Unusable
from sqlalchemy_bench.versions import postgres_driver

TABLES = {  # in the order in which rows can be written
    "one_to_many": ("users", "posts"),
    "one_to_one": ("users", "profiles"),
    "self_referential": ("posts",),
    "many_to_many": ("posts", "tags", "post_tags"),
}
Row = Tuple[Any, ...]


def folder() -> Path:
    """Where the files of datasets are: BOTHSIDES_DATASETS, else `datasets` in the folder for temporary files."""
    return Path(os.environ.get("BOTHSIDES_DATASETS") or Path(os.environ.get("TMPDIR", "/tmp")) / "datasets")


def _read(file: sqlite3.Connection, table: str) -> List[Row]:
    keys = "post_id, tag_id" if table == "post_tags" else "id"
    return file.execute(f"SELECT * FROM {table} ORDER BY {keys}").fetchall()


def _schema(file: sqlite3.Connection, table: str) -> List[Row]:
    wanted = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC"
    return file.execute(wanted, (table,)).fetchall()


class Database:
    """One dataset behind one engine. `rows` are the dataset's, by table, in the order of their keys."""

    def __init__(self, dataset: str, relation: str, on_postgres: bool) -> None:
        path = folder() / f"{dataset}.sqlite"
        if not path.is_file():
            raise Unusable(f"{path} does not exist: `dataset generate {dataset} --out {path}` writes it")
        self.dataset, self.relation, self.on_postgres = dataset, relation, on_postgres
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
            self.rows: Dict[str, List[Row]] = {name: _read(file, name) for name in TABLES[relation]}
            self._ddl = [row[0] for name in TABLES[relation] for row in _schema(file, name)]
        self._engines: Dict[bool, Any] = {}

    def engine(self, is_empty: bool = False) -> Any:
        """With the dataset's rows, or with empty tables."""
        if is_empty not in self._engines:
            make = self._on_postgres if self.on_postgres else self._in_memory
            self._engines[is_empty] = make(is_empty)
        return self._engines[is_empty]

    def _in_memory(self, is_empty: bool) -> Any:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        for sql in self._ddl:
            connection.execute(sql)
        if not is_empty:
            for table, rows in self.rows.items():
                connection.executemany(_insert(table, rows, "?"), rows)
        connection.commit()
        return create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool, future=True)

    def _on_postgres(self, is_empty: bool) -> Any:
        schema = schemas.make()
        driver = postgres_driver()
        connect = _connector(driver, f"-csearch_path={schema}")
        engine = create_engine(f"postgresql+{driver}://", creator=connect, poolclass=StaticPool, future=True)
        with engine.begin() as connection:
            for sql in self._ddl:
                connection.execute(text(re.sub(r"\bINTEGER\b", "BIGINT", sql)))
            if not is_empty:
                cursor = connection.connection.cursor()
                for table, rows in self.rows.items():
                    cursor.executemany(_insert(table, rows, "%s"), rows)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in self.rows:
                connection.execute(text(f"ANALYZE {table}"))
        return engine


def _insert(table: str, rows: List[Row], mark: str) -> str:
    width = len(rows[0]) if rows else 1
    return f"INSERT INTO {table} VALUES ({', '.join([mark] * width)})"


def _connector(driver: str, options: str = "") -> Callable[[], Any]:
    module = __import__(driver)
    conninfo = os.environ.get("BOTHSIDES_DSN", "")

    def connect() -> Any:
        return module.connect(conninfo, options=options) if options else module.connect(conninfo)

    return connect


class _Schemas:
    """The schemas of this process, dropped when it ends; their comment is the mark of this suite."""

    def __init__(self) -> None:
        self._names: List[str] = []
        given = os.environ.get("BOTHSIDES_TOKEN", "")
        self.token = given if re.fullmatch(r"[0-9a-f]{16}", given) else secrets.token_hex(8)

    def make(self) -> str:
        name = f"bothsides_{self.token}_{os.getpid()}_py{len(self._names) + 1}"
        self._execute(f"CREATE SCHEMA {name}", f"COMMENT ON SCHEMA {name} IS '{mark_of(self.token)}'")
        if not self._names and os.environ.get("BOTHSIDES_KEEP") != "1":
            atexit.register(self.drop)
        self._names.append(name)
        return name

    def drop(self) -> None:
        for engine in list(_open_engines()):
            engine.dispose()
        self._execute(*(f"DROP SCHEMA IF EXISTS {name} CASCADE" for name in self._names))

    def _execute(self, *statements: str) -> None:
        connection = _connector(postgres_driver())()
        try:
            connection.autocommit = True
            for sql in statements:
                connection.cursor().execute(sql)
        finally:
            connection.close()


def mark_of(token: str) -> str:
    return f"made by bothsides, which drops it; token {token}"


schemas = _Schemas()
_databases: Dict[Tuple[str, bool], Database] = {}


def _open_engines() -> List[Any]:
    return [engine for one in _databases.values() for engine in one._engines.values()]


def database(dataset: str, relation: str, on_postgres: bool) -> Database:
    """Made once a process."""
    key = dataset, on_postgres
    if key not in _databases:
        _databases[key] = Database(dataset, relation, on_postgres)
    return _databases[key]


def close_all(kept: Optional[Tuple[str, bool]] = None) -> None:
    """For tests: forget every database."""
    for engine in _open_engines():
        engine.dispose()
    _databases.clear()
