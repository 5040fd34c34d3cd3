"""scripts/measure_others: performs six operations on other mappers, and keeps what each side shows.

Writes equivalents/results.json and docs/equivalents.md. Mappers are installed below build/equivalents from PyPI, npm
and Maven, those of Debian must be installed. A mapper that cannot be run keeps its earlier result; the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import jsonschema

from equivalents.environments import CannotBeRun, command, done
from equivalents.page import PAGE, page
from equivalents.results import HERE, RESULTS, mappers, read_results, schema, write_results

ROOT = HERE.parent
FOLDER = ROOT / "build" / "equivalents"
CLUSTER = ROOT / "scripts" / "postgres_cluster"


def main(arguments: list[str] | None = None) -> int:
    known = [mapper["id"] for mapper in mappers()["run"]]
    parser = argparse.ArgumentParser(prog="scripts/measure_others", description=__doc__)
    parser.add_argument("--only", action="append", choices=known, help="only this mapper (repeatable; default: all)")
    parser.add_argument("--page", action="store_true", help="run nothing: make the page from the kept results")
    options = parser.parse_args(arguments)
    document = read_results() if RESULTS.exists() else {"format": 1, "mappers": {}}
    failed = [] if options.page else _measure(document["mappers"], options.only or known)
    document["mappers"] = {id_: document["mappers"][id_] for id_ in known if id_ in document["mappers"]}
    write_results(document)
    PAGE.write_text(page(document, mappers()), encoding="utf-8")
    for reason in failed:
        print(f"measure_others: {reason}", file=sys.stderr)
    return 1 if failed else 0


def _measure(results: dict[str, Any], wanted: list[str]) -> list[str]:
    """Why some could not be run."""
    chosen, failed, dsn = [mapper for mapper in mappers()["run"] if mapper["id"] in wanted], [], ""
    folder = FOLDER / "cluster"
    try:
        for mapper in chosen:
            print(mapper["name"], file=sys.stderr)
            try:
                if mapper.get("server") and not dsn:
                    dsn = done(mapper, [str(CLUSTER), "start", "--dir", str(folder)], ROOT).strip()
                results[mapper["id"]] = played(mapper, dsn)
            except CannotBeRun as reason:
                failed.append(str(reason))
    finally:
        if dsn:
            subprocess.run([str(CLUSTER), "stop", "--dir", str(folder)], check=False)
    return failed


def played(mapper: dict[str, Any], dsn: str) -> dict[str, Any]:
    folder = FOLDER / mapper["id"]
    return with_date(mapper, done(mapper, command(mapper, folder, dsn), folder))


def with_date(mapper: dict[str, Any], text: str) -> dict[str, Any]:
    try:
        result: dict[str, Any] = json.loads(text)
        jsonschema.validate(result, schema("played"))
    except (json.JSONDecodeError, jsonschema.ValidationError) as error:
        raise CannotBeRun(f"{mapper['name']} did not print a result: {str(error).splitlines()[0]}") from None
    return result | {"played": datetime.now(UTC).date().isoformat()}


if __name__ == "__main__":
    sys.exit(main())
