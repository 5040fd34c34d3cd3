"""verdicts.json is what its schema says, for every kind of run."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from reports.judgement.verdicts import Judgement
from reports.output.build import build
from reports.tests.synthetic import GROUPS, STRATEGIES, Folder

SCHEMAS = Path(__file__).parents[2] / "vocabulary" / "schemas"
COUNTS = {strategy: 1000 + n for n, strategy in enumerate(STRATEGIES)}


def problems(folder: Path) -> list[str]:
    schema = json.loads((SCHEMAS / "verdicts.json").read_text())
    found = jsonschema.Draft7Validator(schema).iter_errors(json.loads((folder / "verdicts.json").read_text()))
    return [f"{error.json_path}: {error.message}" for error in found]


@pytest.mark.parametrize("path", SCHEMAS.glob("*.json"), ids=lambda path: str(path.stem))
def test_schemas_are_schemas(path: Path) -> None:
    jsonschema.Draft7Validator.check_schema(json.loads(path.read_text()))


def test_a_standard_run(standard: tuple[Path, Judgement]) -> None:
    assert problems(standard[0]) == []


def test_a_run_with_failed_skipped_and_missing_cells(troubled: tuple[Path, Judgement]) -> None:
    assert problems(troubled[0]) == []


def test_a_run_of_one_process_with_instructions(tmp_path: Path) -> None:
    folder = Folder(tmp_path, groups=GROUPS[:1], processes=1, verdicts=False, instructions=COUNTS).make()
    build(folder)
    assert problems(folder) == []


def test_the_schema_refuses_what_is_not_described(standard: tuple[Path, Judgement], tmp_path: Path) -> None:
    document = json.loads((standard[0] / "verdicts.json").read_text())
    document["comparisons"][0]["verdict"] = "quicker"
    document["comparisons"][1]["surprise"] = 1
    del document["aa"][0]["n"]
    (tmp_path / "verdicts.json").write_text(json.dumps(document))
    assert len(problems(tmp_path)) == 3
