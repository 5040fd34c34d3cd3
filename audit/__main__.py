"""scripts/audit_sqlalchemy MODULE...

Imports an application's mapped classes in its own Python, configures them and reports, relationship by relationship,
which strategy it uses and what that costs or risks. Importing runs only the application's modules. A database is only
read. Exit code 0: audited; 1: SQLAlchemy refused mappers; 2: the audit was not possible.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from audit.facts import Facts, UnusableFacts, read_facts
from audit.findings import findings
from audit.patch import patches
from audit.probing import probe
from audit.sources import shown
from audit.strategies import pairs
from audit.text import text


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        facts = _facts(options)
    except UnusableFacts as error:
        print(f"audit_sqlalchemy: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    if options.facts_out:
        options.facts_out.write_text(_kept(facts), encoding="utf-8")
    if options.patch:
        made = patches(facts)
        print("".join(patch.diff for patch in made), end="")
        for patch in made:
            if patch.by_hand:
                print(f"audit_sqlalchemy: by hand: {patch.by_hand}", file=sys.stderr)
    elif options.json:
        print(json.dumps(_document(facts, options.sources), indent=1, ensure_ascii=False))
    else:
        print(text(facts, findings(facts, options.sources)), end="")
    return 1 if facts.document["refusals"] else 0


def _facts(options: argparse.Namespace) -> Facts:
    if options.facts:
        try:
            return read_facts(options.facts.read_text(encoding="utf-8"), str(options.facts))
        except OSError as error:
            raise UnusableFacts(f"cannot read {options.facts}: {error.strerror}") from None
    for path in options.sources:
        if not path.exists():
            raise UnusableFacts(f"--sources {path}: there is no such file or folder")
    dsn = options.dsn or os.environ.get("BOTHSIDES_AUDIT_DSN")
    return probe(options.modules, python=options.python, submodules=options.submodules, dsn=dsn)


def _kept(facts: Facts) -> str:
    """The facts with the files named from the working directory."""
    document = json.loads(json.dumps(facts.document))
    for place in (place for one in document["classes"] for place in one["bases"] if place["file"]):
        place["file"] = shown(Path(place["file"]))
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def _document(facts: Facts, sources: list[Path]) -> dict[str, object]:
    """What schemas/audit.json says."""
    made = [{"strategy": pair.strategy, "relationships": [side.id for side in pair.sides]} for pair in pairs(facts)]
    return {
        "format": 1,
        "facts": facts.document,
        "pairs": made,
        "findings": [asdict(one) for one in findings(facts, sources)],
    }


def _parser() -> argparse.ArgumentParser:
    what = " ".join((__doc__ or "").split("\n\n")[1].split())
    parser = argparse.ArgumentParser(prog="scripts/audit_sqlalchemy", description=what)
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument(
        "modules", nargs="*", default=[], metavar="MODULE", help="a module, a FILE.py, or MODULE:FUNCTION to call"
    )
    given.add_argument("--facts", type=Path, help="facts that --facts-out wrote, instead of an application")
    parser.add_argument(
        "--python", help="the application's interpreter (default: that of the active virtual environment)"
    )
    parser.add_argument("--submodules", action="store_true", help="also import everything below the modules")
    parser.add_argument(
        "--dsn", metavar="CONNINFO",
        help="a database to count lists in, read only: an SQLAlchemy URL, a libpq connection string, or a SQLite file."
        " If it has a password, better put it into BOTHSIDES_AUDIT_DSN",
    )  # fmt: skip
    parser.add_argument(
        "--sources", type=Path, action="append", default=[], help="where to look for uses (default: the package)"
    )
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument(
        "--patch",
        action="store_true",
        help="print the edit from backref to back_populates as a diff; nothing is changed",
    )
    shown.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--facts-out", type=Path, help="keep the facts, to audit them elsewhere")
    return parser


if __name__ == "__main__":
    sys.exit(main())
