"""Which SQLAlchemy this is, and whether it can be measured."""

from __future__ import annotations

import re
from typing import Any

LEAST = (1, 4)


def version_text() -> str:
    """`2.0.52`; raises ImportError where there is none."""
    import sqlalchemy

    return str(sqlalchemy.__version__)


def series_of(version: str) -> tuple[int, int]:
    """(2, 0) of `2.0.52`, (2, 1) of `2.1.0b1`."""
    found = re.match(r"(\d+)\.(\d+)", version)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def backend_of(version: str, database: str) -> str:
    """`sqlalchemy_2.0`, or `sqlalchemy_2.0_postgres`."""
    major, minor = series_of(version)
    return f"sqlalchemy_{major}.{minor}" + ("" if database == "sqlite" else f"_{database}")


def postgres_driver() -> str:
    """`psycopg` or `psycopg2`, whichever this SQLAlchemy can use; empty if neither is there."""
    names = ["psycopg2"] if series_of(version_text()) < (2, 0) else ["psycopg", "psycopg2"]
    for name in names:
        try:
            __import__(name)
        except ImportError:
            continue
        return name
    return ""


def facts() -> dict[str, Any]:
    """What is told about this interpreter in plans and raw files."""
    import platform
    import sqlite3

    return {
        "version": version_text(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "driver": postgres_driver(),
        "compiled": _has_extensions(),
    }


def _has_extensions() -> bool:
    """Whether SQLAlchemy's own modules in C or Cython are there, which make loads faster."""
    for name in ("sqlalchemy.cresultproxy", "sqlalchemy.cyextension.resultproxy", "sqlalchemy.engine._result_cy"):
        try:
            module = __import__(name, fromlist=["x"])
        except ImportError:
            continue
        return not str(getattr(module, "__file__", "")).endswith(".py")
    return False
