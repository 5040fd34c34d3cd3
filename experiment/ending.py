"""How a run ends: its report, the place of its results, what the caller is told, the exit code."""

from pathlib import Path

from experiment.arguments import Request
from experiment.errors import ExperimentError, Interrupted
from experiment.progress import complain, say, words
from experiment.session import Session
from experiment.signals import undisturbed


def report_and_publish(request: Request, session: Session, complete: bool) -> tuple[Path, int]:
    """Writes the report, puts the results in place, prints the verdicts: the place, and how many cells failed."""
    from reports.output.build import build  # here, because measuring needs none of the libraries that this loads
    from reports.output.terminal import print_report

    try:
        judgement = build(session.folder)
    except Exception as error:  # whatever it is: the samples are worth more than their report
        raise ExperimentError(f"the report could not be built: {error}; the samples are in {session.folder}") from error
    with undisturbed():
        place = request.folder.publish(complete)
    print_report(judgement, place / "index.html")
    return place, len(judgement.failed_cells)


def finish(request: Request, session: Session) -> int:
    """After the last process."""
    try:
        place, failed = report_and_publish(request, session, complete=True)
    except Interrupted as end:
        complain(f"run: interrupted; all is measured, the report is missing. Go on with: {request.command_to_resume}")
        return end.exit_code
    measured, predicted = words(session.elapsed_seconds), words(session.plan.predicted_seconds)
    say(f"measured in {measured} (predicted {predicted}); results: {place}")
    for cell, message in session.failed_cells.items():
        complain(f"run: {cell}: {message}")
    return 1 if session.failed_cells or failed else 0


def stop(request: Request, session: Session, end: Interrupted) -> int:
    """After an interruption."""
    total = session.measured + len(session.pending())
    if session.measured == 0:
        request.folder.discard()
        complain("run: interrupted before the first process was measured; nothing was kept")
        return end.exit_code
    say(f"interrupted: {session.measured} of {total} processes are measured; reporting on them (Ctrl-C: no report)")
    try:
        place, _ = report_and_publish(request, session, complete=False)
    except (Interrupted, ExperimentError) as error:
        complain("run: no report was built" if isinstance(error, Interrupted) else f"run: {error}")
        with undisturbed():
            place = request.folder.publish(complete=False)
    complain(f"run: interrupted; what was measured is in {place}. Go on with: {request.command_to_resume}")
    return end.exit_code
