"""Doubts: everything about a run that a reader must know before believing its numbers, one function each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from reports.judgement.doubt import Doubt
from reports.judgement.fitness import what_is_unfit
from reports.judgement.of_servers import of_servers
from reports.judgement.verdicts import LARGEST_FAMILY, Judgement
from vocabulary.cells import AA_COPY, BASELINE, backend_kind
from vocabulary.metrics import percent, plural


def doubts(judgement: Judgement) -> list[Doubt]:
    """In the order of a reader's concern."""
    found = [doubt for check in _CHECKS for doubt in check(judgement)]
    return sorted(found, key=lambda doubt: ("failure", "warning", "note").index(doubt.severity))


def _failed_cells(judgement: Judgement) -> Iterator[Doubt]:
    for cost in judgement.failed_cells:
        yield Doubt("failure", f"{cost.cell} failed: {cost.reason}")


def _missing_cells(judgement: Judgement) -> Iterator[Doubt]:
    if missing := [str(cost.cell) for cost in judgement.costs.values() if cost.status == "missing"]:
        yield Doubt(
            "warning",
            (
                f"{plural(len(missing), 'planned cell')} not measured:"
                f" {', '.join(missing[:3])}{' and others' if len(missing) > 3 else ''}"
            ),
        )
    for cost in judgement.costs.values():
        if cost.status == "skipped":
            yield Doubt("note", f"{cost.cell} was skipped: {cost.reason}")


def _incomplete(judgement: Judgement) -> Iterator[Doubt]:
    run = judgement.run
    if run.state != "complete":
        done = "; ".join(
            f"{binary}: {len(run.processes_of(binary))} of {run.plan.processes} processes"
            for binary in run.plan.binaries
        )
        yield Doubt(
            "warning",
            (
                f"The run is {run.state} ({done}). The rule needs all of them: a group with fewer gets no timing"
                " verdict, and a look that was not reached decides nothing."
            ),
        )


def _quick(judgement: Judgement) -> Iterator[Doubt]:
    plan = judgement.run.plan
    if not plan.verdicts:
        yield Doubt(
            "warning",
            (
                f"A {plan.preset} run shows ratios and exact counts, but gives no timing verdict:"
                f" {plural(plan.processes, 'process')} are too few. The standard preset has enough."
            ),
        )


def _aa(judgement: Judgement) -> Iterator[Doubt]:
    failed = [test.group.id for test in judgement.aa.values() if test.failed]
    if not judgement.may_recommend:
        yield Doubt(
            "warning",
            (
                f"{BASELINE} differs from its own copy in {len(failed)} of {len(judgement.aa)} groups: this run"
                " recommends nothing. In each group only differences beyond that of its own copy count."
            ),
        )
    for group in failed:
        floor = percent(math.exp(judgement.aa[group].floor) - 1)
        yield Doubt(
            "warning", f"{BASELINE} differs from its own copy in {group}: differences below {floor} do not count there."
        )
    if untested := [
        test.group.id
        for test in judgement.aa.values()
        if test.p_value != test.p_value and not test.group.is_counted and judgement.run.plan.verdicts
    ]:
        yield Doubt(
            "warning",
            (
                f"{plural(len(untested), 'group')} without a usable {AA_COPY}, and therefore without a verdict:"
                f" {', '.join(untested[:3])}"
            ),
        )
    wide = [
        test for test in judgement.aa.values() if test.interval_90 and not test.failed and not test.may_show_equivalence
    ]
    if wide and judgement.run.plan.verdicts:
        yield Doubt(
            "warning",
            (
                f"In {plural(len(wide), 'group')} this run cannot show that two copies of {BASELINE} are within 3 % of"
                " each other, so nothing is called equivalent there."
            ),
        )


def _debug(judgement: Judgement) -> Iterator[Doubt]:
    context = judgement.run.context
    build = context.get("build_type", "").lower()
    if build and build not in ("release", "relwithdebinfo", "minsizerel"):
        yield Doubt(
            "warning",
            f"Our binaries were built as {context['build_type']}: their times say nothing about a release build.",
        )
    if context.get("library_build_type", "").lower() == "debug":
        yield Doubt(
            "note",
            (
                "The Google Benchmark library is a debug build (as Debian ships it): its own loop is slower; the timed"
                " code is not affected."
            ),
        )


def _source(judgement: Judgement) -> Iterator[Doubt]:
    if judgement.run.plan.environment.get("git_dirty"):
        yield Doubt("warning", "The source had uncommitted changes: its revision alone does not reproduce this run.")


def _load(judgement: Judgement) -> Iterator[Doubt]:
    environment = judgement.run.plan.environment
    busy, cores = environment.get("busy_cores"), environment.get("cores")
    if isinstance(busy, (int, float)) and isinstance(cores, int) and busy > 0.25:
        yield Doubt(
            "warning",
            f"The machine was busy when the run began: other programs used {busy:.1f} of {plural(cores, 'core')}.",
        )


def _counts(judgement: Judgement) -> Iterator[Doubt]:
    varying = {name: cost.cell for cost in judgement.costs.values() for name in cost.varying}
    for name, cell in varying.items():
        yield Doubt(
            "warning",
            f"The exact count {name} was not the same in every sample (for example in {cell}); its median is shown.",
        )


def _stopped(judgement: Judgement) -> Iterator[Doubt]:
    samples = judgement.run.samples
    if "stopped_after" not in samples or not (stopped := samples[samples["stopped_after"].notna()]["cell"]).size:
        return
    cells = sorted({cell.name for cell in stopped})
    yield Doubt(
        "warning",
        (
            f"Samples of {plural(len(cells), 'cell')} stopped before their last iteration, because set-up and work"
            f" took too long: {', '.join(cells[:3])}{' and others' if len(cells) > 3 else ''}. Their times are means"
            " of fewer iterations."
        ),
    )


def _bounded(judgement: Judgement) -> Iterator[Doubt]:
    short = [group.id for group in judgement.run.plan.groups if group.is_bounded]
    if short:
        yield Doubt(
            "note",
            (
                f"In {plural(len(short), 'group')} set-up takes so long that a sample is shorter than"
                f" {judgement.run.plan.facts.get('sample_ms')} ms: {', '.join(short[:3])}"
                f"{' and others' if len(short) > 3 else ''}. Their ratios vary more."
            ),
        )


def _family(judgement: Judgement) -> Iterator[Doubt]:
    sizes: dict[tuple[str, str], int] = {}
    for family, rows in judgement.run.plan.families.items():
        for group, _ in rows:
            key = family, backend_kind(judgement.run.plan.group(group).cells[0].backend)
            sizes[key] = sizes.get(key, 0) + 1
    for (family, engine), size in sizes.items():
        if family == "decision" and size > LARGEST_FAMILY:
            yield Doubt(
                "warning",
                (
                    f"The {family} family on {engine} has {size} comparisons, more than the {LARGEST_FAMILY} that its"
                    " power was planned for."
                ),
            )


def _layout(judgement: Judgement) -> Iterator[Doubt]:
    plan = judgement.run.plan
    if plan.is_one_link and plan.verdicts and plan.layout:
        yield Doubt(
            "warning",
            (
                f"All processes ran one link of each binary: {plan.layout.get('why', 'no reason was kept')}. The"
                " place of code in it makes copies of the same code differ, and repetition does not average that out."
                " So no difference below that between the copies counts, and *equivalent* may hide one of 3 %."
            ),
        )


def _looks(judgement: Judgement) -> Iterator[Doubt]:
    plan, open_groups = judgement.run.plan, judgement.undecided
    if plan.most_processes > plan.processes and open_groups and judgement.run.state == "complete":
        yield Doubt(
            "note",
            (
                f"{plural(len(open_groups), 'group')} undecided after the last look that --patience allowed; more of it"
                f" measures them further, up to {plan.most_processes} processes:"
                f" {', '.join(g.id for g in open_groups[:3])}"
                f"{' and others' if len(open_groups) > 3 else ''}."
            ),
        )


def _unfit(judgement: Judgement) -> Iterator[Doubt]:
    if judgement.run.plan.verdicts and (reasons := what_is_unfit(judgement)):
        yield Doubt("warning", f"This run is not fit to be published: {'; '.join(reasons)}.")


_CHECKS: tuple[Callable[[Judgement], Iterator[Doubt]], ...] = (
    _failed_cells,
    _unfit,
    _incomplete,
    _missing_cells,
    _quick,
    _aa,
    _debug,
    _source,
    _load,
    _layout,
    _looks,
    of_servers,
    _counts,
    _stopped,
    _bounded,
    _family,
)
