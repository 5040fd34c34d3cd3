"""How a run ends: its report, the place of its results, what the caller is told, the exit code."""

import os
import subprocess
import sys
from pathlib import Path

from experiment.arguments import ROOT, Request
from experiment.errors import Interrupted
from experiment.progress import complain, say, words
from experiment.session import Session
from experiment.signals import undisturbed


def report(folder: Path) -> int:
    """The exit code of the report on `folder`, whose table goes to our output. A Ctrl-C reaches it through us alone."""
    sys.stdout.flush()
    command = [sys.executable, "-m", "reports", "build", str(folder)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    return subprocess.run(command, stdin=subprocess.DEVNULL, env=environment, start_new_session=True).returncode


def finish(request: Request, session: Session) -> int:
    """After the last process."""
    try:
        code = report(session.folder)
    except Interrupted as end:
        complain(f"run: interrupted; all is measured, the report is missing. Go on with: {request.command_to_resume}")
        return end.exit_code
    if code not in (0, 1) or not (session.folder / "index.html").exists():
        complain(f"run: the report could not be built; the samples are whole, in {session.folder}")
        return 2
    with undisturbed():
        place = request.folder.publish(complete=True)
    measured, predicted = words(session.elapsed_seconds), words(session.plan.predicted_seconds)
    say(f"measured in {measured} (predicted {predicted}); results: {place}/index.html")
    for cell, message in session.failed_cells.items():
        complain(f"run: {cell}: {message}")
    return 1 if session.failed_cells else code


def stop(request: Request, session: Session, end: Interrupted) -> int:
    """After an interruption."""
    total = session.measured + len(session.pending())
    if session.measured == 0:
        request.folder.discard()
        complain("run: interrupted before the first process was measured; nothing was kept")
        return end.exit_code
    say(f"interrupted: {session.measured} of {total} processes are measured; reporting on them (Ctrl-C: no report)")
    try:
        report(session.folder)
    except Interrupted:
        say("no report was built")
    with undisturbed():
        place = request.folder.publish(complete=False)
    complain(f"run: interrupted; what was measured is in {place}. Go on with: {request.command_to_resume}")
    return end.exit_code
