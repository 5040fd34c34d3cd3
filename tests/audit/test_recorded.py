"""Facts that were recorded with 1.4, 2.0 and 2.1 are audited alike, without any SQLAlchemy.

They were made by `scripts/audit_sqlalchemy tests/audit/models/backref.py --python PYTHON --facts-out FILE`.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from audit.facts import UnusableFacts, read_facts
from audit.findings import findings
from audit.patch import patches
from audit.probing import probe
from audit.strategies import pairs
from tests.audit.conftest import ROOT, interpreters, version

RECORDED = Path(__file__).parent / "recorded"
VERSIONS = ("1.4", "2.0", "2.1")


@pytest.mark.parametrize("recorded", VERSIONS)
def test_a_recording_is_audited_without_sqlalchemy(recorded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    facts = read_facts((RECORDED / f"{recorded}.json").read_text(encoding="utf-8"), recorded)
    assert facts.document["sqlalchemy"].startswith(recorded)
    kinds = Counter(one.kind for one in findings(facts, []))
    assert kinds == {"inferred": 5} | ({"cascade_backrefs": 10} if recorded == "1.4" else {})
    assert Counter(pair.strategy for pair in pairs(facts)) == {"backref": 5}
    assert [patch.by_hand for patch in patches(facts)] == [""] * 5


@pytest.mark.parametrize("python", interpreters())
def test_what_was_recorded_is_what_this_sqlalchemy_says(python: str) -> None:
    name = ".".join(str(part) for part in version(python))
    if name not in VERSIONS:
        pytest.skip(f"nothing was recorded with {name}")
    here = probe([str(ROOT / "tests/audit/models/backref.py")], python=python).document
    recorded = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    for document in (here, recorded):
        for one in document["classes"]:
            one["bases"] = [base["qualname"] for base in one["bases"]]
    same = ("tables", "classes", "relationships", "refusals")
    assert {key: here[key] for key in same} == {key: recorded[key] for key in same}


def test_a_recording_of_another_shape_is_refused() -> None:
    document = json.loads((RECORDED / "2.0.json").read_text(encoding="utf-8"))
    document["relationships"][0]["direction"] = "SIDEWAYS"
    with pytest.raises(UnusableFacts, match=r"wrong shape at relationships.0.direction"):
        read_facts(json.dumps(document), "facts.json")
    with pytest.raises(UnusableFacts, match="is not JSON"):
        read_facts("{", "facts.json")
