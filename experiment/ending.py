"""How a run ends: its report, the place of its results, what the caller is told, the exit code."""

import shlex
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from experiment.arguments import Request
from experiment.errors import ExperimentError, Interrupted
from experiment.progress import complain, say, words
from experiment.session import Session
from experiment.signals import undisturbed
from vocabulary.errors import UnusableInput

if TYPE_CHECKING:
    from reports.judgement.verdicts import Judgement


def report(session: Session) -> "Judgement":
    with undisturbed():  # a library in the middle of its import may swallow Ctrl-C
        from reports.output.build import build  # here, because measuring needs none of the libraries that this loads

    try:
        return build(session.folder)
    except Exception as error:  # whatever it is: the samples are worth more than their report
        raise ExperimentError(f"the report could not be built: {error}; the samples are in {session.folder}") from error


def show(judgement: "Judgement", place: Path) -> None:
    from reports.output.terminal import print_report

    with suppress(Interrupted):  # all is written; what is printed is on the page as well
        print_report(judgement, place / "index.html")


def misses_limits(judgement: "Judgement") -> bool:
    """Of a run that asks how near the strategies come to hand-written code: whether one is too far off, as told."""
    from reports.judgement.limits import MISSED
    from reports.output.sections.limits import of_preset
    from reports.output.standings import print_standings

    found = of_preset(judgement)
    if not found:
        return False
    with suppress(Interrupted):
        print_standings(found)
    return any(one.verdict == MISSED for one in found)


def finish(request: Request, session: Session) -> int:
    """After the last process."""
    judgement = None
    try:
        if request.report:
            judgement = report(session)
        with undisturbed():
            place = request.folder.publish(complete=True)
    except Interrupted as end:
        how = f"Continue with: {request.command_to_resume}"
        complain(f"run: interrupted; everything is measured, the report is missing. {how}")
        return end.exit_code
    if judgement is not None:
        show(judgement, place)
    measured, predicted = words(session.elapsed_seconds), words(session.plan.predicted_seconds)
    say(f"measured in {measured} (predicted {predicted}); results: {place}")
    if judgement is None:
        say(f"no report was requested; build one with: {command_to_report(place)}")
    for cell, message in session.failed_cells.items():
        complain(f"run: {cell}: {message}")
    is_wrong = judgement is not None and (judgement.failed_cells or misses_limits(judgement))
    return 1 if session.failed_cells or is_wrong else 0


def command_to_report(place: Path) -> str:
    return shlex.join(["scripts/python", "-m", "reports", "build", str(place)])


def put_plan(request: Request, session: Session) -> int:
    """After --only-plan: what is there is a run that was interrupted before its first process."""
    with undisturbed():
        session.write_status("interrupted")
        place = request.folder.publish(complete=False)
    last = session.plan.processes
    say(f"the plan is in {place}: measure processes 1 to {last} with `scripts/run --only-process K --plan {place}`,")
    say(f"then collect them and build the report: {request.command_to_resume}")
    return 0


def finish_everywhere(folders: Sequence[Path], request: Request) -> int:
    """After a whole run on every host: what holds over them."""
    from reports.output import machines

    out = request.folder.out / "pooled"
    try:
        machines.write(machines.read(folders), out)
    except UnusableInput as error:
        raise ExperimentError(f"{error}; the results of the hosts are in {request.folder.out}") from error
    say(f"what holds across {len(folders)} hosts: {out / 'index.html'}")
    return 0


def stop(request: Request, session: Session, end: Interrupted) -> int:
    """After an interruption."""
    if session.measured == 0:
        with undisturbed():
            request.folder.discard()
        complain("run: interrupted before the first process was measured; nothing was kept")
        return end.exit_code
    judgement, missing = None, ""
    try:
        total = session.measured + len(session.pending())
        how_far = f"interrupted: {session.measured} of {total} processes are measured"
        if request.report:
            say(f"{how_far}; building a report on them (Ctrl-C: no report)")
            judgement = report(session)
        else:
            say(how_far)
    except (Interrupted, ExperimentError) as error:
        missing = "no report was built" if isinstance(error, Interrupted) else str(error)
    with undisturbed():
        if missing:
            complain(f"run: {missing}")
        is_whole = session.is_complete and (judgement is not None or not request.report)
        place = request.folder.publish(complete=is_whole)
    if judgement is not None:
        show(judgement, place)
    complain(f"run: interrupted; what was measured is in {place}. Continue with: {request.command_to_resume}")
    return end.exit_code
