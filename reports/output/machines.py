"""Machines: results of several machines in, folders and archives alike, one page over all of them out.

Writes index.html, pooled.json and plots/machines.svg, .png into a folder of their own, all or nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
from markupsafe import Markup

from reports.judgement.machine import (
    Machine,
    default_name,
    description,
    require_comparable,
    require_usable,
    unfit_reasons,
)
from reports.judgement.pooled import Pooling, Row, Standing, pool
from reports.judgement.verdicts import judge
from reports.output.build import write_all
from reports.output.export import json_text
from reports.output.rendering import render
from reports.plots.parts.figure import SETTINGS, Drawing, inline_svg, png
from reports.plots.pooled import machines as figure
from reports.results.archive import MANIFEST, REMEDY, is_archive, unpacked
from reports.results.load import load
from reports.words import machines as words
from vocabulary.cells import BASELINE
from vocabulary.errors import UnusableInput
from vocabulary.metrics import difference, percent, plural
from vocabulary.statistics import Interval

FORMAT = 1
OURS = {"index.html", "pooled.json", "plots"}


def read(paths: Sequence[Path], any_revision: bool = False, with_unfit: bool = False) -> Pooling:
    """Every result judged anew and pooled; raises UnusableInput for one that cannot stand among the others."""
    machines = [_read(path) for path in paths]
    require_comparable(machines, any_revision)
    if with_unfit:
        machines = [replace(machine, unfit=()) for machine in machines]
    return pool(_named_apart(machines))


def _read(path: Path) -> Machine:
    if not is_archive(path):
        judgement = judge(load(path))
        require_usable(judgement, str(path))
        return Machine(default_name(judgement), str(path), judgement, unfit_reasons(judgement))
    with unpacked(path) as (folder, result):
        try:
            judgement = judge(load(folder))
        except UnusableInput as error:
            raise UnusableInput(str(error).replace(f"{folder}", f"{path}: ")) from None
    require_usable(judgement, str(path))
    told, found = _checked(result), _checked(description(judgement, result["machine"]))
    if wrong := next((name for name in found if found[name] != told[name]), None):
        raise UnusableInput(
            f"{path}: {MANIFEST} and the samples disagree about {wrong}: it says {_short(told[wrong])}, they say"
            f" {_short(found[wrong])}; {REMEDY}"
        )
    return Machine(result["machine"], str(path), judgement, unfit_reasons(judgement))


def _checked(description: dict[str, Any]) -> dict[str, Any]:
    """What the samples must confirm: not the words of the reasons, which are of the version that wrote them."""
    fitness = {"is_fit": description["fitness"]["is_fit"]}
    return {name: value for name, value in description.items() if name != "files"} | {"fitness": fitness}


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < 120 else f"{text[:117]}..."


def _named_apart(machines: Sequence[Machine]) -> list[Machine]:
    found: list[Machine] = []
    for machine in machines:
        name, number = machine.name, 2
        while any(other.name == name for other in found):
            name, number = f"{machine.name}_{number}", number + 1
        found.append(replace(machine, name=name))
    return found


def write(pooling: Pooling, out: Path) -> None:
    """Raises UnusableInput where something else lies in `out`, or it cannot be written."""
    try:
        strange = sorted(path.name for path in out.iterdir() if path.name not in OURS) if out.exists() else []
        if strange:
            what = "which is not part of a page across machines"
            raise UnusableInput(f"{out} holds {strange[0]}, {what}; choose another --out")
        out.mkdir(parents=True, exist_ok=True)
        write_all(out, contents(pooling))
    except OSError as error:
        raise UnusableInput(f"cannot write into {out}: {error.strerror or error}; choose another --out") from None


def contents(pooling: Pooling) -> dict[str, bytes]:
    drawing = _drawing(pooling)
    files = {"pooled.json": json_text(document(pooling)).encode()}
    if drawing:
        files |= {"plots/machines.svg": drawing.wide_svg.encode(), "plots/machines.png": png(drawing.wide)}
    return files | {"index.html": page(pooling, drawing).encode()}


def _drawing(pooling: Pooling) -> Drawing | None:
    with mpl.rc_context(SETTINGS):
        return figure.drawing(pooling)


def page(pooling: Pooling, drawing: Drawing | None) -> str:
    strategies = {row.strategy for row in pooling.rows}
    shown = drawing and {
        "title": drawing.title,
        "caption": drawing.caption,
        "wide": Markup(inline_svg(drawing.wide_svg, "machines-wide")),
        "narrow": Markup(inline_svg(drawing.narrow_svg, "machines-narrow")),
    }
    return render(
        "machines.html.j2",
        strategies,
        words=words,
        difference=difference,
        pooling=pooling,
        baseline=BASELINE,
        headline=words.headline(pooling),
        hardware=words.about_hardware(pooling),
        remarks=words.remarks(pooling),
        machines=[_facts(machine) for machine in pooling.machines],
        drawing=shown,
    )


def _facts(machine: Machine) -> dict[str, Any]:
    plan, found = machine.judgement.run.plan, machine.environment
    memory = f"{found['memory_bytes'] / 2**30:.0f} GB" if found["memory_bytes"] else "–"
    return {
        "machine": machine,
        "date": plan.created[:10],
        "hardware": f"{found['cpu']}, {plural(found['cores'] or 1, 'core')}, {memory}",
        "system": ", ".join(str(found[name]) for name in ("system", "kernel") if found[name]) or "–",
        "revision": (machine.revision[:12] or "none") + (", with uncommitted changes" if machine.is_dirty else ""),
        "processes": " to ".join(map(str, dict.fromkeys((plan.processes, plan.most_processes)))),
        "floors": ", ".join(
            f"{phase} {percent(math.exp(b) - 1)}" for (_, phase), b in machine.judgement.floors.items()
        ),
    }


def document(pooling: Pooling) -> dict[str, Any]:
    """pooled.json: ratios are t_S / t_back_populates; what does not exist is null."""
    return {
        "format": FORMAT,
        "headline": words.headline(pooling),
        "about_hardware": words.about_hardware(pooling),
        "remarks": words.remarks(pooling),
        "machines": [
            {
                "source": Path(machine.source).name,
                "counts": not machine.unfit,
                **description(machine.judgement, machine.name),
            }
            for machine in pooling.machines
        ],
        "summaries": [_row(one) | {"workloads": one.workloads} for one in pooling.summaries],
        "comparisons": [_row(row) for row in pooling.rows],
        "not_pooled": [{"group": group, "strategy": strategy} for group, strategy in pooling.left_out],
    }


def _row(row: Row) -> dict[str, Any]:
    found = row.together
    return {
        "group": row.group or None,
        "strategy": row.strategy,
        "family": row.family,
        "engine": row.engine,
        "verdict": row.verdict,
        "holds_on": row.holds_on,
        "machines": len(row.standings),
        "words": words.holds(row),
        "ratio": math.exp(found.mean) if found else None,
        "interval_90": _interval(found.interval(0.90) if found else None),
        "of_a_further_machine_95": _interval(found.of_a_further_machine() if found else None),
        "i_squared": found.i_squared if found else None,
        "tau": found.tau if found else None,
        "on": [_standing(one, True) for one in row.standings] + [_standing(one, False) for one in row.beside],
    }


def _standing(one: Standing, counts: bool) -> dict[str, Any]:
    return {
        "machine": one.machine,
        "counts": counts,
        "verdict": one.verdict,
        "ratio": None if math.isnan(one.mean) else one.ratio,
        "interval_90": _interval(one.interval),
    }


def _interval(interval: Interval | None) -> dict[str, float] | None:
    if interval is None:
        return None
    return {"low": math.exp(interval.low), "high": math.exp(interval.high)}
