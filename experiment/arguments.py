"""The command line, and everything about it that can be judged before anything is installed, built or changed.

`python -m experiment.arguments ARGS` judges and does nothing else; it needs the standard library alone.
"""

import argparse
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from experiment.errors import ExperimentError
from experiment.folder import ResultFolder
from experiment.presets import DEFAULT_FILE, Preset, choose, read_presets
from experiment.shape import Shape, read_shape

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_OUT = ROOT / "reports" / "latest"
DEFAULT_PRESET, DEFAULT_BACKEND = "standard", "sqlite"


@dataclass(frozen=True)
class Request:
    """What the caller asked for; `given` holds the options that were spelled out."""

    bin: Path
    preset: Preset
    backend: str
    filter: str | None
    folder: ResultFolder
    resume: bool
    seed: int
    shape: Shape | None
    command: str
    given: frozenset[str]

    @property
    def command_to_resume(self) -> str:
        place = [] if self.folder.out == DEFAULT_OUT else ["--out", str(self.folder.out)]
        return shlex.join(["scripts/run", "--resume", *place])


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ExperimentError(f"{message}; scripts/run --help lists the options")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="scripts/run",
        allow_abbrev=False,
        description="Runs an experiment and writes its results and report into a folder.",
    )
    parser.add_argument("--preset", help=f"quick, standard, full or limits (default: {DEFAULT_PRESET})")
    parser.add_argument("--backend", choices=("sqlite", "postgres", "all"), help=f"default: {DEFAULT_BACKEND}")
    parser.add_argument("--dsn", help="a PostgreSQL server that is already there")
    parser.add_argument("--filter", metavar="REGEX", help="only groups with a cell in whose name REGEX is found")
    parser.add_argument("--shape", metavar="FILE", type=Path, help="on data of this shape (`dataset profile` makes it)")
    parser.add_argument("--scale", type=float, help="times the size of that data (default: 1, at most 100,000 rows)")
    parser.add_argument("--out", metavar="DIR", type=Path, default=DEFAULT_OUT, help="default: reports/latest")
    parser.add_argument("--resume", action="store_true", help="go on with the interrupted run in DIR")
    parser.add_argument("--seed", type=int, help="of the order of samples (default: 1)")
    parser.add_argument(
        "--bin", metavar="DIR", type=Path, default=ROOT / "build" / "release" / "bin", help=argparse.SUPPRESS
    )
    parser.add_argument("--presets", metavar="FILE", type=Path, default=DEFAULT_FILE, help=argparse.SUPPRESS)
    return parser


def understand(argv: list[str]) -> Request:
    """The request; raises ExperimentError for one that cannot be met. Changes nothing."""
    options = _parser().parse_args(argv)
    if options.backend in ("postgres", "all") or options.dsn is not None:
        option = "--dsn" if options.dsn is not None else f"--backend {options.backend}"
        raise ExperimentError(f"{option}: PostgreSQL is not supported by this version; --backend sqlite is")
    preset = choose(read_presets(options.presets), options.preset or DEFAULT_PRESET)
    if options.filter is not None:
        try:
            re.compile(options.filter)
        except re.error as error:
            raise ExperimentError(f"--filter '{options.filter}' is not a regular expression: {error}") from error
    if options.scale is not None and options.shape is None:
        raise ExperimentError("--scale is of a --shape; give both")
    shape = read_shape(options.shape, options.scale) if options.shape is not None else None
    folder = ResultFolder(options.out)
    if options.resume:
        folder.interrupted()
    else:
        folder.check()
    given = {name for name in ("preset", "backend", "filter", "seed", "shape") if getattr(options, name) is not None}
    return Request(
        bin=options.bin,
        preset=preset,
        backend=options.backend or DEFAULT_BACKEND,
        filter=options.filter,
        folder=folder,
        resume=options.resume,
        seed=1 if options.seed is None else options.seed,
        shape=shape,
        command=shlex.join(["scripts/run", *argv]),
        given=frozenset(given),
    )


def main(argv: list[str]) -> int:
    try:
        understand(argv)
    except ExperimentError as error:
        print(f"run: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
