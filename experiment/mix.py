"""A mix of somebody's own (--mix FILE): whole requests of weighted operations, in place of the preset's groups.

Reads the TOML file that docs/mixes.md describes; bench_mix judges what it says. Its workload is `mix_` and its name.
"""

import subprocess
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from experiment.errors import ExperimentError
from experiment.named_toml import read_toml
from experiment.presets import Preset
from vocabulary.cells import ENGINES, SHARDED

BINARY = "bench_mix"
REMEDY = "docs/mixes.md has an example"


@dataclass(frozen=True)
class Mix:
    """`digest` is of the file's bytes; `name` and `dataset` are as it says."""

    name: str
    dataset: str
    file: str
    digest: str

    @property
    def arguments(self) -> tuple[str, ...]:
        """What bench_mix is told."""
        return (f"--mix={self.file}",)

    def document(self) -> dict[str, Any]:
        return asdict(self)


def read_mix(file: Path) -> Mix:
    """Raises ExperimentError for what is no TOML file; bench_mix judges the rest."""
    table, digest = read_toml("--mix", file, REMEDY)
    name, dataset = str(table.get("name", "")), str(table.get("dataset", ""))
    return Mix(name, dataset, str(file.resolve()), digest)


def check_mix(mix: Mix, binary: Path, arguments: tuple[str, ...] = ()) -> None:
    """Raises ExperimentError with what the binary says of a file that is no mix, which names the line."""
    command = [str(binary), "--benchmark_list_tests", *mix.arguments, *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise ExperimentError(f"--mix {last.split(': ', 1)[-1]}")


def on_mix(preset: Preset, mix: Mix) -> Preset:
    """The preset with this mix, on the dataset that it names, as its groups."""
    groups = tuple(f"mix_{mix.name}/one_to_many/{backend}/{mix.dataset}" for backend in (*ENGINES, SHARDED))
    return replace(preset, groups=groups)


def require_same_file(document: dict[str, Any]) -> Mix:
    """The mix of an interrupted run; raises when its file is gone or another."""
    before = Mix(**document)
    if read_mix(Path(before.file)).digest != before.digest:
        raise ExperimentError(
            f"cannot resume: {before.file} changed since the interrupted run; start again without --resume"
        )
    return before
