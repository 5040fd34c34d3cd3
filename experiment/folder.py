"""The result folder: where results are made, when they take their place, what is never touched.

Results grow in `DIR.incomplete` beside DIR and are renamed to DIR when they are complete, or when they were interrupted
and no complete results stand there. So an incomplete run never overwrites a complete one, and a failed start changes
nothing.
"""

import fcntl
import glob
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from experiment.errors import ExperimentError
from experiment.files import ROOM_BYTES, explain, read_json, require_room
from experiment.owner import is_gone, stamp
from experiment.signals import undisturbed

OURS = {
    "plan.json",
    "evidence.json",
    "plan",
    "raw",
    "status.json",
    "index.html",
    "summary.md",
    "results.csv",
    "verdicts.json",
    "limits.json",
    "plots",
}


TRIAL = ".bothsides-"  # its name goes on with the stamp of its process


def _is_ours(name: str) -> bool:
    """Also what a killed run leaves half-made, which always has a hidden name."""
    return name in OURS or name.startswith(".report-") or (name.startswith(".") and name.endswith(".part"))


def _state(folder: Path) -> str:
    """`absent`, `complete`, or how an unfinished run ended."""
    if not (folder / "plan.json").exists():
        return "absent"
    if not (folder / "status.json").exists():
        return "complete"
    return str(read_json(folder / "status.json").get("state", "complete"))


def _remove_hidden(folder: Path) -> None:
    for leftover in folder.glob(".*"):
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


class ResultFolder:
    def __init__(self, out: Path) -> None:
        try:
            self.out = out.expanduser().resolve()
        except (OSError, RuntimeError) as error:
            raise ExperimentError(f"--out {out}: {error}") from error
        self.work = self.out.with_name(self.out.name + ".incomplete")
        self._lock: int | None = None

    def check(self) -> None:
        """Raises if results could not be written; changes nothing."""
        if self.out.parent == self.out or os.path.ismount(self.out):
            raise ExperimentError(f"--out {self.out} is a mount point; choose a folder inside it")
        for folder in (self.out, self.work):
            self._check_is_ours(folder)
        parent = self.out.parent
        while not parent.exists():
            parent = parent.parent
        if not parent.is_dir():
            raise ExperimentError(f"cannot write to {self.out}: {parent} is not a directory")
        try:  # permissions, read-only and virtual file systems: only trying tells
            with undisturbed():
                os.rmdir(tempfile.mkdtemp(prefix=f"{TRIAL}{stamp()}-", dir=parent))
        except OSError as error:
            raise ExperimentError(f"cannot write to {self.out}: {parent}: {error.strerror}") from error
        require_room(parent, ROOM_BYTES)

    def _check_is_ours(self, folder: Path) -> None:
        if not folder.exists() and not folder.is_symlink():
            return
        if folder.is_symlink():  # DIR.incomplete: whoever made it would say where we write and remove
            raise ExperimentError(f"{folder} is a link, not a folder for results; remove it or choose another --out")
        if not folder.is_dir():
            raise ExperimentError(f"{folder} is a file, not a folder for results")
        try:
            names = {entry.name for entry in folder.iterdir()}
        except OSError as error:
            raise ExperimentError(f"cannot read {folder}: {error.strerror}") from error
        if names and "plan.json" not in names and not (folder == self.work and all(map(_is_ours, names))):
            raise ExperimentError(
                f"{folder} holds files but no plan.json, so it is not a result folder; choose another --out"
            )
        strange = sorted(name for name in names if not _is_ours(name))
        if strange:
            raise ExperimentError(
                f"{folder} holds {strange[0]}, which is not a result and would be lost; choose another --out"
            )

    def take(self) -> None:
        """Holds the working folder against a second run; the lock goes with the process."""
        self.check()
        try:
            self.work.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.work, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._lock = lock
        except BlockingIOError as error:
            raise ExperimentError(
                f"another run is writing to {self.work}; wait for it or choose another --out"
            ) from error
        except OSError as error:
            raise explain(error, f"writing to {self.work}") from error
        self._sweep()

    def _sweep(self) -> None:
        """Takes away what dead runs left half-made; complete results that one of them had moved aside come back."""
        for folder in (self.work, *(self.work / name for name in ("plan", "raw", "raw/instructions", "plots"))):
            _remove_hidden(folder)
        for moved in self.out.parent.glob(f".{glob.escape(self.out.name)}.replaced.*"):
            if not is_gone(moved.name.rpartition(".")[2]) or moved.is_symlink():
                continue
            if self.out.exists():
                shutil.rmtree(moved, ignore_errors=True)
            else:
                with suppress(OSError):
                    moved.rename(self.out)
        for trial in self.out.parent.glob(f"{TRIAL}*"):
            if is_gone(trial.name.removeprefix(TRIAL).rpartition("-")[0]):
                with suppress(OSError):
                    trial.rmdir()

    def give_back(self) -> None:
        """Undoes take(), if it succeeded: an interrupted run that lies here stays."""
        if self._lock is None:
            return
        with suppress(OSError):
            self.work.rmdir()

    def clear(self) -> None:
        """Makes room for a new run; an interrupted one that lies here is removed."""
        try:
            self._forget()
            for name in ("plan", "raw"):
                (self.work / name).mkdir()
        except OSError as error:
            raise explain(error, f"writing to {self.work}") from error

    def _forget(self) -> None:
        (self.work / "plan.json").unlink(missing_ok=True)  # first: half of a run is none to go on with
        for entry in self.work.iterdir():
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()

    def interrupted(self) -> Path:
        """Where the run to go on with lies; raises when there is none. Changes nothing."""
        self.check()
        if _state(self.work) != "absent":
            return self.work
        state = _state(self.out)
        if state == "absent":
            raise ExperimentError(f"nothing to resume: no interrupted run in {self.out}")
        if state == "complete":
            raise ExperimentError(f"nothing to resume: the results in {self.out} are complete")
        return self.out

    def reopen(self, place: Path) -> None:
        """Makes the interrupted run in `place` the working folder again."""
        try:
            if place != self.work:
                with suppress(OSError):
                    self.work.rmdir()  # an empty one
                place.rename(self.work)
        except OSError as error:
            raise explain(error, f"moving {place} to {self.work}") from error
        self.take()

    def publish(self, complete: bool) -> Path:
        """Puts the results in their place and says where they are now."""
        if not complete and _state(self.out) == "complete":
            return self.work
        _remove_hidden(self.work)
        replaced = self.out.with_name(f".{self.out.name}.replaced.{stamp()}")
        try:
            if self.out.exists():
                self.out.rename(replaced)
            self.work.rename(self.out)
        except OSError as error:
            raise ExperimentError(f"the results stay in {self.work}: {error.strerror}") from error
        shutil.rmtree(replaced, ignore_errors=True)
        return self.out

    def discard(self) -> None:
        with suppress(OSError):
            self._forget()
        shutil.rmtree(self.work, ignore_errors=True)
