"""Pack: a result folder as one archive that can be sent, without what only its owner should know.

The plan, the status, the evidence and the raw samples go in; pages and figures are made from them again. The name of
the host and the paths of its folders stay out, so the digests of the raw files are those of the packed ones.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from reports.judgement.machine import default_name, description, require_usable
from reports.judgement.verdicts import judge
from reports.results.archive import SUFFIX, write_archive
from reports.results.load import load
from vocabulary.errors import UnusableInput
from vocabulary.json_files import read_json

HIDDEN = "not told"
_MACHINE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
_FOLDERS = re.compile(r"(?<![\w./~-])/(?:[^\s'\"/=:,;]+/)+")
_TELLING = ("command", "environment", "mix", "shape")  # of plan.json: what may hold paths
_REMEDY = "measure it again"


def pack(folder: Path, into: Path, machine: str | None = None) -> Path:
    """The archive's path; raises UnusableInput for a run that nobody could use."""
    if machine is not None and not _MACHINE.fullmatch(machine):
        raise UnusableInput(
            f"--machine {machine!r}: a name has 1 to 60 small letters, digits, dots, dashes and underscores"
        )
    judgement = judge(load(folder))
    require_usable(judgement, str(folder))
    run = judgement.run
    if not run.plan.environment.get("git_revision"):
        raise UnusableInput(
            f"{folder} does not record its revision, so nobody could repeat it: run it in a git clone"
        )
    name = machine or default_name(judgement)
    host = run.context.get("host_name", "")
    raw = {path: _raw(read_json(folder / path, _REMEDY)) for path in run.files.values()}
    raw |= {f"raw/instructions/{path.name}": path.read_bytes() for path in (folder / "raw/instructions").glob("*.json")}
    files = dict(raw)
    plan = read_json(folder / "plan.json", _REMEDY)
    files["plan.json"] = _dumped(plan | {key: _without_places(plan[key], host) for key in _TELLING if key in plan})
    if (folder / "evidence.json").exists():
        files["evidence.json"] = (folder / "evidence.json").read_bytes()
    if (folder / "status.json").exists():
        status = read_json(folder / "status.json", _REMEDY)
        status["raw"] = {Path(path).name: hashlib.sha256(raw[path]).hexdigest() for path in run.files.values()}
        files["status.json"] = _dumped(status)
    target = into / f"{run.plan.created[:10]}_{name}{SUFFIX}"
    write_archive(target, description(judgement, name), files)
    return target


def _raw(document: dict[str, Any]) -> bytes:
    """A raw file without the host's name and the folder of the binary."""
    context = document["context"]
    for key in ("host_name", "executable"):
        if key in context:
            context[key] = HIDDEN if key == "host_name" else Path(str(context[key])).name
    return _dumped(document)


def _without_places(value: Any, host: str) -> Any:
    if isinstance(value, dict):
        return {key: _without_places(one, host) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_places(one, host) for one in value]
    if isinstance(value, str):
        return HIDDEN if value == host and host else _FOLDERS.sub("", value)
    return value


def _dumped(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()
