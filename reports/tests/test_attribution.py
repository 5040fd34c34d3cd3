"""Each difference between the main strategies is traced to its cause, or is an open question."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reports.judgement.attribution import CALLER, CONTAINER, DECLARATION, RESOLUTION, REST, STORAGE, Attribution
from reports.judgement.attribution import attributions, open_questions
from reports.judgement.verdicts import Judgement, judge
from reports.results.load import load
from reports.tests.synthetic import GROUPS, STRATEGIES, Folder

TELLING = ("back_populates_runtime", "backref_static", "backref_scalar", "unlinked")


def judged(path: Path, effect: dict[str, float], **changes: Any) -> Judgement:
    strategies = changes.pop("strategies", (*STRATEGIES, *TELLING))
    folder = Folder(path, groups=GROUPS[:1], strategies=strategies, effect=effect, spread=0.004, **changes)
    return judge(load(folder.make()))


def of(judgement: Judgement, strategy: str) -> Attribution:
    (found,) = [found for found in attributions(judgement) if found.comparison.strategy == strategy]
    return found


def test_what_storage_explains_is_called_storage(tmp_path: Path) -> None:
    judgement = judged(tmp_path, {"backref": 1.06, "back_populates_runtime": 1.06, "backref_scalar": 1.06})
    found = of(judgement, "backref")
    assert found.causes == (STORAGE,) and not found.is_open and not open_questions(judgement)
    assert "storage" in found.sentence and "declaration" in found.sentence
    declaration, storage, rest = found.steps
    assert declaration.time == pytest.approx(0, abs=0.01) and storage.time == pytest.approx(0.058, abs=0.01)
    assert rest.time == pytest.approx(0, abs=0.012) and rest.interval is not None


def test_the_steps_add_up_to_the_difference(tmp_path: Path) -> None:
    found = of(judged(tmp_path, {"backref": 1.1, "backref_static": 1.03, "back_populates_runtime": 1.05}), "backref")
    assert sum(step.time or 0 for step in found.steps) == pytest.approx(found.comparison.ln_ratio)
    assert set(found.causes) == {DECLARATION, STORAGE, REST}


def test_what_no_strategy_explains_is_an_open_question(tmp_path: Path) -> None:
    judgement = judged(tmp_path, {"backref": 1.10})
    assert of(judgement, "backref").is_open
    (question,) = open_questions(judgement)
    assert question.startswith("backref in load_lazy/one_to_many/sqlite/zipf_small is slower by")
    assert "an open question; declaration" in question


def test_without_the_telling_strategies_a_difference_is_open_too(tmp_path: Path) -> None:
    judgement = judged(tmp_path, {"backref": 1.10}, strategies=STRATEGIES)
    assert "no variant that could explain it was measured here" in open_questions(judgement)[0]


def test_instructions_tell_where_no_time_does(tmp_path: Path) -> None:
    counts = {"back_populates": 1000, "back_populates_aa": 1001, "backref": 1060, "backref_static": 1000}
    counts |= {"back_populates_runtime": 1058, "unidirectional": 900, "unlinked": 1200}
    judgement = judged(tmp_path, {"backref": 1.06}, strategies=STRATEGIES, instructions=counts)
    found = of(judgement, "backref")
    assert found.causes == (STORAGE,) and not found.is_open
    assert "instructions +5.8 %" in found.sentence


def test_equal_strategies_need_no_explanation(tmp_path: Path) -> None:
    found = of(judged(tmp_path, {}), "backref")
    assert found.causes == () and not found.is_open
    assert found.sentence.endswith("equivalent: there is nothing to explain.")


def test_manual_sync_is_the_callers(tmp_path: Path) -> None:
    judgement = judged(tmp_path, {"unidirectional": 1.3, "unlinked": 1.2})
    found = of(judgement, "unidirectional")
    assert found.causes == (CALLER,) and not found.is_open
    assert [step.time for step in found.steps] == pytest.approx([0.182, 0.080], abs=0.01)


def test_the_container_is_a_step_of_its_own(tmp_path: Path) -> None:
    corners = (*STRATEGIES, "unlinked", "back_populates_list", "unidirectional_indexed")
    effect = {"unidirectional": 1.2, "back_populates_list": 1.5, "unidirectional_indexed": 0.8, "unlinked": 1.2}
    found = of(judged(tmp_path, effect, strategies=corners), "unidirectional")
    assert found.causes == (CONTAINER, CALLER) and not found.is_open
    assert [step.time for step in found.steps] == pytest.approx([0.405, -0.223], abs=0.01)
    assert [step.cause for step in found.beside] == [CALLER, CONTAINER]
    assert [step.time for step in found.beside] == pytest.approx([-0.223, 0.405], abs=0.01)


CONFIGURE = ("declare_and_configure", "one_to_many", "sqlite_memory", "classes_100")


def test_a_side_that_is_not_declared_is_declaration_and_no_callers(tmp_path: Path) -> None:
    """Where classes are only configured, no caller has done anything yet."""
    effect = {"unidirectional": 0.7, "unlinked": 0.9}
    alone, told = (
        judge(load(Folder(tmp_path / str(n), groups=(CONFIGURE,), strategies=s, effect=effect, spread=0.004).make()))
        for n, s in enumerate((STRATEGIES, (*STRATEGIES, "unlinked")))
    )
    assert of(alone, "unidirectional").sentence.endswith(": declaration, because one side fewer is declared.")
    assert of(told, "unidirectional").causes == (RESOLUTION, DECLARATION)
    assert [step.time for step in of(told, "unidirectional").steps] == pytest.approx([-0.105, -0.251], abs=0.01)
