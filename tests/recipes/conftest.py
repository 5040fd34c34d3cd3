"""A copy of the sources, built once, with CONTRIBUTING.md's recipes followed and a strategy broken on purpose."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

BIN = os.environ.get("BOTHSIDES_BIN")
ROOT = Path(__file__).resolve().parents[2]
# What a caller of unidirectional must not forget: the moved post leaves its old owner's container.
UNCHANGED = {  # libraries that no recipe touches, and what they link
    "orm/instance": ("orm_instance", "orm_backend"),
    "orm/mapping": ("orm_mapping", "orm_instance fmt::fmt"),
    "orm/state": ("orm_state", "orm_mapping fmt::fmt"),
    "orm/loading": ("orm_loading", "orm_state fmt::fmt"),
    "orm/attribute": ("orm_attribute", "orm_loading fmt::fmt"),
    "orm/flush": ("orm_flush", "orm_attribute fmt::fmt"),
    "orm/declarative": ("orm_declarative", "orm_attribute fmt::fmt"),
    "orm": ("orm", "orm_flush orm_declarative fmt::fmt"),
    "datasets/sources": ("dataset_sources", "datasets fmt::fmt tomlplusplus::tomlplusplus"),
    "datasets/tables": ("dataset_tables", "datasets orm_backend"),
    "datasets/tool": ("dataset_tool", "dataset_sources dataset_tables fmt::fmt nlohmann_json::nlohmann_json"),
}
FORGOTTEN = "    if (User* old = post.author) take_out(old->posts, post);\n"


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


def keep_rows(file: Path, keeps: Callable[[str], object]) -> None:
    """The list of an all.h, with those of its rows `name, type, ...` that are kept."""
    text = file.read_text()
    rows = re.findall(r"^ +X\((.+)\)", text, re.MULTILINE)
    head = re.search(r"#define \w+\(X\)", text)
    assert rows and head
    kept = [f"  X({row})" for row in rows if keeps(row)]
    file.write_text(head[0] + " \\\n" + " \\\n".join(kept) + "\n")


def leave_out_what_takes_time(tree: Path) -> None:
    """Keeps a few workloads of sync, the mixes and the main strategies: the others compile in the same way."""
    kept = ("append", "move_by_append", "move_by_set", "remove", "link_tags", "reverse")
    others = "back_populates_runtime|back_populates_list|backref_|sync_at_flush"
    keep_rows(tree / "bench" / "workloads" / "all.h", lambda row: row.split(",")[0] in kept)
    keep_rows(tree / "strategies" / "all.h", lambda row: not re.match(others, row))


def break_unidirectional(tree: Path) -> None:
    file = tree / "strategies" / "unidirectional" / "one_to_many.h"
    text = file.read_text()
    assert text.count(FORGOTTEN) == 1
    file.write_text(text.replace(FORGOTTEN, ""))


def take_from_build(tree: Path, build: Path) -> None:
    """The copy links what its changes leave as it is from the build under test, where it is compiled already."""
    diffs = (ROOT / "CONTRIBUTING.md").read_text()
    for folder, (name, links) in UNCHANGED.items():
        assert not re.search(rf"^\+\+\+ b/{folder}/[^/\n]+$", diffs, re.MULTILINE)
        archive = build / folder / f"lib{name}.a"
        assert archive.exists(), f"{build} is not whole: build it before its tests"
        file = tree / folder / "CMakeLists.txt"
        kept = r"^(?:add_subdirectory|bothsides_program|target_compile_definitions).*"
        others = re.findall(kept, file.read_text(), re.MULTILINE)
        file.write_text("\n".join([
            f"bothsides_library({name}_headers FOLDER {folder})",
            f"add_library({name} STATIC IMPORTED GLOBAL)",
            f'set_property(TARGET {name} PROPERTY IMPORTED_LOCATION "{archive}")',
            f"target_link_libraries({name} INTERFACE {name}_headers {links})",
            *others,
        ]))  # fmt: skip


def sources_of(build: Path) -> Path:
    """The tree that `changed_build` was built from."""
    return build.parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These come first: they wait for a build, and as the last ones would leave the other cores idle."""
    items.sort(key=lambda item: item.path.parent != Path(__file__).parent)
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.timeout(1200))  # seconds, for the build
            if "changed_build" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.slow(together="changed_build"))


@pytest.fixture(scope="session")
def changed_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of the changed copy: its own bench_sync, bench_mix and dataset; unoptimized, by clang: quick."""
    if not BIN:
        pytest.skip("BOTHSIDES_BIN is not set: it names a build's bin folder, scripts/test sets it")
    tree = tmp_path_factory.mktemp("changed") / "sources with a space"
    tree.mkdir()
    copy_sources(tree)
    follow_recipes(tree)
    leave_out_what_takes_time(tree)
    break_unidirectional(tree)
    take_from_build(tree, Path(BIN).parent)
    build = tree / "build"
    for command in (
        ["cmake", "-S", str(tree), "-B", str(build), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
         "-DCMAKE_CXX_COMPILER=clang++", "-DCMAKE_CXX_FLAGS_DEBUG=-O0", "-DBOTHSIDES_TESTS=ON",
         "-DBOTHSIDES_UNITY=ON", "-DBOTHSIDES_CELL_UNITS=1"],
        ["cmake", "--build", str(build), "--target", "bench_sync", "bench_mix", "dataset", "matrix_sync_test"],
    ):  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    for binary in Path(BIN).glob("bench_*"):  # a whole run wants all phases; these are listed, and not run
        if not (build / "bin" / binary.name).exists():
            (build / "bin" / binary.name).symlink_to(binary)
    return build / "bin"
