"""A TOML file that somebody named by an option, read whole: what it says and the digest of its bytes."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from experiment.errors import ExperimentError


def read_toml(option: str, file: Path, remedy: str) -> tuple[dict[str, Any], str]:
    """Raises ExperimentError, which names the option, for a file that cannot be read or is not TOML."""
    try:
        content = file.read_bytes()
        table = tomllib.loads(content.decode("utf-8"))
    except OSError as error:
        raise ExperimentError(f"{option} {file}: {error.strerror}; {remedy}") from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ExperimentError(f"{option} {file} is not TOML: line {line} is not text in UTF-8; {remedy}") from error
    except tomllib.TOMLDecodeError as error:
        raise ExperimentError(f"{option} {file} is not TOML: {error}; {remedy}") from error
    return table, hashlib.sha256(content).hexdigest()
