"""What is wrong with models is found, what is right is not, and each finding leads to what shows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.facts import Facts
from audit.findings import Finding, findings
from audit.text import KINDS, text
from experiment.evidence.mistakes import read_table
from tests.audit.conftest import ROOT, interpreters, version


def found(facts: Facts) -> list[Finding]:
    """But for what is said of every linked pair under 1.4."""
    return [one for one in findings(facts, []) if one.kind != "cascade_backrefs"]


def test_linked_pairs_have_no_finding(audited: Callable[[str], Facts]) -> None:
    assert found(audited("back_populates")) == []


@pytest.mark.parametrize(
    ("models", "kind", "about"),
    [
        ("mistakes/half_named", "half_named", {"User.posts"}),
        ("mistakes/mapped_links", "written_twice", {"Post.tags"}),
        ("unlinked", "unlinked", {"User.posts", "User.profile", "Post.replies", "Post.tags"}),
        ("unidirectional", "kept_by_hand", {"Post.author", "Post.parent"}),
        ("backref", "inferred", {"Post.author", "Profile.user", "Post.parent", "Post.tags", "Post.editor"}),
    ],
)
def test_each_kind_is_found_where_it_is(
    audited: Callable[[str], Facts], models: str, kind: str, about: set[str]
) -> None:
    facts = audited(models)
    assert {facts.short(one.about[0]) for one in found(facts) if one.kind == kind} == about
    assert {one.kind for one in found(facts)} == {kind}
    assert all(re.search(rf"{models}\.py:\d+$", one.where) for one in found(facts))


@pytest.mark.parametrize(
    ("models", "words", "mistake"),
    [
        ("misspelt", "has no property 'autor'", "the partner's name is misspelt"),
        ("undeclared", "has no property 'author'", "one side is not declared"),
        ("wrong_class", "NoForeignKeysError", "the relationship goes to a wrong class"),
        ("two_keys", "AmbiguousForeignKeysError", "two foreign keys, and no choice"),
    ],
)
def test_what_sqlalchemy_refuses_is_told_in_its_words(
    audited: Callable[[str], Facts], models: str, words: str, mistake: str
) -> None:
    facts = audited(f"mistakes/{models}")
    (one,) = found(facts)
    assert one.kind == "refused" and words in one.says
    assert any(see.endswith(mistake) for see in one.see)
    assert words in text(facts, [one])


def test_the_hand_kept_list_is_named_and_a_list_of_texts_is_not(audited: Callable[[str], Facts]) -> None:
    said = [one.says for one in found(audited("unidirectional"))]
    assert any("User.kept" in one for one in said) and any("Post.answers" in one for one in said)
    assert not any("names" in one for one in said)


def test_uses_of_an_inferred_attribute_are_shown_with_how_sure_they_are(audited: Callable[[str], Facts]) -> None:
    (one,) = [one for one in found(audited("backref")) if "Post.author is" in one.says]
    line = (ROOT / "tests/audit/models/backref.py").read_text(encoding="utf-8").splitlines().index(
        "    return post.author, Post(author=None), Post.author"
    ) + 1
    place = f"tests/audit/models/backref.py:{line}"
    assert [detail.replace(f"{ROOT}/", "") for detail in one.details] == [
        "uses by its class: 1, by a name like it: 1", place, f"{place} (by its name)",
    ]  # fmt: skip


@pytest.mark.parametrize("python", [one for one in interpreters() if version(one) < (2, 0)], indirect=True)
def test_cascades_that_2_0_does_not_have_are_told_under_1_4(audited: Callable[[str], Facts]) -> None:
    told = [one.says for one in findings(audited("back_populates"), []) if one.kind == "cascade_backrefs"]
    assert "to set Post.author brings a new Post into the session of the User" in told
    assert "to append User.posts brings a new User into the session of the Post" in told
    assert len(told) == 8
    assert not [one for one in findings(audited("unlinked"), []) if one.kind == "cascade_backrefs"]


@pytest.mark.parametrize("python", [one for one in interpreters() if version(one) >= (2, 0)], indirect=True)
def test_no_such_cascade_is_told_under_2(audited: Callable[[str], Facts]) -> None:
    assert not [one for one in findings(audited("back_populates"), []) if one.kind == "cascade_backrefs"]


@pytest.mark.slow
def test_what_a_finding_leads_to_is_there(audited: Callable[[str], Facts]) -> None:
    semantics = (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8")
    mistakes = {mistake for mistake, _ in read_table().rows}
    names = (
        "mistakes/half_named",
        "mistakes/mapped_links",
        "mistakes/misspelt",
        "unlinked",
        "unidirectional",
        "backref",
    )
    seen = [(one.kind, see) for name in names for one in findings(audited(name), []) for see in one.see]
    assert {kind for kind, _ in seen} >= set(KINDS) - {"long_list", "cascade_backrefs"}
    for _, see in seen:
        page, _, place = see.partition(", ")
        section, _, row = place.partition(": ")
        if page == "docs/semantics.md":
            assert f"## {section}" in semantics
            assert not row or row in mistakes or f"**{row}" in semantics, see
        elif not see.startswith("claim"):
            assert (ROOT / see).is_file()


def test_sources_may_be_given(audited: Callable[[str], Facts], tmp_path: Path) -> None:
    elsewhere = tmp_path / "views.py"
    elsewhere.write_text("def view(post):\n    return post.author.name\n", encoding="utf-8")
    (one,) = [one for one in findings(audited("backref"), [tmp_path]) if "Post.author is" in one.says]
    assert one.details == ("uses by its class: 0, by a name like it: 1", f"{elsewhere}:2 (by its name)")
