"""Each relation of each strategy is called what this suite calls it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from audit.facts import Facts
from audit.strategies import pairs

BOTH = {
    ("User.posts", "Post.author"),
    ("User.profile", "Profile.user"),
    ("Post.replies", "Post.parent"),
    ("Post.tags", "Tag.posts"),
}
INFERRED = BOTH - {("Post.tags", "Tag.posts")} | {("Tag.posts", "Post.tags"), ("User.edited", "Post.editor")}
ONE_SIDED = {("Post.author",), ("Profile.user",), ("Post.parent",), ("Post.tags",)}


@pytest.mark.parametrize(
    ("models", "strategy", "expected"),
    [
        ("back_populates", "back_populates", BOTH),
        ("backref", "backref", INFERRED),
        ("unlinked", "unlinked", BOTH),
        ("unidirectional", "one_sided", ONE_SIDED),
        ("mistakes/half_named", "half_named", {("User.posts", "Post.author")}),
    ],
)
def test_every_relation_is_found(
    audited: Callable[[str], Facts], models: str, strategy: str, expected: set[tuple[str, ...]]
) -> None:
    facts = audited(models)
    assert {tuple(facts.short(side.id) for side in pair.sides) for pair in pairs(facts)} == expected
    assert {pair.strategy for pair in pairs(facts)} == {strategy}


def test_a_list_that_is_only_read_beside_a_pair_is_no_side_of_it(audited: Callable[[str], Facts]) -> None:
    facts = audited("beside")
    found = {facts.short(pair.first.id): pair.strategy for pair in pairs(facts)}
    assert found == {"User.posts": "back_populates", "User.shown": "viewonly", "User.drafts": "beside_a_pair"}
