"""The command line of the differential tests, and what can be judged about it before anything runs."""

import argparse
import os
import re
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[3]
MODELS = ("one_to_many", "one_to_one", "many_to_many", "self_referential", "blog")
STRATEGIES = ("back_populates", "backref", "unlinked", "back_populates_runtime", "backref_static")


class BadUsage(Exception):
    """What is wrong with the call, in one sentence; exit code 2."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadUsage(f"{message}; {self.prog} --help lists the options")


def seeds_of(text: str) -> range:
    """`7`, `1..500` (both ends included)."""
    found = re.fullmatch(r"(\d+)(?:\.\.(\d+))?", text)
    if not found or int(found[2] or found[1]) < int(found[1]):
        raise argparse.ArgumentTypeError(f"'{text}' is not a range of seeds, such as 1..500 or 7")
    return range(int(found[1]), int(found[2] or found[1]) + 1)


def jobs_of(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1 to 256")
    return int(text)


def parser() -> argparse.ArgumentParser:
    about = "Random scenarios, replayed by SQLAlchemy and by replay."
    main = _Parser(prog="differential", allow_abbrev=False, description=about)
    commands = main.add_subparsers(dest="command", required=True, parser_class=_Parser)

    reference = commands.add_parser("reference", allow_abbrev=False, help="prints SQLAlchemy's trace of scenarios")
    reference.add_argument("files", metavar="FILE", nargs="+", type=Path, help="scenario or mapping files")
    reference.add_argument("--strategy", choices=STRATEGIES, help="needed for scenarios")

    generate = commands.add_parser("generate", allow_abbrev=False, help="prints generated scenarios, one per line")
    generate.add_argument("--seeds", required=True, type=seeds_of, metavar="A..B")
    generate.add_argument("--model", nargs="+", choices=MODELS, default=MODELS)
    generate.add_argument("--expected", action="store_true", help="with SQLAlchemy's traces")

    compare = commands.add_parser("compare", allow_abbrev=False, help="replays scenario files and compares the traces")
    compare.add_argument("files", metavar="FILE", nargs="+", type=Path)

    fuzz = commands.add_parser("fuzz", allow_abbrev=False, prog="fuzz_semantics", help="generates and compares")
    fuzz.add_argument("--seeds", required=True, type=seeds_of, metavar="A..B", help="which scenarios: 1..500")
    fuzz.add_argument("--model", nargs="+", choices=MODELS, default=MODELS, help="only these models")
    fuzz.add_argument("--jobs", type=jobs_of, default=os.cpu_count() or 1, help="processes (default: one per core)")
    fuzz.add_argument("--keep", metavar="DIR", type=Path, help="where the shrunk scenarios go (default: build/fuzz)")
    fuzz.add_argument("--at-most", metavar="N", type=jobs_of, default=3, help="disagreements to shrink (default: 3)")
    fuzz.add_argument("--shrink-seconds", metavar="S", type=float, default=60.0, help="for each (default: 60)")
    fuzz.add_argument("--mappings", action="store_true", help="random mapping declarations instead of scenarios")
    fuzz.add_argument("--differences", action="store_true", help="also where SQLAlchemy 1.4 differs from 2.0")
    fuzz.set_defaults(keep=ROOT / "build" / "fuzz")
    for command in (compare, fuzz):
        command.add_argument("--strategy", nargs="+", choices=STRATEGIES, help="only these (default: all it knows)")
        command.add_argument(
            "--replay", metavar="COMMAND", default=str(ROOT / "build" / "dev" / "bin" / "replay"),
            help="the replayer (default: build/dev/bin/replay); called as COMMAND FILE... --strategy NAME",
        )  # fmt: skip
    return main
