"""Hosts, asked what they are, and compared. Each has the project at the same path as this machine, built."""

import json
import shlex
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from experiment.errors import ExperimentError
from experiment.machines.likeness import differences
from experiment.machines.logins import Host

ROOT = Path(__file__).resolve().parents[2]


def ask(hosts: Sequence[Host], binaries: Path) -> dict[Host, dict[str, Any]]:
    """What each is; raises ExperimentError for the first that does not say."""
    with ThreadPoolExecutor(len(hosts)) as pool:
        return dict(zip(hosts, pool.map(lambda host: _ask(host, binaries), hosts)))


def _ask(host: Host, binaries: Path) -> dict[str, Any]:
    root, folder = shlex.quote(str(ROOT)), shlex.quote(str(binaries))
    done = host.run(f"cd {root} && scripts/python -m experiment.machines.likeness --bin {folder}")
    said = done.stderr.decode(errors="replace").strip().splitlines() or ["no message"]
    if done.returncode != 0:
        raise ExperimentError(f"{host.name} cannot measure: {said[-1]} (it needs the project at {ROOT}, built)")
    try:
        return dict(json.loads(done.stdout))
    except ValueError as error:
        raise ExperimentError(f"{host.name} did not say what it is: {said[-1]}") from error


def require_alike(found: Mapping[Host, Mapping[str, Any]], here: Mapping[str, Any]) -> None:
    for host, there in found.items():
        if apart := differences(here, there):
            raise ExperimentError(
                f"{host.name} differs from this machine ({'; '.join(apart)}), so its processes cannot belong to one"
                " run. Leave it out, or measure on each host separately and pool the results: --pool"
            )
