"""Files that are whole or absent: written under a temporary name, then renamed."""

import errno
import json
import os
from pathlib import Path

from experiment.errors import ExperimentError
from vocabulary import json_files
from vocabulary.errors import UnusableInput

ROOM_BYTES = 32 << 20  # what the page and its figures take, generously


def explain(error: OSError, doing: str) -> ExperimentError:
    if error.errno == errno.ENOSPC:
        return ExperimentError(f"no disk space left while {doing}")
    return ExperimentError(f"{doing} failed: {error.strerror or error}")


def write_text(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise explain(error, f"writing {path}") from error


def write_json(path: Path, value: object) -> None:
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def read_json(path: Path, schema: str | None = None) -> dict:
    """A JSON object, of the shape that vocabulary/schemas says; raises ExperimentError for a damaged one."""
    remedy = "remove it, or start again without --resume"
    try:
        value = json_files.read_json(path, remedy)
        if schema:
            json_files.check_shape(value, schema, path, remedy)
    except UnusableInput as error:
        raise ExperimentError(str(error)) from error
    if not isinstance(value, dict):
        raise ExperimentError(f"{path} is damaged: not a JSON object")
    return value


def free_bytes(folder: Path) -> int:
    usage = os.statvfs(folder)
    return usage.f_bavail * usage.f_frsize


def require_room(folder: Path, needed: int) -> None:
    free = free_bytes(folder)
    if free < needed:
        raise ExperimentError(
            f"no disk space: {folder} has {free >> 20} MB free, the results may need {needed >> 20} MB"
        )
