"""python -m sqlalchemy_bench: what a benchmark binary is for the C++ mapper, with its flags.

  --describe                        what this interpreter has, and the workloads, as JSON
  --benchmark_list_tests [--datasets=FILE]   the cells, on the datasets of `dataset list --json`
  --tell                            what it does with changes and mistakes, and its own questions, as JSON
  --plan=FILE --benchmark_out=FILE  runs the rows of a plan and writes Google Benchmark's JSON

Datasets are files that `dataset generate NAME --out NAME.sqlite` wrote, in BOTHSIDES_DATASETS or $TMPDIR/datasets.
Exit codes: 0 all is well, 1 a cell failed, 2 it could not be done.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from typing import Any, Dict, List

from sqlalchemy_bench.errors import Unusable

CLASSES = tuple(f"classes_{number}" for number in (1, 10, 20, 100, 1000))


def _options(words: List[str]) -> Dict[str, str]:
    known = ("describe", "tell", "benchmark_list_tests", "datasets", "plan", "benchmark_out", "benchmark_out_format")
    found = {}
    for word in words:
        name, _, value = word.partition("=")
        if not name.startswith("--") or name[2:] not in known:
            raise Unusable(f"unknown argument '{word}'; there are {', '.join(f'--{one}' for one in known)}")
        found[name[2:]] = value
    return found


def _require_sqlalchemy() -> str:
    """Its version; raises Unusable where there is none that can be measured."""
    from sqlalchemy_bench.versions import LEAST, series_of, version_text

    try:
        version = version_text()
    except ImportError:
        raise Unusable(f"{sys.executable} has no SQLAlchemy: install it there, or name another interpreter") from None
    if series_of(version) < LEAST or sys.version_info < (3, 8):
        raise Unusable(f"{sys.executable} has SQLAlchemy {version}, which is too old: 1.4, 2.0 and 2.1 can be measured")
    return version


def _describe(version: str) -> Dict[str, Any]:
    from sqlalchemy_bench.catalogue import described
    from sqlalchemy_bench.versions import backend_of, facts

    return {"backend": backend_of(version, "sqlite"), **facts(), "workloads": described()}


def _tell() -> Dict[str, Any]:
    from sqlalchemy_bench.behaviours import behaviours
    from sqlalchemy_bench.own_questions import answers

    return {"behaviours": behaviours(), "own_questions": answers()}


def _list(version: str, file: str) -> None:
    from sqlalchemy_bench.catalogue import cells
    from sqlalchemy_bench.versions import backend_of, postgres_driver

    datasets = dict.fromkeys(CLASSES, "classes")
    if file:
        with open(file, encoding="utf-8") as rows:
            datasets.update({row["name"]: row["relation"] for row in json.load(rows)})
    backends = [backend_of(version, "sqlite")] + ([backend_of(version, "postgres")] if postgres_driver() else [])
    print("\n".join(cells(backends, datasets)))


def _measure(version: str, plan: str, out: str) -> int:
    from sqlalchemy_bench.measure import Measurement, read_plan
    from sqlalchemy_bench.versions import backend_of

    rows = Measurement(read_plan(plan), backend_of(version, "sqlite")).run()
    document = {"context": _context(), "benchmarks": rows}
    temporary = f"{out}.part"
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=1)
        os.replace(temporary, out)
    except OSError as error:
        raise Unusable(f"cannot write {out}: {error.strerror}") from None
    return 1 if any("error_occurred" in row for row in rows) else 0


def _context() -> Dict[str, str]:
    from sqlalchemy_bench.catalogue import WORKLOADS
    from sqlalchemy_bench.strategies import MAPPED
    from sqlalchemy_bench.versions import backend_of, facts

    known = facts()
    name = backend_of(known["version"], "sqlite")
    told = {"date": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "executable": sys.executable}
    told.update({f"{name}.{key}": str(value) for key, value in known.items()})
    told[f"{name}.clock"] = "processor time in SQLite in memory, wall clock on PostgreSQL"
    for workload, one in WORKLOADS.items():
        for key in ("words", "item", "question", "phase"):
            told[f"workload.{workload}.{key}"] = getattr(one, key)
    for strategy, blog in MAPPED.items():
        told[f"strategy.{strategy}.declares"] = blog.declares
        told[f"strategy.{strategy}.in_step"] = blog.in_step
    return told


def main(words: List[str]) -> int:
    try:
        options = _options(words)
        version = _require_sqlalchemy()
        if "describe" in options:
            print(json.dumps(_describe(version)))
        elif "tell" in options:
            print(json.dumps(_tell()))
        elif "benchmark_list_tests" in options:
            _list(version, options.get("datasets", ""))
        elif "plan" in options and "benchmark_out" in options:
            return _measure(version, options["plan"], options["benchmark_out"])
        else:
            raise Unusable("nothing to do: give --describe, --benchmark_list_tests, or --plan and --benchmark_out")
    except Unusable as error:
        print(f"sqlalchemy_bench: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 2
    return 0


def _stop(number: int, frame: Any) -> None:
    raise SystemExit(128 + number)  # what was made on a server is dropped on the way out


if __name__ == "__main__":
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, _stop)
    raise SystemExit(main(sys.argv[1:]))
