"""Machines whose processes may stand in one run: the same processor, compiler, revision and libraries."""

from typing import Any

import pytest

from experiment.machines.likeness import differences

ONE: dict[str, Any] = {
    "cpu": "x", "compiler": "g++ 12", "git_revision": "1f", "git_dirty": False, "libraries": {"pq": "15"}
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, []),
        ({"cpu": "y"}, ["processor 'x' and 'y'"]),
        ({"git_dirty": True}, ["uncommitted changes no and yes"]),
        ({"git_revision": None}, ["revision '1f' and unknown"]),
        ({"libraries": {"pq": "16"}}, ["different versions of pq"]),
        ({"libraries": {}}, ["different versions of pq"]),
    ],
)
def test_what_keeps_two_machines_apart_is_named(changed: dict[str, Any], words: list[str]) -> None:
    assert differences(ONE, ONE | changed) == words
