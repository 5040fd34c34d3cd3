"""A whole run on every host, each of an environment of its own, to be pooled: `scripts/run --hosts FILE --pool`."""

import shlex
import tarfile
from collections.abc import Sequence
from pathlib import Path

from experiment.errors import ExperimentError
from experiment.machines.hosts import ROOT
from experiment.machines.logins import Host
from experiment.machines.spread import Spread
from experiment.progress import complain, say

TAKEN = ("plan.json", "status.json", "evidence.json")


def run_everywhere(
    hosts: Sequence[Host], arguments: Sequence[str], out: Path, scratch: Path
) -> list[Path]:
    """The folders of the hosts that finished, below `out`; raises where a host failed, after the others are done."""
    spread = Spread(hosts, scratch)
    command = f"cd {shlex.quote(str(ROOT))} && scripts/python -m experiment {shlex.join(arguments)}"
    place = f"{spread.place}/{{}}"
    command += f" --out {place} >&2 && cd {place} && tar -cf - {' '.join(TAKEN)} raw"
    names = [f"host_{i:02d}_{_plain(host.name)}" for i, host in enumerate(hosts, 1)]
    failed, folders = [], []
    say(f"a whole run on each of {len(hosts)} hosts: {', '.join(host.name for host in hosts)}")
    try:
        for host in hosts:
            host.run(f"umask 077 && mkdir -p {spread.place}")
        for job in spread.run(command, names, hosts, pinned=True):
            if job.printed is None:
                failed.append(f"{job.name}: {job.said}")
                complain(f"run: {failed[-1]}")
                continue
            folders.append(_unpacked(job.printed, out / job.name))
            say(f"{job.name} is done")
    finally:
        spread.clean()
    missing = [name for name in names if not (out / name).exists()]
    if missing:
        why = failed[0] if failed else f"{missing[0]} did not come back"
        none = f"{len(missing)} of {len(hosts)} hosts measured nothing: {why}"
        raise ExperimentError(f"{none}; results of the others are in {out}")
    return sorted(folders)


def _plain(name: str) -> str:
    return "".join(one if one.isalnum() or one in "-." else "_" for one in name)


def _unpacked(printed: Path, folder: Path) -> Path:
    """The files of one result, of the names that a result has."""
    folder.mkdir(parents=True)
    with tarfile.open(printed) as tar:
        for member in tar:
            parts = Path(member.name).parts
            is_raw = 1 < len(parts) <= 3 and parts[0] == "raw" and ".." not in parts and member.name.endswith(".json")
            if member.isreg() and (member.name in TAKEN or is_raw):
                source = tar.extractfile(member)
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read() if source else b"")
    return folder
