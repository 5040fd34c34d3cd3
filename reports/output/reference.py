"""scripts/keep_reference: keeps a run's report in the repository, with its first figure, and its raw samples packed.

Reads a result folder. Packs it into results/, as `reports pack` does, and from that archive makes index.html,
summary.md, results.csv, verdicts.json, first.svg and first.png in docs/reference: all or nothing. It refuses a run that
failed, was interrupted, was quick, or was not a release build: exit code 2 and the reason. It also refuses a run on a
machine that was not quiet; --example keeps such a run in docs/example, to show what a report looks like. The first
screen, the summary and the archive of that run say that it is not fit to be published, and why.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from reports.judgement.fitness import what_is_lacking, what_is_unfit
from reports.judgement.verdicts import Judgement, judge
from reports.output.build import write_all
from reports.output.export import results_csv, verdicts_json
from reports.output.pack import pack
from reports.output.page import texts
from reports.plots import draw_all
from reports.plots.parts.figure import png
from reports.results.archive import unpacked
from reports.results.load import load
from vocabulary.errors import UnusableInput

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "reference"
EXAMPLE = ROOT / "docs" / "example"
RESULTS = ROOT / "results"
MOST_BYTES = 3 << 20  # of an archive that everybody clones


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/keep_reference", description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that scripts/run wrote")
    parser.add_argument("--out", type=Path, help="default: docs/reference, or docs/example")
    parser.add_argument("--example", action="store_true", help="the machine was not quiet, and the report says so")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the archive goes (default: results)")
    parser.add_argument("--machine", metavar="NAME", help="name of the archive (default: from processor and compiler)")
    options = parser.parse_args(arguments)
    try:
        judgement = judge(load(options.folder))
        if why := what_is_lacking(judgement) if options.example else unfit(judgement):
            raise UnusableInput(f"{options.folder} can be no {'example' if options.example else 'reference'}: {why}")
        out = options.out or (EXAMPLE if options.example else KEPT)
        archive = keep(options.folder, out, options.results, options.machine)
    except (UnusableInput, OSError) as error:
        print(f"keep_reference: {error}", file=sys.stderr)
        return 2
    print(f"kept in {out}, with its samples in {archive}")
    return 0


def keep(folder: Path, out: Path, results: Path, machine: str | None) -> Path:
    """The archive, from which the report in `out` was made."""
    with tempfile.TemporaryDirectory(prefix="bothsides-reference-") as place:
        packed = pack(folder, Path(place), machine)
        if packed.stat().st_size > MOST_BYTES:
            raise UnusableInput(f"{folder} packs into {packed.stat().st_size >> 10} KiB, more than 3 MiB; measure less")
        archive = results / packed.name
        if archive.exists():
            raise UnusableInput(f"{archive} already exists; give this one another name with --machine, or remove it")
        files = report_of(packed)
        for made in (out, results):
            made.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(packed, archive)
    write_all(out, files)
    return archive


def report_of(archive: Path) -> dict[str, bytes]:
    """The report of an archive, as it is kept."""
    with unpacked(archive) as (folder, _):
        return contents(judge(load(folder)), f"../../results/{archive.name}")


def unfit(judgement: Judgement) -> str:
    """Why the run may not stand in the repository; empty if it may."""
    if why := what_is_lacking(judgement):
        return why
    if not judgement.may_recommend:
        return "too many of its A/A copies differ; measure it again on a quieter machine"
    if reasons := what_is_unfit(judgement):
        return f"its machine was not quiet: {'; '.join(reasons)}"
    return ""


def contents(judgement: Judgement, archive: str) -> dict[str, bytes]:
    drawings = draw_all(judgement)
    first = next((drawing for drawing in drawings if drawing.name == "overview"), drawings[0])
    return {
        "first.svg": first.wide_svg.encode(),
        "first.png": png(first.wide),
        "results.csv": results_csv(judgement).encode(),
        "verdicts.json": verdicts_json(judgement).encode(),
    } | {
        name: without_machine(text, judgement).encode() for name, text in texts(judgement, drawings, archive).items()
    }


def without_machine(text: str, judgement: Judgement) -> str:
    """The same without the name of the machine, and with paths as they are from the project's root."""
    name = judgement.run.context.get("host_name", "")
    text = text.replace(f"{ROOT}/", "")
    if name:  # as the page has it, and the summary
        text = text.replace(f">{name}<", ">not told<").replace(f": {name}\n", ": not told\n")
    return text


if __name__ == "__main__":
    sys.exit(main())
