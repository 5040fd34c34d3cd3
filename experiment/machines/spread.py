"""Spread: jobs on hosts by GNU parallel, one at a time on each; what they print comes back as they end.

A job that fails, or whose host dies, is run again on another host. Nothing is left on a host but by one that died.
"""

import secrets
import shlex
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from experiment.errors import ExperimentError
from experiment.machines.logins import Host
from experiment.owner import tied

POLL_SECONDS = 0.2
END_SECONDS = 10
LOST = "255"  # the exit code of ssh itself


@dataclass(frozen=True)
class Ended:
    """A job: the file that it printed, or None and its last words. `is_lost`: its host went, not the job failed."""

    name: str
    printed: Path | None
    said: str
    is_lost: bool


@dataclass
class Spread:
    """`place`: the folder of this run on every host."""

    hosts: Sequence[Host]
    scratch: Path
    place: str = field(default_factory=lambda: f"/tmp/bothsides-plan-{secrets.token_hex(8)}")
    calls: int = 0

    def send(self, folder: Path, names: Sequence[str]) -> list[Host]:
        """Copies these of `folder` to every host, and says which have them; raises where none has."""
        packed = subprocess.run(["tar", "-cf", "-", "-C", str(folder), *names], capture_output=True, check=True).stdout
        there, why = [], ""
        for host in self.hosts:
            try:
                done = host.run(f"umask 077 && mkdir -p {self.place}/raw && tar -xf - -C {self.place}", data=packed)
                if done.returncode != 0:
                    raise ExperimentError(f"{host.name}: {done.stderr.decode(errors='replace').strip()}")
                there.append(host)
            except ExperimentError as error:
                why = str(error)
        if not there:
            raise ExperimentError(f"no host took the plan: {why}")
        return there

    def clean(self) -> None:
        for host in self.hosts:
            with suppress(ExperimentError):
                host.run(f"rm -rf {self.place}", seconds=2 * END_SECONDS)

    def run(
        self, command: str, names: Sequence[str], hosts: Sequence[Host], pinned: bool = False
    ) -> Iterator[Ended]:
        """The command for each name, `{}` in it, as each ends. `pinned`: the nth name is the nth host's alone."""
        self.calls += 1
        out = self.scratch / f"spread.{self.calls}"
        out.mkdir()
        log, logins = out / "joblog", out / "hosts"
        groups = [f"@{i}/" if pinned else "" for i, _ in enumerate(hosts)]
        logins.write_text("".join(f"{group}1/{shlex.join(host.login)}\n" for group, host in zip(groups, hosts)))
        words = ["parallel", "--plain", "--will-cite", "--sshloginfile", str(logins), "--jobs", "1"]
        words += ["--joblog", str(log), "--results", f"{out}/{{}}"]
        words += ["--hostgroups"] if pinned else ["--retries", str(len(hosts) + 1)]
        told = [f"{name}@{i}" for i, name in enumerate(names)] if pinned else list(names)
        with (out / "said").open("w+") as said:
            process = subprocess.Popen(
                tied(["env", f"PARALLEL_HOME={out / 'home'}", *words, command, ":::", *told]),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
            (out / "home").mkdir()
            try:
                yield from self._results(process, log, out, list(names))
            finally:
                _end(process)

    def _results(
        self, process: "subprocess.Popen[bytes]", log: Path, out: Path, names: list[str]
    ) -> Iterator[Ended]:
        told = 0
        while True:
            has_ended = process.poll() is not None
            lines = log.read_text().splitlines()[1:] if log.exists() else []
            for line in lines[told:]:
                told += 1
                number, *_, code, signal, _ = line.split("\t", 8)
                name = names[int(number) - 1]
                is_well = (code, signal) == ("0", "0")
                lost = code == LOST or signal != "0"
                yield Ended(name, out / name if is_well else None, _last(out / f"{name}.err"), lost)
            if has_ended:
                break
            time.sleep(POLL_SECONDS)
        if told < len(names) and told == 0:
            raise ExperimentError(f"GNU parallel could not start: {_last(out / 'said')}")


def _last(path: Path) -> str:
    with suppress(OSError):
        lines = [line.strip() for line in path.read_text(errors="replace").splitlines() if line.strip()]
        ours = [line.removeprefix("run: ") for line in lines if line.startswith("run: ")]
        return (ours or lines or ["no message"])[-1]
    return "no message"


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        for _ in range(2):  # the first lets jobs end, the second does not wait for them
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(END_SECONDS / 10)
                return
        process.kill()
        process.wait()
