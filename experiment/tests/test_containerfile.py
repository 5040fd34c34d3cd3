"""Containerfile: its steps are those of a bare machine, on files that are here and that .dockerignore lets through."""

import os
import shlex
from fnmatch import fnmatchcase

from experiment.tests.conftest import ROOT


def steps() -> list[list[str]]:
    text = (ROOT / "Containerfile").read_text().replace("\\\n", " ")
    return [shlex.split(line) for line in text.splitlines() if line and not line.startswith("#")]


def test_every_step_is_of_files_that_are_there() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    programs = []
    for word, *rest in steps():
        if word == "COPY":
            for source in rest[:-1]:
                assert (ROOT / source).exists() and not any(fnmatchcase(source, pattern) for pattern in ignored)
        if word in ("RUN", "ENTRYPOINT"):
            programs += [part.strip('[],"') for part in rest if part.strip('[],"').startswith("scripts/")]
    assert programs == ["scripts/setup", "scripts/build", "scripts/run"]
    assert all(os.access(ROOT / program, os.X_OK) for program in programs)


def test_nothing_of_this_machine_is_copied_in() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {"build", "reports/latest*"} <= set(ignored) and ".git" not in ignored  # checks list files by git
