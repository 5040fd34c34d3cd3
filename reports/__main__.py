"""python3 -m reports build DIR: write the report of a result folder and print its verdicts.
python3 -m reports compare OLD NEW: what changed from one result folder to another.
python3 -m reports limits DIR: how near the strategies come to hand-written code, against what they are to reach.
python3 -m reports keep-sqlalchemy RUN GROWTH: keep what was measured of SQLAlchemy (scripts/measure_sqlalchemy).
python3 -m reports pack DIR: make an archive of a result folder, which can be sent (docs/machines.md).
python3 -m reports pool DIR DIR ...: what holds over several machines, from their result folders or archives.
python3 -m reports calibration EQUAL SPIN: what the rule said where the truth was known (scripts/calibrate).

Exit code: 0 all is well; 1 a cell of the run failed, the newer run has a regression, a limit is missed, or a verdict is
false; 2 the input cannot be used, and one line says why.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # while libraries load, Ctrl-C ends it without a traceback

from reports.evidence.keep import keep
from reports.judgement import calibration
from reports.judgement.compare import compare
from reports.judgement.limits import MISSED, standings
from reports.judgement.verdicts import judge
from reports.output import machines
from reports.output.build import build
from reports.output.changes import print_changes
from reports.output.pack import pack
from reports.output.pooled_text import print_pooling
from reports.output.standings import print_standings
from reports.output.terminal import print_report
from reports.results.load import load
from vocabulary.errors import UnusableInput
from vocabulary.marks import put_between


_ROOT = Path(__file__).resolve().parent.parent


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> NoReturn:
        subprocess.run([str(_ROOT / "scripts" / "version")], check=False)
        parser.exit(0)


class _Parser(argparse.ArgumentParser):
    """One line for what is wrong; of a misspelt command, what may have been meant."""

    def error(self, message: str) -> NoReturn:
        if found := re.search(r"invalid choice: '(.*)' \(choose from (.*)\)", message):
            near = difflib.get_close_matches(found[1], re.findall(r"'(\w+)'", found[2]), n=1)
            message = f"unknown command '{found[1]}'" + (f", did you mean {near[0]}?" if near else "")
        self.exit(2, f"reports: {message}; {self.prog} --help shows more\n")


_EXAMPLES = {
    "build": "python3 -m reports build reports/latest",
    "compare": "python3 -m reports compare reports/before reports/after --all",
    "limits": "scripts/run --preset limits --out reports/limits && python3 -m reports limits reports/limits",
    "calibration": "python3 -m reports calibration reports/equal reports/spin",
    "pack": "python3 -m reports pack reports/latest --machine blue_xeon",
    "pool": "python3 -m reports pool reports/latest results/*.tar.zst",
    "keep-sqlalchemy": "scripts/measure_sqlalchemy ~/venv/bin/python",
}


def _start() -> int:
    """main() until Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return main()
    except KeyboardInterrupt:
        print("reports: interrupted; nothing was judged", file=sys.stderr)
        return 128 + signal.SIGINT


def main(arguments: list[str] | None = None) -> int:
    parser = _Parser(
        prog="python3 -m reports", description="From measured samples to verdicts, figures and a page."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    building = commands.add_parser(
        "build", help="write index.html, summary.md, results.csv, verdicts.json and plots/ into a result folder"
    )
    building.add_argument(
        "folder", type=Path, metavar="DIR", help="a folder that scripts/run wrote, such as reports/latest"
    )
    building.add_argument("--quiet", action="store_true", help="print no table")
    comparing = commands.add_parser("compare", help="print what changed between two runs; exit code 1 on a regression")
    comparing.add_argument("old", type=Path, metavar="OLD", help="the result folder to compare with")
    comparing.add_argument("new", type=Path, metavar="NEW", help="the result folder to judge")
    comparing.add_argument("--all", action="store_true", help="print cells that did not change too")
    limiting = commands.add_parser(
        "limits", help="print how close a run came to hand-written code; exit code 1 if a limit is missed"
    )
    limiting.add_argument("folder", type=Path, metavar="DIR", help="the result of scripts/run --preset limits")
    calibrating = commands.add_parser("calibration", help="judge the two runs of scripts/calibrate")
    calibrating.add_argument("equal", type=Path, metavar="EQUAL", help="the run of equal code")
    calibrating.add_argument("spin", type=Path, metavar="SPIN", help="the run with the known 3 %%")
    calibrating.add_argument("--before", type=Path, metavar="DIR", help="a run of equal code with one link for all")
    calibrating.add_argument("--write", type=Path, metavar="FILE", help="put the result between its marks in FILE")
    packing = commands.add_parser("pack", help="make an archive of a result folder, to send")
    packing.add_argument("folder", type=Path, metavar="DIR", help="a folder that scripts/run wrote")
    packing.add_argument("--into", type=Path, metavar="FOLDER", default=Path("results"), help="default: results")
    packing.add_argument("--machine", metavar="NAME", help="its name (default: from processor and compiler)")
    pooling = commands.add_parser("pool", help="write one page on the results of several machines")
    pooling.add_argument("sources", type=Path, nargs="+", metavar="DIR", help="result folders and archives of them")
    pooling.add_argument(
        "--out", type=Path, metavar="FOLDER", default=_ROOT / "reports" / "pooled", help="default: reports/pooled"
    )
    pooling.add_argument("--any-revision", action="store_true", help="pool results of different revisions")
    pooling.add_argument("--with-unfit", action="store_true", help="also count runs that are not fit to be published")
    keeping = commands.add_parser("keep-sqlalchemy", help="keep the results of scripts/measure_sqlalchemy")
    keeping.add_argument("run", type=Path, metavar="RUN", help="the result of its preset kept")
    keeping.add_argument("growth", type=Path, metavar="GROWTH", help="the result of its preset growth")
    keeping.add_argument("--python", required=True, help="the interpreter that was measured; it gives the rest")
    keeping.add_argument("--into", type=Path, required=True, metavar="DIR", help="where VERSION.json goes")
    for name, command in commands.choices.items():
        command.epilog = f"example: {_EXAMPLES[name]}"
        command.add_argument("--version", action=_Version, nargs=0, help="print the version")
    options = parser.parse_args(arguments)
    try:
        return _COMMANDS[options.command](options)
    except UnusableInput as error:
        print(f"reports: {error}", file=sys.stderr)
        return 2


def _build(options: argparse.Namespace) -> int:
    judgement = build(options.folder)
    if not options.quiet:
        _print(lambda: print_report(judgement, options.folder / "index.html"))
    return 1 if judgement.failed_cells else 0


def _compare(options: argparse.Namespace) -> int:
    found = compare(judge(load(options.old)), judge(load(options.new)))
    _print(lambda: print_changes(found, options.all))
    return 1 if found.regressions else 0


def _limits(options: argparse.Namespace) -> int:
    found = standings(judge(load(options.folder)))
    if not found:
        raise UnusableInput(
            f"{options.folder} has no cell with a limit and hand-written code to compare with:"
            " use scripts/run --preset limits"
        )
    _print(lambda: print_standings(found))
    return 1 if any(one.verdict == MISSED for one in found) else 0


def _calibration(options: argparse.Namespace) -> int:
    equal_run, spin_run = judge(load(options.equal)), judge(load(options.spin))
    equal, spin = calibration.equal_code(equal_run), calibration.known_spin(spin_run)
    text = calibration.markdown(equal, spin, equal_run)
    if options.before:
        text += f"\n\n{calibration.before_words(calibration.equal_code(judge(load(options.before))))}"
    _print(lambda: print(text))
    if options.write:
        put_between(options.write, calibration.BEGIN, calibration.END, text)
    return 0 if calibration.is_trusted(equal, spin) else 1


def _keep_sqlalchemy(options: argparse.Namespace) -> int:
    path = keep(judge(load(options.run)), judge(load(options.growth)), options.python, options.into)
    print(f"kept in {path}")
    return 0


def _pack(options: argparse.Namespace) -> int:
    print(f"packed in {pack(options.folder, options.into, options.machine)}")
    return 0


def _pool(options: argparse.Namespace) -> int:
    found = machines.read(options.sources, options.any_revision, options.with_unfit)
    machines.write(found, options.out)
    _print(lambda: print_pooling(found, options.out / "index.html"))
    return 0


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "build": _build,
    "compare": _compare,
    "limits": _limits,
    "calibration": _calibration,
    "pack": _pack,
    "pool": _pool,
    "keep-sqlalchemy": _keep_sqlalchemy,
}


def _print(write: Callable[[], None]) -> None:
    try:
        write()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of a pipe has seen enough; what was found stays
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(_start())
