"""scripts/setup sqlalchemy: environments with the current SQLAlchemy 2.0 and 2.1, where a package index can be reached;
else Debian's own package.

Writes build/sqlalchemy/2.0 and 2.1, each whole or not at all. Needs the standard library alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from experiment.sqlalchemy import ENVIRONMENTS, Installed, ask

SERIES = {  # an alpha bound lets pip take a pre-release if there is nothing else
    "2.0": "sqlalchemy>=2.0,<2.1",
    "2.1": "sqlalchemy>=2.1.0a1,<2.2",
}
DRIVER = "psycopg[binary]"
DEBIAN = "python3-sqlalchemy"
MINUTES = 10


def main() -> int:
    found = [one for series in SERIES if (one := _ready(series) or _made(series))]
    if not found:
        return _of_debian()
    for one in found:
        driver = one.facts["driver"] or "no driver for PostgreSQL"
        print(f"setup: {one.words}, {driver}")
    return 0


def _ready(series: str) -> Installed | None:
    python = ENVIRONMENTS / series / "bin" / "python"
    found = ask(str(python)) if python.exists() else "not made"
    return None if isinstance(found, str) else found


def _made(series: str) -> Installed | None:
    place, part = ENVIRONMENTS / series, ENVIRONMENTS / f".{series}.part"
    shutil.rmtree(part, ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)
    try:
        ENVIRONMENTS.mkdir(parents=True, exist_ok=True)
        _run(sys.executable, "-m", "venv", str(part))
        pip = [str(part / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run(*pip, SERIES[series])
        try:
            _run(*pip, DRIVER)
        except _Failed as error:
            print(f"setup: SQLAlchemy {series} gets no driver for PostgreSQL: {error}", file=sys.stderr)
        os.replace(part, place)  # its programs name the other path; the interpreter does not
    except (_Failed, OSError) as error:
        print(f"setup: SQLAlchemy {series} could not be installed: {error}", file=sys.stderr)
        return None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return _ready(series)


class _Failed(Exception):
    pass


def _run(*command: str) -> None:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60 * MINUTES)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _Failed(str(error)) from None
    if done.returncode != 0:
        raise _Failed((f"{done.stderr}\n{done.stdout}".strip().splitlines() or ["no message"])[-1])


def _of_debian() -> int:
    """Where no index can be reached."""
    python = shutil.which("python3", path="/usr/bin")
    found: Installed | str = ask(python) if python else "no python3 in /usr/bin"
    if isinstance(found, str):
        command = ["apt-get", "install", "--no-install-recommends", "-q", "-y", DEBIAN]
        if os.getuid() != 0:
            command = ["sudo", *command]
        print(f"setup: no package index was reached; installing Debian's {DEBIAN}")
        try:
            _run(*command)
        except _Failed as error:
            print(f"setup: {DEBIAN} could not be installed: {error}", file=sys.stderr)
            return 2
        found = ask(str(python))
    if isinstance(found, str):
        print(f"setup: {found}", file=sys.stderr)
        return 2
    print(f"setup: {found.words}, Debian's own")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
