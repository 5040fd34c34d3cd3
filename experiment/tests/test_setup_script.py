"""scripts/setup on a machine made of stubs: installs what is missing, as root or through sudo."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from experiment.tests.conftest import ROOT

STUBS = {
    "dpkg-query": """
for package in $INSTALLED; do echo "$package install ok installed"; done
echo "halfway install ok half-configured"
exit 1
""",
    "apt-get": """
echo "apt-get $* frontend=$DEBIAN_FRONTEND" >>"$LOG"
[[ "$*" != *"$BROKEN"* ]] || { echo "E: no route to the mirror"; exit 100; }
""",
    "apt-cache": '[[ " $KNOWN " == *" ${*: -1} "* ]]',
    "sudo": 'echo "sudo" >>"$LOG"; exec "$@"',
    "id": "echo $WHO",
}
LIST = """
# a list
[run]
compiler    # compiles
halfway     # was interrupted once

[test]
browser     # looks
"""
SERVERS = "[run]\nserver-15|server|server-any  # serves\n"


@dataclass
class Machine:
    root: Path

    def setup(
        self, *arguments: str, installed: str = "", who: int = 0, broken: str = "nothing", known: str = ""
    ) -> subprocess.CompletedProcess[str]:
        (self.root / "log").write_text("")
        environment = {
            "PATH": f"{self.root}/bin:/usr/bin:/bin", "LOG": f"{self.root}/log",
            "INSTALLED": installed, "WHO": str(who), "BROKEN": broken, "KNOWN": known,
        }  # fmt: skip
        command = ["bash", str(self.root / "scripts" / "setup"), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    @property
    def log(self) -> list[str]:
        return (self.root / "log").read_text().splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    root = tmp_path / "a clone"
    (root / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "setup", root / "scripts")
    (root / "scripts" / "packages.txt").write_text(LIST)
    (root / "bin").mkdir()
    for name, body in STUBS.items():
        (root / "bin" / name).write_text(f"#!/bin/bash\n{body}\n")
        (root / "bin" / name).chmod(0o755)
    return Machine(root)


def without(machine: Machine, name: str) -> None:
    """Takes a program away: the stub goes, and with it everything outside the stubs but what setup itself runs."""
    (machine.root / "bin" / name).unlink()
    for program in ("bash", "env", "dirname", "mktemp", "rm", "tail"):
        found = shutil.which(program)
        assert found
        os.symlink(found, machine.root / "bin" / program)


def test_nothing_missing_is_nothing_done(machine: Machine) -> None:
    done = machine.setup(installed="compiler halfway browser")
    assert (done.returncode, done.stdout, done.stderr, machine.log) == (0, "", "", [])


def test_only_what_is_missing_is_installed_after_one_update(machine: Machine) -> None:
    done = machine.setup(installed="compiler")
    assert done.returncode == 0 and "installing 2 of 3 packages: halfway browser" in done.stdout
    update, install = machine.log
    assert " update " in update
    assert install.endswith("install --no-install-recommends halfway browser frontend=noninteractive")


def test_a_run_needs_no_more_than_its_section(machine: Machine) -> None:
    assert machine.setup("run", installed="compiler halfway").returncode == 0
    assert machine.log == []


def test_an_ordinary_user_is_root_for_apt_alone(machine: Machine) -> None:
    done = machine.setup(installed="compiler halfway", who=1000)
    assert done.returncode == 0 and "through sudo" in done.stdout
    assert [line.split()[0] for line in machine.log] == ["sudo", "apt-get", "sudo", "apt-get"]


def test_an_ordinary_user_with_everything_installed_is_not_asked(machine: Machine) -> None:
    assert machine.setup(installed="compiler halfway browser", who=1000).returncode == 0
    assert machine.log == []


def test_without_root_and_sudo_the_message_says_what_to_type(machine: Machine) -> None:
    without(machine, "sudo")
    path = f"{machine.root}/bin"
    done = subprocess.run(
        ["bash", str(machine.root / "scripts" / "setup")],
        env={"PATH": path, "INSTALLED": "compiler", "WHO": "1000", "LOG": f"{machine.root}/log"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "As root: apt-get install --no-install-recommends halfway browser" in done.stderr


def test_a_failing_apt_is_quoted(machine: Machine) -> None:
    done = machine.setup(installed="compiler", broken="install")
    assert done.returncode == 2
    assert "E: no route to the mirror" in done.stderr and "apt-get could not install the packages" in done.stderr


@pytest.mark.parametrize(
    ("known", "chosen"),
    [("server-15 server", "server-15"), ("server", "server"), ("server-any", "server-any"), ("", "server-15")],
)
def test_of_several_names_the_first_that_this_system_has_is_installed(
    machine: Machine, known: str, chosen: str
) -> None:
    (machine.root / "scripts" / "packages.txt").write_text(SERVERS)
    assert machine.setup("run", known=known).returncode == 0
    assert machine.log[1].endswith(f"install --no-install-recommends {chosen} frontend=noninteractive")


@pytest.mark.parametrize("installed", ["server-15", "server", "server-any"])
def test_of_several_names_any_that_is_installed_is_enough(machine: Machine, installed: str) -> None:
    (machine.root / "scripts" / "packages.txt").write_text(SERVERS)
    assert machine.setup("run", installed=installed).returncode == 0
    assert machine.log == []


@pytest.mark.parametrize(("known", "chosen"), [("", "other"), ("rare", "rare other")])
def test_what_a_system_need_not_have_is_installed_where_it_has_it(machine: Machine, known: str, chosen: str) -> None:
    (machine.root / "scripts" / "packages.txt").write_text("[run]\nrare?  # some have it\nother  # all have it\n")
    assert machine.setup("run", known=known).returncode == 0
    assert machine.log[1].endswith(f"install --no-install-recommends {chosen} frontend=noninteractive")
    assert machine.setup("run", installed="other", known=known).returncode == 0
    assert len(machine.log) == (2 if known else 0)  # nothing to do where it does not exist


def test_an_unknown_argument_is_refused(machine: Machine) -> None:
    done = machine.setup("everything")
    assert done.returncode == 2 and "unknown argument 'everything'" in done.stderr and machine.log == []


def test_the_real_list_gives_every_package_once_with_a_reason() -> None:
    lines = [
        line for line in (ROOT / "scripts" / "packages.txt").read_text().splitlines() if line and line[0] not in "#["
    ]
    names = [line.split()[0] for line in lines]
    assert len(set(names)) == len(names) > 20
    assert all(" # " in line for line in lines)
