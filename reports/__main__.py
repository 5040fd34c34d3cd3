"""python3 -m reports build DIR: write the report of a result folder and print its verdicts.

Exit code: 0 the report is written; 1 it is written, but a cell of the run failed; 2 the input cannot be used, and one
line says why.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from reports.build import build
from reports.errors import UnusableInput
from reports.terminal import print_report


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m reports", description="From measured samples to verdicts, figures and a page."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    building = commands.add_parser(
        "build", help="write index.html, summary.md, results.csv, verdicts.json and plots/ into a result folder"
    )
    building.add_argument(
        "folder", type=Path, metavar="DIR", help="a folder that scripts/run wrote, such as reports/latest"
    )
    building.add_argument("--quiet", action="store_true", help="print no table")
    options = parser.parse_args(arguments)
    try:
        judgement = build(options.folder)
    except UnusableInput as error:
        print(f"reports: {error}", file=sys.stderr)
        return 2
    if not options.quiet:
        try:
            print_report(judgement, options.folder / "index.html")
            sys.stdout.flush()
        except BrokenPipeError:  # the reader of a pipe has seen enough; the report is written
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1 if judgement.failed_cells else 0


if __name__ == "__main__":
    sys.exit(main())
