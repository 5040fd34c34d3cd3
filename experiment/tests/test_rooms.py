"""scripts/checks/rooms finds an import that runs up, whatever its form."""

import importlib.machinery
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from experiment.tests.conftest import ROOT


@pytest.fixture(scope="module")
def rooms() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("rooms", str(ROOT / "scripts" / "checks" / "rooms"))
    spec = importlib.util.spec_from_loader("rooms", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("vocabulary.rule", "from reports.judgement.verdicts import judge"),
        ("vocabulary.statistics", "import vocabulary.rule"),
        ("reports.judgement.costs", "from reports.words import labels"),
        ("reports.words.labels", "    from reports.output.page import page"),
        ("reports.plots.forest", "from reports.evidence.claims import CLAIMS"),
        ("reports.results.load", "from reports import output"),
        ("reports.output.page", "from experiment.plan import Plan"),
        ("experiment.run", "import reports.output.build as build"),
        ("reports.words.labels", "from . import answer"),
    ],
)
def test_what_runs_up_is_found(rooms: ModuleType, module: str, line: str, tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(f"if True:\n    pass\n{'def f():' if line.startswith(' ') else ''}\n{line}\n")
    ((number, name),) = rooms.imports(str(file))
    assert number == 4 and rooms.breach(module, name)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("vocabulary.rule", "vocabulary.statistics"),
        ("reports.words.labels", "reports.judgement.costs"),
        ("reports.output.page", "reports.evidence.claims"),
        ("experiment.ending", "reports.output.build"),
        ("reports.plots.forest", "numpy"),
    ],
)
def test_what_runs_down_is_not(rooms: ModuleType, module: str, name: str) -> None:
    assert rooms.breach(module, name) is None
