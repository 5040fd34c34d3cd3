"""Build: one result folder in, its report out, all or nothing.

Reads plan.json, raw/ and status.json. Writes index.html, summary.md, results.csv, verdicts.json, limits.json (of
the preset limits) and plots/ beside them:
everything goes to a temporary folder first and is then renamed into place, so a build that fails leaves the previous
report as it was.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from reports.judgement.verdicts import Judgement, judge
from reports.output.export import limits_json, results_csv, verdicts_json
from reports.output.page import texts
from reports.output.sections.limits import of_preset
from reports.plots import draw_all
from reports.plots.parts.figure import on_page, png
from reports.results.load import load
from vocabulary.errors import UnusableInput
from vocabulary.owner import is_gone, stamp

_HALF_MADE = ".report-"
_SAFE = re.compile(r"(?:plots/)?[^/\\\0]{1,200}")


def build(folder: Path) -> Judgement:
    """Write the report of `folder` into it; raises UnusableInput if it cannot be read or written."""
    judgement = judge(load(folder))
    files = contents(judgement)
    try:
        write_all(folder, files)
    except OSError as error:
        raise UnusableInput(
            f"cannot write the report into {folder}: {error.strerror or error}; a previous report there is"
            " unchanged. Free some space or make the folder writable, then run python3 -m reports build again"
        ) from None
    return judgement


def contents(judgement: Judgement) -> dict[str, bytes]:
    """Every file of the report by its path in the folder; the page comes last, because it links to the others."""
    drawings = draw_all(judgement)
    inline = on_page(drawings)
    files: dict[str, bytes] = {}
    for drawing in drawings:
        files[f"plots/{drawing.name}.svg"] = drawing.wide_svg.encode()
        if drawing in inline:
            files[f"plots/{drawing.name}.png"] = png(drawing.wide)
    files["results.csv"] = results_csv(judgement).encode()
    if found := of_preset(judgement):
        files["limits.json"] = limits_json(found).encode()
    files["verdicts.json"] = verdicts_json(judgement).encode()
    return files | {name: text.encode() for name, text in texts(judgement, drawings).items()}


def _sweep(folder: Path) -> None:
    """Takes away what builds that were killed left half-made."""
    for left in folder.glob(f"{_HALF_MADE}*"):
        if is_gone(left.name.removeprefix(_HALF_MADE).rpartition("-")[0]) and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)


def write_all(folder: Path, files: dict[str, bytes]) -> None:
    """Every file under its name, or none of them; figures of an earlier report go."""
    for name in files:
        if not _SAFE.fullmatch(name) or ".." in name:
            raise UnusableInput(f"{folder}: its report would write {name!r}, which is not the name of a file in it")
    if (folder / "plots").is_symlink():
        raise UnusableInput(f"{folder / 'plots'} is a link to another folder, where nothing may be written; remove it")
    _sweep(folder)
    temporary = Path(tempfile.mkdtemp(prefix=f"{_HALF_MADE}{stamp()}-", dir=folder))
    try:
        for name, content in files.items():
            target = temporary / name
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(content)
        if any(name.startswith("plots/") for name in files):
            (folder / "plots").mkdir(exist_ok=True)
        for name in files:
            os.replace(temporary / name, folder / name)
        for stale in (folder / "plots").glob("*"):
            if f"plots/{stale.name}" not in files and stale.suffix in (".svg", ".png"):
                stale.unlink()
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
