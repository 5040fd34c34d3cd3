"""What CMake builds of a list of what a run needs: nothing of PostgreSQL, no `dataset`, no `replay` unasked."""

import subprocess
from pathlib import Path

import pytest

from experiment.tests.conftest import ROOT

CELL = "cell load_lazy back_populates\n"


@pytest.mark.parametrize("engine", ["", "engine postgres\n"])
@pytest.mark.parametrize("program", ["", "program dataset\n"])
def test_what_is_not_needed_is_not_built(tmp_path: Path, engine: str, program: str) -> None:
    needed = tmp_path / "needed.txt"
    needed.write_text(CELL + program + engine)
    build = tmp_path / "build"
    configure = ["cmake", "-S", str(ROOT), "-B", str(build), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release"]
    options = [f"-DBOTHSIDES_NEEDED={needed}", "-DBOTHSIDES_TESTS=OFF", "-DBOTHSIDES_UNITY=OFF"]
    subprocess.run([*configure, *options], capture_output=True, check=True, timeout=120)
    listing = subprocess.run(
        ["ninja", "-C", str(build), "-t", "inputs", "needed"], capture_output=True, text=True, check=True, timeout=60
    )
    inputs = listing.stdout.splitlines()
    sources = {Path(name).relative_to(ROOT).as_posix() for name in inputs if name.startswith(f"{ROOT}/")}
    assert "orm/flush/unit_of_work.cpp" in sources
    of_postgres = {name for name in sources if name.startswith("orm/backend/postgres/") or "postgres_store.cpp" in name}
    assert bool(of_postgres) is bool(engine)
    assert any("libpq" in name for name in inputs) is bool(engine)
    assert ("datasets/tool/main.cpp" in sources) is bool(program)
    assert not any(name.startswith("tests/") for name in sources)  # `replay` is there
