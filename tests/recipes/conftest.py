"""A copy of the sources, built once, with CONTRIBUTING.md's recipes followed and a strategy broken on purpose."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

BIN = os.environ.get("BOTHSIDES_BIN")
ROOT = Path(__file__).resolve().parents[2]
# What a caller of unidirectional must not forget: the moved post leaves its old owner's container.
FORGOTTEN = "      if (User* old = post.author) take_out(*old, post);\n"


def copy_sources(to: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)


def follow_recipes(tree: Path) -> None:
    """Applies the diffs that CONTRIBUTING.md shows, as a reader would."""
    found = re.findall(r"```diff\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.DOTALL)
    assert found, "CONTRIBUTING.md shows no diff"
    for diff in found:
        subprocess.run(["git", "apply", "--verbose", "-"], cwd=tree, input=diff, text=True, check=True)


def leave_out_workloads(tree: Path) -> None:
    """Keeps a few of those of sync: the others are compiled in the same way, and take their time."""
    kept = ("append", "move_by_append", "move_by_set", "remove", "link_tags", "reverse")
    file = tree / "bench" / "workloads" / "all.h"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(
        line for line in lines if ", sync)" not in line or re.search(rf"X\(({'|'.join(kept)}),", line)
    ))  # fmt: skip


def break_unidirectional(tree: Path) -> None:
    file = tree / "strategies" / "unidirectional.h"
    text = file.read_text()
    assert text.count(FORGOTTEN) == 1
    file.write_text(text.replace(FORGOTTEN, ""))


@pytest.fixture(scope="session")
def changed_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of the changed copy: its own bench_sync and dataset, unoptimized, which is quick to compile."""
    if not BIN:
        pytest.skip("BOTHSIDES_BIN is not set: it names a build's bin folder, scripts/test sets it")
    tree = tmp_path_factory.mktemp("changed") / "sources with a space"
    tree.mkdir()
    copy_sources(tree)
    follow_recipes(tree)
    leave_out_workloads(tree)
    break_unidirectional(tree)
    build = tree / "build"
    for command in (
        ["cmake", "-S", str(tree), "-B", str(build), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
         "-DCMAKE_CXX_FLAGS_DEBUG=-O0", "-DBOTHSIDES_TESTS=OFF"],
        ["cmake", "--build", str(build), "--target", "bench_sync", "dataset"],
    ):  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    for name in ("bench_load", "bench_flush"):  # a whole run wants all phases; these are listed, and not run
        (build / "bin" / name).symlink_to(Path(BIN or "") / name)
    return build / "bin"
