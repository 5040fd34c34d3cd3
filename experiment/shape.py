"""The shape of somebody's data (--shape FILE): a dataset more, which takes the place of the preset's own.

Reads the TOML file that `dataset profile` writes. The binaries make the dataset; its name is `shape_` and the file's.
"""

import re
import subprocess
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from experiment.errors import ExperimentError
from experiment.named_toml import read_toml
from experiment.presets import Preset

REMEDY = "`dataset profile` makes shape files"
MOST_POSTS = 100_000  # of a shape whose scale is not given: what a run of ordinary length has time for


@dataclass(frozen=True)
class Shape:
    """`scale` 1 is the size of the data itself; `digest` is of the file's bytes."""

    name: str
    file: str
    digest: str
    scale: float

    @property
    def arguments(self) -> tuple[str, ...]:
        """What the binaries are told."""
        return (f"--shape={self.file}", f"--scale={self.scale!r}")

    def document(self) -> dict[str, Any]:
        return asdict(self)


def read_shape(file: Path, scale: float | None) -> Shape:
    """Raises ExperimentError for what is no shape file; the binaries judge its numbers."""
    table, digest = read_toml("--shape", file, REMEDY)
    if table.get("bothsides_shape") != 1:
        raise ExperimentError(f"--shape {file} is not a shape file; {REMEDY}")
    children = table.get("children")
    rows = children.get("rows") if isinstance(children, dict) else None
    if scale is None:
        scale = min(1.0, MOST_POSTS / rows) if isinstance(rows, int) and rows > 0 else 1.0
    if not 0 < scale < float("inf"):
        raise ExperimentError(f"--scale {scale} is not a number above 0")
    name = "shape_" + re.sub("[^a-z0-9]", "_", file.stem.lower(), flags=re.ASCII)
    return Shape(name, str(file.resolve()), digest, scale)


def describe(shape: Shape, binaries: Path) -> str:
    """The dataset in words; raises ExperimentError, which names the line, when there can be none."""
    command = [str(binaries / "dataset"), "describe", shape.file, "--scale", repr(shape.scale)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise ExperimentError(last.removeprefix("dataset: "))
    (rows,) = re.findall(r"^rows +(.*)$", done.stdout, re.MULTILINE)
    if rows.startswith("1 users"):
        raise ExperimentError(
            f"--shape {shape.file}: has only one owner at scale {shape.scale:g}, and children move between owners; "
            "choose a larger --scale"
        )
    return f"dataset {shape.name}: {rows} (scale {shape.scale:g})"


def on_shape(preset: Preset, shape: Shape) -> Preset:
    """The preset with its groups of users and posts on this dataset, and without the others: of other relations, and
    those whose data are numbers of classes."""

    def moved(patterns: tuple[str, ...]) -> tuple[str, ...]:
        parts = [pattern.split("/") for pattern in patterns]
        kept = [
            part
            for part in parts
            if len(part) != 4 or (part[1] in ("*", "one_to_many") and not part[3].startswith("classes_"))
        ]
        ends = ("*" if part[-1] == "*" else shape.name for part in kept)
        return tuple(dict.fromkeys("/".join([*part[:-1], end]) for part, end in zip(kept, ends)))

    strategies = tuple((strategy, moved(groups) if groups else ()) for strategy, groups in preset.strategies)
    return replace(preset, groups=moved(preset.groups), strategies=strategies, instructions=moved(preset.instructions))


def require_same_file(document: dict[str, Any]) -> Shape:
    """The shape of an interrupted run; raises when its file is gone or another."""
    before = Shape(**document)
    if read_shape(Path(before.file), before.scale).digest != before.digest:
        raise ExperimentError(
            f"cannot resume: {before.file} changed since the interrupted run; start again without --resume"
        )
    return before
