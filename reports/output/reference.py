"""scripts/keep_reference: keeps a run's report in the repository, small: without raw samples, with its first figure.

Reads a result folder. Writes index.html, summary.md, results.csv, verdicts.json and first.svg, first.png into
docs/reference, all or nothing. A run that failed, was interrupted, was quick, or whose binaries are no release build
is no reference: exit code 2 and the reason.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reports.judgement.fitness import what_is_lacking, what_is_unfit
from reports.judgement.verdicts import Judgement, judge
from reports.output.build import write_all
from reports.output.export import results_csv, verdicts_json
from reports.output.page import page, summary
from reports.plots import draw_all
from reports.plots.parts.figure import png
from reports.results.load import load
from vocabulary.errors import UnusableInput

KEPT = Path(__file__).resolve().parents[2] / "docs" / "reference"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/keep_reference", description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that scripts/run wrote")
    parser.add_argument("--out", type=Path, default=KEPT, help="default: docs/reference")
    options = parser.parse_args(arguments)
    try:
        judgement = judge(load(options.folder))
        if why := unfit(judgement):
            raise UnusableInput(f"{options.folder} is no reference: {why}")
        options.out.mkdir(parents=True, exist_ok=True)
        write_all(options.out, contents(judgement))
    except (UnusableInput, OSError) as error:
        print(f"keep_reference: {error}", file=sys.stderr)
        return 2
    return 0


def unfit(judgement: Judgement) -> str:
    """Why the run may not stand in the repository; empty if it may."""
    if why := what_is_lacking(judgement):
        return why
    if not judgement.may_recommend:
        return "too many of its A/A copies differ; measure it again on a quieter machine"
    if reasons := what_is_unfit(judgement):
        return f"its machine was not quiet: {'; '.join(reasons)}"
    return ""


def contents(judgement: Judgement) -> dict[str, bytes]:
    drawings = draw_all(judgement)
    first = next((drawing for drawing in drawings if drawing.name == "overview"), drawings[0])
    return {
        "first.svg": first.wide_svg.encode(),
        "first.png": png(first.wide),
        "results.csv": results_csv(judgement).encode(),
        "verdicts.json": verdicts_json(judgement).encode(),
        "summary.md": without_machine(summary(judgement, drawings, has_files=False), judgement).encode(),
        "index.html": without_machine(page(judgement, drawings, has_files=False), judgement).encode(),
    }


def without_machine(text: str, judgement: Judgement) -> str:
    """The same without the name of the machine, and with paths as they are from the project's root."""
    name = judgement.run.context.get("host_name", "")
    text = text.replace(f"{KEPT.parents[1]}/", "")
    if name:  # as the page has it, and the summary
        text = text.replace(f">{name}<", ">not told<").replace(f": {name}\n", ": not told\n")
    return text


if __name__ == "__main__":
    sys.exit(main())
