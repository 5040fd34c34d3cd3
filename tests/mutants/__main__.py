"""scripts/mutate: breaks the project one line at a time, in a copy, and tells which tests notice."""

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

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.mutants.built import Build
from tests.mutants.mutant import ROOT, MalformedList, Mutant, read_all
from tests.mutants.trial import BROKEN, KILLED, SAME, SURVIVED, Outcome, copy_tree, judge

LEAST_KILLED = 0.9
FEW = 10  # of fewer, a share says nothing: what survives is told


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; --help lists the options\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="scripts/mutate", description=(__doc__ or "").split(": ", 1)[1])
    parser.add_argument("names", nargs="*", help="parts or mutants, as --list has them: flush, flush/3 (default: all)")
    parser.add_argument("--random", type=int, metavar="N", help="N of them, others each time; the seed is printed")
    parser.add_argument("--seed", type=int, help="which they are")
    parser.add_argument("--seconds", type=float, help="stop after so long; what is not judged by then is not counted")
    parser.add_argument("--jobs", type=int, default=2, help="at the same time (default: 2)")
    finished = ROOT / "build" / "dev"
    parser.add_argument("--build", type=Path, default=finished, help="a finished build (default: build/dev)")
    parser.add_argument("--list", action="store_true", help="name them, run nothing")
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
    build = Build(options.build.resolve(), ROOT)
    cache = build.folder / "CMakeCache.txt"
    if cache.exists():
        lines = cache.read_text(encoding="utf-8").splitlines()
        made_for = [line for line in lines if line.startswith("CMAKE_HOME_DIR")]
        build.sources = Path(made_for[0].partition("=")[2])
    place = Path(tempfile.mkdtemp(prefix="bothsides-mutants-"))
    until = math.inf if options.seconds is None else time.monotonic() + options.seconds
    outcomes: list[Outcome] = []
    pool = ThreadPoolExecutor(options.jobs)
    try:
        trees = [copy_tree(place / str(number)) for number in range(options.jobs)]

        with _bar() as bar:
            task = bar.add_task("mutants", total=len(mutants))
            for done in as_completed([pool.submit(judge, mutant, build, trees, until) for mutant in mutants]):
                bar.advance(task)
                outcomes.append(done.result())
                if outcomes[-1].verdict != KILLED or not bar.console.is_terminal:
                    bar.console.print(_line(outcomes[-1]), markup=False, highlight=False, soft_wrap=True)
    finally:
        pool.shutdown(cancel_futures=True)
        shutil.rmtree(place, ignore_errors=True)
    return outcomes


def _bar() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())


def _line(outcome: Outcome) -> str:
    mutant, why = outcome.mutant, f" ({outcome.words})" if outcome.words else ""
    return f"{outcome.verdict} {mutant.name}, {outcome.seconds:.0f} s: {mutant.file}: {mutant.words}{why}"


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
    except (MalformedList, OSError) as error:
        print(f"mutate: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("mutate: interrupted", file=sys.stderr)
        return 130
    count = {verdict: sum(one.verdict == verdict for one in outcomes) for verdict in (KILLED, SURVIVED, SAME, BROKEN)}
    judged = count[KILLED] + count[SURVIVED]
    print(f"mutate: {count[KILLED]} of {judged} killed, {count[SURVIVED]} survived, {count[SAME]} do the same, "
          f"{count[BROKEN]} could not be tried")
    return 0 if count[BROKEN] == 0 and (judged < FEW or count[KILLED] >= LEAST_KILLED * judged) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
