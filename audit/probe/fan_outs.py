"""How long the lists are: rows an owner, counted in the application's database, of which nothing but SELECT is asked.

The connection is read-only where the database has such a thing (SQLite, PostgreSQL, MySQL and MariaDB), and is rolled
back.
"""

from __future__ import annotations

import importlib
import os
import re
from functools import partial
from typing import Any
from urllib.parse import quote

import sqlalchemy
from sqlalchemy import create_engine, func, select
from sqlalchemy.pool import NullPool


def fan_outs(mappers: list[Any], dsn: str, unusable: type[Exception]) -> dict[str, Any]:
    """By relationship: owners with at least one row, rows, the longest list and the 99th percentile; or why not."""
    try:
        engine = _engine(dsn)
        connection = engine.connect()
    except Exception as error:  # each driver has its own; the text may repeat what it was given
        raise unusable(f"the database cannot be read: {_masked(error, dsn)}; see --dsn") from None
    with connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(postgresql_readonly=True)
        elif engine.dialect.name in ("mysql", "mariadb"):
            connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
            connection.rollback() if hasattr(connection, "rollback") else None
        found = {}
        for mapper in mappers:
            for prop in mapper.relationships if mapper.configured else ():
                if prop.parent is mapper and prop.uselist:
                    name = f"{mapper.class_.__module__}.{mapper.class_.__qualname__}.{prop.key}"
                    found[name] = _counted(connection, prop, dsn)
    return found


def _counted(connection: Any, prop: Any, dsn: str) -> dict[str, Any]:
    if prop.secondary is not None:
        columns = [remote for _, remote in prop.local_remote_pairs if remote.table is prop.secondary]
        columns = [
            remote
            for local, remote in prop.local_remote_pairs
            if local.table in prop.parent.tables and remote in columns
        ]
    else:
        columns = [remote for _, remote in prop.local_remote_pairs]
    if not columns or len({column.table for column in columns}) != 1:
        return {"error": "its join is more than a key"}
    transaction = connection.begin()
    try:
        lists = select(func.count().label("n")).select_from(columns[0].table)
        lists = lists.where(*[column.isnot(None) for column in columns]).group_by(*columns).subquery()
        owners, rows, longest = connection.execute(select(func.count(), func.sum(lists.c.n), func.max(lists.c.n))).one()
        if not owners:
            return {"owners": 0, "rows": 0, "longest": 0, "ninety_ninth": 0}
        ordered = select(lists.c.n).order_by(lists.c.n.desc()).offset(owners // 100).limit(1)
        return {
            "owners": owners,
            "rows": int(rows),
            "longest": longest,
            "ninety_ninth": connection.execute(ordered).scalar_one(),
        }
    except sqlalchemy.exc.SQLAlchemyError as error:
        return {"error": _masked(getattr(error, "orig", None) or error, dsn)}
    finally:
        transaction.rollback()


def _engine(dsn: str) -> Any:
    """Of an SQLAlchemy URL, a libpq conninfo or URL, or the path of a SQLite file."""
    if os.path.exists(dsn) or dsn.startswith("sqlite:///"):
        path = os.path.abspath(dsn[len("sqlite:///") :] if dsn.startswith("sqlite:///") else dsn)
        import sqlite3

        address = f"file:{quote(path)}?mode=ro"
        return create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)
    if "://" in dsn and not re.match(r"postgres(ql)?://", dsn):
        return create_engine(dsn, poolclass=NullPool)
    for driver in ("psycopg2", "psycopg"):
        try:
            module = importlib.import_module(driver)
        except ImportError:
            continue
        return create_engine(f"postgresql+{driver}://", creator=partial(module.connect, dsn), poolclass=NullPool)
    raise ImportError("neither psycopg2 nor psycopg is there; install one, or name a driver in the URL")


def _masked(error: BaseException, dsn: str) -> str:
    text = " ".join(str(error).split())
    for secret in [dsn, *re.findall(r"password\s*=\s*('[^']*'|\S+)", dsn), *re.findall(r"://[^:/@]*:([^@]*)@", dsn)]:
        text = text.replace(secret, "...")
    return f"{type(error).__name__}: {text[:300]}"
