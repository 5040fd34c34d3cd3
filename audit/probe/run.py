"""Imports what the request names, configures its mappers, and writes the facts.

Reads: a request (JSON): `modules`, `submodules`, `dsn`, `out`. Writes: facts (JSON) to `out`, or one `error` there.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import pkgutil
import platform
import sys
import warnings
from typing import Any

FORMAT = 1


class Unusable(Exception):
    """What is wrong and what to do about it, in one line."""


def main(request_text: str) -> None:
    request = json.loads(request_text)
    try:
        document = facts(request)
    except Unusable as error:
        document = {"error": str(error)}
    except Exception as error:  # a mapping that this probe does not know
        document = {"error": f"the mappers cannot be described: {one_line(error)}"}
    with open(request["out"], "w", encoding="utf-8") as file:
        json.dump(document, file)


def facts(request: dict[str, Any]) -> dict[str, Any]:
    try:
        import sqlalchemy
    except ImportError:
        raise Unusable(f"{sys.executable} has no SQLAlchemy; name an interpreter that has it with --python") from None
    version = tuple(int(part) for part in sqlalchemy.__version__.split(".")[:2])
    if version < (1, 4):
        raise Unusable(f"SQLAlchemy {sqlalchemy.__version__} is too old: 1.4 or later is needed")
    from .fan_outs import fan_outs
    from .relationships import (
        configure,
        identifier,
        mapped_classes,
        mapped_tables,
        mappers_of,
        registries,
        relationships,
    )

    unimported = []
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        for name in request["modules"]:
            imported(name)
        if request["submodules"]:
            for name in request["modules"]:
                unimported += submodules(name.partition(":")[0])
        found = registries()
        refusals = configure(found)
    mappers = sorted((mapper for one in found for mapper in mappers_of(one)), key=identifier)
    if not mappers:
        hint = "" if request["submodules"] else ", or look into submodules with --submodules"
        named = " ".join(request["modules"])
        raise Unusable(f"{named}: no mapped class was found; name the module that declares them{hint}")
    return {
        "format": FORMAT,
        "sqlalchemy": sqlalchemy.__version__,
        "python": platform.python_version(),
        "modules": request["modules"],
        "unimported": unimported,
        "warnings": sorted({str(one.message) for one in heard if issubclass(one.category, sqlalchemy.exc.SAWarning)}),
        "refusals": refusals,
        "tables": mapped_tables(mappers),
        "classes": mapped_classes(mappers),
        "relationships": relationships(mappers, refusals),
        "fan_outs": fan_outs(mappers, request["dsn"], Unusable) if request["dsn"] else None,
    }


def imported(name: str) -> None:
    """Imports MODULE, FILE.py, or MODULE:CALLABLE, which is called with no argument."""
    module, _, called = name.partition(":")
    try:
        loaded = from_file(module) if module.endswith(".py") else importlib.import_module(module)
        if called:
            getattr(loaded, called)()
    except (Exception, SystemExit) as error:  # whatever the application raises is what its owner has to read
        raise Unusable(f"importing {name} failed: {one_line(error)}") from None


def from_file(path: str) -> Any:
    path = os.path.abspath(path)
    sys.path.insert(0, os.path.dirname(path))
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def submodules(name: str) -> list[dict[str, str]]:
    """Imports everything below a package; what cannot be imported is told, and no reason to stop."""
    failed = []
    package = sys.modules.get(name)
    for found in pkgutil.walk_packages(getattr(package, "__path__", []), name + ".", onerror=lambda _: None):
        last = found.name.rpartition(".")[2]
        if last in ("__main__", "tests", "test", "conftest") or ".tests." in found.name or ".alembic." in found.name:
            continue
        try:
            importlib.import_module(found.name)
        except (Exception, SystemExit) as error:  # as above
            failed.append({"module": found.name, "error": one_line(error)})
    return failed


def one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return "{}: {}".format(type(error).__name__, text if len(text) < 300 else text[:297] + "...")
