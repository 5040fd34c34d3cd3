"""scripts/mutate: breaks the project one line at a time, in a copy, and shows which tests notice."""

import argparse
import math
import random
import shutil
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import NoReturn

from tests.mutants.built import Build, CannotBuild
from tests.mutants.mutant import ROOT, MalformedList, Mutant, read_all
from tests.mutants.told import Meter, count, survivors
from tests.mutants.trial import Court, Outcome, copy_tree

EXIT_CODES = (
    "exit codes: 0 at least nine tenths are noticed, or fewer than ten were tried; 1 fewer are noticed, or one could"
    " not be tried; 2 it could not be done; 130 interrupted"
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; --help lists the options\n")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above 0")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    what = (__doc__ or "").split(": ", 1)[1]
    parser = _Parser(prog="scripts/mutate", description=what, epilog=EXIT_CODES)
    parser.add_argument("names", nargs="*", help="parts or mutants, as in --list: flush, flush/3 (default: all)")
    parser.add_argument("--random", type=_positive, metavar="N", help="N of them, different each time; prints the seed")
    parser.add_argument("--seed", type=int, help="the seed that selects them")
    parser.add_argument("--seconds", type=float, help="stop after this time; what is not judged by then is not counted")
    parser.add_argument("--jobs", type=_positive, default=2, metavar="N", help="parallel jobs (default: 2)")
    builds = "a finished build (default: build/dev); of several, the first that has a test is used"
    parser.add_argument("--build", type=Path, action="append", help=builds)
    parser.add_argument("--list", action="store_true", help="list them, run nothing")
    return parser


def _chosen(options: argparse.Namespace) -> list[Mutant]:
    mutants = read_all()
    known = {mutant.name for mutant in mutants} | {mutant.name.partition("/")[0] for mutant in mutants}
    for name in options.names:
        if name not in known:
            raise MalformedList(f"no mutant '{name}'; scripts/mutate --list names them")
    named = set(options.names)
    if named:
        mutants = [one for one in mutants if {one.name, one.name.partition("/")[0]} & named]
    if options.random is not None:
        seed = options.seed if options.seed is not None else time.time_ns() % 1_000_000
        print(f"mutate: {options.random} drawn by --seed {seed}")
        possible = [one for one in mutants if one.same is None]
        mutants = random.Random(seed).sample(possible, min(options.random, len(possible)))
    return mutants


def _run(mutants: list[Mutant], options: argparse.Namespace) -> list[Outcome]:
    builds = [Build.of(folder.resolve()) for folder in options.build or [ROOT / "build" / "dev"]]
    if not all(mutant.is_python or mutant.same for mutant in mutants):
        for build in builds:
            build.require_finished()
    place = Path(tempfile.mkdtemp(prefix="bothsides-mutants-"))
    until = math.inf if options.seconds is None else time.monotonic() + options.seconds
    outcomes: list[Outcome] = []
    pool = ThreadPoolExecutor(options.jobs)
    try:
        trees = [copy_tree(place / str(number)) for number in range(options.jobs)]
        with Meter(len(mutants)) as meter:
            court = Court(builds, trees, until)
            for done in as_completed([pool.submit(court.judge, mutant) for mutant in mutants]):
                outcomes.append(done.result())
                meter.tell(outcomes[-1])
    finally:
        pool.shutdown(cancel_futures=True)
        shutil.rmtree(place, ignore_errors=True)
    return outcomes


def main(argv: list[str]) -> int:
    options = _parser().parse_args(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        mutants = _chosen(options)
        if options.list:
            for mutant in mutants:
                print(f"{mutant.name}: {mutant.file}: {mutant.words}" + (" (same)" if mutant.same else ""))
            print(f"{len(mutants)} mutants")
            return 0
        outcomes = _run(mutants, options)
    except (MalformedList, CannotBuild, OSError) as error:
        print(f"mutate: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("mutate: interrupted", file=sys.stderr)
        return 130
    outcomes.sort(key=lambda one: mutants.index(one.mutant))
    said, code = count(outcomes)
    print("\n".join([*survivors(outcomes), said]))
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
