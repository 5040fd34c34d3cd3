"""One fresh benchmark process: placed on a core, given a plan, watched, its JSON read back.

Reads a plan CSV. Writes the JSON of Google Benchmark, first under a temporary name. Times are in seconds of wall clock.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from experiment.errors import BinaryCrashed, ExperimentError, Interrupted
from experiment.files import explain, free_bytes
from experiment.owner import stamp, tied

PADDING_LIMIT_BYTES = 4096  # one page: stack addresses shift by up to that, which is what moves layout effects about
HANG_FACTOR, HANG_FLOOR_SECONDS, HANG_ROW_SECONDS = 20, 300, 10
GRACE_SECONDS = 5  # to remove its database after a signal


@dataclass(frozen=True)
class Placement:
    """Where benchmark processes run: all on the same core, the last one we may use."""

    core: int
    taskset: str | None = shutil.which("taskset")

    @classmethod
    def choose(cls) -> "Placement":
        return cls(max(os.sched_getaffinity(0)))

    def prefix(self) -> list[str]:
        return [self.taskset, "-c", str(self.core)] if self.taskset else []

    def __str__(self) -> str:
        return f"taskset core {self.core}" if self.taskset else "none: taskset was not found"


def padding_bytes(seed: int, binary: str, process: int) -> int:
    """The length of a meaningless variable in the process's environment, different in each."""
    return random.Random(f"{seed}/{binary}/{process}").randrange(PADDING_LIMIT_BYTES)


def _environment(padding: int, scratch: Path, server: Mapping[str, str | None]) -> dict[str, str]:
    """Ours without what would reach Google Benchmark's flags, as `server` changes it; databases are in `scratch`."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("BENCHMARK_") and name not in server
    }
    told = {name: value for name, value in server.items() if value is not None}
    return kept | told | {"TMPDIR": str(scratch), "BOTHSIDES_PADDING": "x" * padding}


@dataclass(frozen=True)
class Launcher:
    """Starts the processes of one experiment."""

    binaries: dict[str, Path]
    placement: Placement
    scratch: Path
    arguments: tuple[str, ...] = ()  # of every process
    server: Mapping[str, str | None] = field(default_factory=dict)  # changes of the environment; None: taken out
    server_facts: Mapping[str, str] = field(default_factory=dict)  # for the plan; empty when no server is used
    descriptors: tuple[int, ...] = ()  # that every process inherits

    def run(
        self,
        binary: str,
        plan: Path,
        out: Path,
        *,
        label: str,
        rows: int,
        program: Path | None = None,
        padding: int = 0,
        expected_seconds: float = 0.0,
        on_tick: Callable[[float], None] = lambda seconds: None,
    ) -> tuple[dict[str, Any], float]:
        """The JSON of one process over `rows` plan rows and the seconds that it took. `out` is whole or absent.
        `program`: a link of its own of the binary."""
        temporary = out.with_name(f".{out.name}.{stamp()}.part")  # what an earlier run left running writes another
        command = [
            *self.placement.prefix(),
            str(program or self.binaries[binary]),
            f"--plan={plan}",
            f"--benchmark_out={temporary}",
            "--benchmark_out_format=json",
            *self.arguments,
        ]
        limit = max(HANG_FLOOR_SECONDS, HANG_FACTOR * expected_seconds, HANG_ROW_SECONDS * rows)
        try:
            with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as stderr:
                started = time.monotonic()
                code = self._watch(command, stderr, padding, label, limit, on_tick)
                seconds = time.monotonic() - started
                stderr.seek(0)
                result = _accept(code, temporary, stderr.read(), label, rows)
            temporary.replace(out)
        except OSError as error:
            raise explain(error, f"running {label}") from error
        finally:
            temporary.unlink(missing_ok=True)
        return result, seconds

    def _watch(
        self,
        command: list[str],
        stderr: IO[str],
        padding: int,
        label: str,
        limit: float,
        on_tick: Callable[[float], None],
    ) -> int:
        process = subprocess.Popen(
            tied(command),
            pass_fds=self.descriptors,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            env=_environment(padding, self.scratch, self.server),
        )
        started = time.monotonic()
        try:
            while True:
                try:
                    return process.wait(timeout=0.25)
                except subprocess.TimeoutExpired:
                    on_tick(time.monotonic() - started)
                if time.monotonic() - started > limit:
                    raise BinaryCrashed(
                        f"{label} was stopped after {limit:.0f} s: it should have finished long before"
                    )
        finally:
            _end(process)


def _end(process: subprocess.Popen) -> None:
    """Ends a process that is still there: a Ctrl-C at the terminal has reached it already, other signals have not."""
    for number, patience in ((None, 0.3), (signal.SIGINT, GRACE_SECONDS), (signal.SIGKILL, None)):
        if process.poll() is None and number is not None:
            process.send_signal(number)
        try:
            process.wait(patience)
            return
        except subprocess.TimeoutExpired:
            continue


def _accept(code: int, path: Path, stderr: str, label: str, rows: int) -> dict[str, Any]:
    if -code in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) or code == 128 + signal.SIGINT:
        time.sleep(0.3)  # a Ctrl-C reaches us as well: let our own handler speak first
        raise Interrupted(-code if code < 0 else signal.SIGINT)
    said = "".join(f"\n  {line}" for line in stderr.strip().splitlines()[-5:] if not line.startswith("***WARNING***"))
    if code < 0:
        raise BinaryCrashed(f"{label} was killed by signal {-code} ({signal.Signals(-code).name}){said}")
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
        measured = len(result["benchmarks"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        if free_bytes(path.parent) < 1 << 20:
            raise ExperimentError(f"no disk space left in {path.parent} for the result of {label}") from error
        raise BinaryCrashed(f"{label} wrote no readable result (exit code {code}){said}") from error
    if code not in (0, 1):
        raise BinaryCrashed(f"{label} refused to run (exit code {code}){said}")
    if measured != rows:
        raise BinaryCrashed(f"{label} measured {measured} of {rows} planned rows (exit code {code}){said}")
    return dict(result)
