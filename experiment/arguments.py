"""The command line, and everything about it that can be judged before anything is installed, built or changed.

`python -m experiment.arguments ARGS` judges and does nothing else; it needs the standard library alone.
"""

import argparse
import os
import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from experiment.conninfo import conceal, conceal_typed, redacted, shown, without_password
from experiment.errors import ExperimentError
from experiment.folder import ResultFolder
from experiment.machines.logins import Host, read_hosts, require_tools
from experiment.mix import Mix, read_mix
from experiment.on_postgres import DEFAULT_SHARDS, MOST_SHARDS, judge_shards, require_paths
from experiment.names import nearest, why_unmatched, words
from experiment.presets import DEFAULT_FILE, Preset, choose, read_presets
from experiment.shape import Shape, read_shape
from experiment.version import Version
from vocabulary.cells import CHOICES, POSTGRES, SHARDED, SQLITE

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_OUT = ROOT / "reports" / "latest"
DEFAULT_BIN = ROOT / "build" / "release" / "bin"
HIDDEN = ("--bin", "--presets")
DEFAULT_PRESET, DEFAULT_BACKEND = "standard", SQLITE


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
    patience: float | None
    one_link: bool
    shape: Shape | None
    mix: Mix | None
    dsn: str | None
    password: str | None  # of the environment, for a --dsn without one
    keep: bool
    postgres_paths: str | None
    shards: int  # of a cluster of our own, where a group needs them
    instructions: bool
    sqlalchemy: tuple[str, ...]  # interpreters that were named
    without_sqlalchemy: bool
    hosts: tuple[Host, ...]  # that measure in place of this machine
    pool: bool  # a whole run on each of them, by `on_each_host`
    on_each_host: tuple[str, ...]
    only_plan: bool
    only_process: int | None
    report: bool  # builds one at the end
    command: str
    given: frozenset[str]

    @property
    def command_to_resume(self) -> str:
        place = [] if self.folder.out == DEFAULT_OUT else ["--out", str(self.folder.out)]
        server = ["--dsn", shown(self.dsn)] if self.dsn else []
        server += ["--shards", str(self.shards)] if "shards" in self.given else []
        spread = ["--hosts", "FILE"] if self.hosts else []
        return shlex.join(["scripts/run", "--resume", *place, *server, *spread])


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ExperimentError(f"{redacted(message)}; scripts/run --help lists the options")

    def refuse(self, strange: Sequence[str], presets: Sequence[str]) -> NoReturn:
        """For what is left over: what may have been meant."""
        word = strange[0]
        if not word.startswith("-"):
            near = nearest(word, presets, most=1)
            self.error(f"unexpected '{word}'" + (f", did you mean --preset {near[0]}?" if near else ""))
        name = word.partition("=")[0]
        options = [option for option in self._option_string_actions if option.startswith("--") and option not in HIDDEN]
        near = [one for one in options if len(name) > 2 and (one.startswith(name) or name.startswith(one))]
        near = near or nearest(name, options)
        self.error(f"unknown option '{name}'" + (f", did you mean {' or '.join(near[:3])}?" if near else ""))


def _parser() -> _Parser:
    parser = _Parser(
        prog="scripts/run",
        allow_abbrev=False,
        description="Runs an experiment and writes its results and report into a folder.",
    )
    parser.add_argument("--preset", help=f"quick, standard, full or limits (default: {DEFAULT_PRESET})")
    parser.add_argument("--backend", choices=CHOICES, help=f"default: {DEFAULT_BACKEND}")
    parser.add_argument("--dsn", help="an existing PostgreSQL server")
    parser.add_argument(
        "--shards", type=int, metavar="N", help=f"servers of {SHARDED}, 1 to {MOST_SHARDS} (default: {DEFAULT_SHARDS})"
    )
    parser.add_argument("--keep", action="store_true", help="keep what the run created on the PostgreSQL server")
    parser.add_argument("--postgres-paths", metavar="LIST", help="insert=pipeline,load=whole,...: force these paths")
    parser.add_argument("--instructions", action="store_true", help="also count instructions, with callgrind")
    parser.add_argument(
        "--sqlalchemy", metavar="PYTHON", action="append", help="an interpreter that has SQLAlchemy; may be repeated"
    )
    parser.add_argument("--no-sqlalchemy", action="store_true", help="measure the C++ mapper alone")
    parser.add_argument("--filter", metavar="REGEX", help="only groups with a cell whose name matches REGEX")
    parser.add_argument("--mix", metavar="FILE", type=Path, help="requests of your own (docs/mixes.md), nothing else")
    parser.add_argument("--shape", metavar="FILE", type=Path, help="on data of this shape (`dataset profile` makes it)")
    parser.add_argument("--scale", type=float, help="multiply the size of that data (default: 1, at most 100,000 rows)")
    parser.add_argument("--out", metavar="DIR", type=Path, default=DEFAULT_OUT, help="default: reports/latest")
    parser.add_argument("--resume", action="store_true", help="continue the interrupted run in DIR")
    parser.add_argument(
        "--patience", metavar="MINUTES", type=float, help="time after the first look for undecided groups (standard: 7)"
    )
    parser.add_argument("--hosts", metavar="FILE", type=Path, help="measure on these hosts (docs/machines.md)")
    parser.add_argument("--pool", action="store_true", help="a whole run on each of --hosts; what holds across all")
    parser.add_argument("--no-report", action="store_true", help="build no report; `reports build DIR` does it later")
    parser.add_argument("--only-plan", action="store_true", help="write the plan into DIR and measure nothing")
    parser.add_argument("--only-process", metavar="K", type=int, help="measure process K of --plan and nothing else")
    parser.add_argument("--plan", metavar="DIR", type=Path, help="the DIR of --only-plan")
    parser.add_argument("--one-link", action="store_true", help=argparse.SUPPRESS)  # scripts/calibrate --before
    parser.add_argument("--seed", type=int, help="seed for the order of samples (default: 1)")
    parser.add_argument("--version", action=Version, nargs=0, help="print the version")
    parser.add_argument("--bin", metavar="DIR", type=Path, default=DEFAULT_BIN, help=argparse.SUPPRESS)
    parser.add_argument("--presets", metavar="FILE", type=Path, default=DEFAULT_FILE, help=argparse.SUPPRESS)
    return parser


def understand(argv: list[str]) -> Request:
    """The request; raises ExperimentError for one that cannot be met. Changes nothing."""
    conceal_typed(argv)
    parser = _parser()
    options, strange = parser.parse_known_args(argv)
    presets = read_presets(options.presets)
    if strange:
        parser.refuse(strange, list(presets))
    _judge_machines(options)
    dsn = options.dsn if options.dsn is not None else os.environ.get("BOTHSIDES_RUN_DSN")  # see scripts/run
    if dsn is not None:
        if options.backend == SQLITE:
            raise ExperimentError("--dsn names a PostgreSQL server, and --backend sqlite needs none")
        conceal(without_password(dsn)[1])
        options.backend = options.backend or POSTGRES
    if options.shards is not None:
        judge_shards(options.shards, options.backend, options.resume, dsn)
    password = os.environ.get("PGPASSWORD")
    conceal(password)
    if options.postgres_paths is not None:
        require_paths(options.postgres_paths)
    preset = choose(presets, options.preset or DEFAULT_PRESET)
    if options.filter is not None:
        try:
            re.compile(options.filter)
        except re.error as error:
            raise ExperimentError(f"--filter '{options.filter}' is not a regular expression: {error}") from error
        if options.bin == DEFAULT_BIN and not options.resume:
            _require_match(options.filter, options.backend or DEFAULT_BACKEND, options.mix, options.shape)
    if options.patience is not None and not 0 <= options.patience < 1e6:
        raise ExperimentError("--patience is a number of minutes, 0 or more")
    if options.sqlalchemy and options.no_sqlalchemy:
        raise ExperimentError("--sqlalchemy and --no-sqlalchemy: choose one")
    if options.scale is not None and options.shape is None:
        raise ExperimentError("--scale needs --shape; give both")
    shape = read_shape(options.shape, options.scale) if options.shape is not None else None
    mix = read_mix(options.mix) if options.mix is not None else None
    folder = ResultFolder(options.out)
    if options.resume:
        folder.interrupted()
    else:
        folder.check()
    names = ("preset", "backend", "filter", "seed", "shape", "mix", "shards")
    given = {name for name in names if getattr(options, name) is not None}
    return Request(
        bin=options.bin,
        preset=preset,
        backend=options.backend or DEFAULT_BACKEND,
        filter=options.filter,
        folder=folder,
        resume=options.resume,
        seed=1 if options.seed is None else options.seed,
        patience=options.patience,
        one_link=options.one_link,
        shape=shape,
        mix=mix,
        dsn=dsn,
        password=password,
        keep=options.keep,
        postgres_paths=options.postgres_paths,
        shards=options.shards or DEFAULT_SHARDS,
        instructions=options.instructions,
        sqlalchemy=tuple(_interpreter(name) for name in options.sqlalchemy or ()),
        without_sqlalchemy=options.no_sqlalchemy,
        hosts=read_hosts(options.hosts) if options.hosts is not None else (),
        pool=options.pool,
        on_each_host=_on_each_host(argv) if options.pool else (),
        only_plan=options.only_plan,
        only_process=options.only_process,
        report=not options.no_report,
        command=_command(argv, dsn),
        given=frozenset(given),
    )


_ALONE = ("bin", "presets", "plan", "only_process", "dsn", "keep", "out", "resume")  # beside --only-process


def _judge_machines(options: argparse.Namespace) -> None:
    """What concerns other machines: raises for what does not go together, and says where a single process belongs."""
    if (options.only_process is None) != (options.plan is None):
        raise ExperimentError("--only-process K --plan DIR: give both")
    if options.only_process is not None:
        parser = _parser()
        strange = [name for name, value in vars(options).items() if value != parser.get_default(name)]
        if more := next((name for name in strange if name not in _ALONE), None):
            raise ExperimentError(f"--only-process: the plan contains everything, leave --{more.replace('_', '-')} out")
        if options.only_process < 1:
            raise ExperimentError("--only-process: processes count from 1")
        options.out, options.resume = options.plan, True
    if options.pool and options.hosts is None:
        raise ExperimentError("--pool needs --hosts FILE; give both")
    if options.pool and options.no_report:
        raise ExperimentError("--pool and --no-report: choose one; pooling produces a report")
    if options.hosts is None:
        return
    read_hosts(options.hosts)  # what is wrong with the file is wrong whatever is installed
    require_tools()
    unable = ("dsn", "mix", "shape", "instructions", "only_plan")
    if name := next((name for name in unable if getattr(options, name) not in (None, False)), None):
        raise ExperimentError(f"--hosts and --{name.replace('_', '-')}: choose one; hosts use their own builds")
    if options.pool:
        options.out = ROOT / "reports" / "hosts" if options.out == DEFAULT_OUT else options.out
        if options.resume:
            raise ExperimentError("--pool starts from the beginning on every host; leave --resume out")
        if options.out.exists():
            raise ExperimentError(f"--pool: {options.out} already exists; move it away or choose another --out")


def _on_each_host(argv: list[str]) -> tuple[str, ...]:
    """The same command line for one host, whose folder is its own."""
    kept: list[str] = []
    words = iter(argv)
    for word in words:
        name, equals, _ = word.partition("=")
        if name in ("--hosts", "--out"):
            next(words, None) if not equals else None
        elif word != "--pool":
            kept.append(word)
    return tuple(kept)


def _command(argv: list[str], dsn: str | None) -> str:
    """The command as it is recorded: a connection string without its password."""
    kept: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--dsn":
            next(words, None)
        elif not word.startswith("--dsn="):
            kept.append(redacted(word))
    return shlex.join(["scripts/run", *kept, *([] if dsn is None else ["--dsn", shown(dsn)])])


def _interpreter(name: str) -> str:
    """A path stays one wherever the run goes on; a virtual environment stands for its interpreter."""
    path = Path(name).expanduser()
    if path.is_dir():
        path = path / "bin" / "python"
    return str(path.absolute()) if os.sep in name or path.exists() else name


def _require_match(regex: str, backend: str, mix: Path | None, shape: Path | None) -> None:
    """Raises for a filter that cannot match, before anything is built. Those of a mix or shape are in files."""
    if mix is not None or shape is not None:
        return
    try:
        lists = words(ROOT)
    except (OSError, ValueError, IndexError):  # the binaries will tell
        return
    reason = why_unmatched(regex, backend, lists)
    if reason is not None:
        raise ExperimentError(f"{reason}; a name is workload/relation/strategy/backend/dataset, as in README.md")


def main(argv: list[str]) -> int:
    try:
        understand(argv)
    except ExperimentError as error:
        print(redacted(f"run: {error}"), file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
