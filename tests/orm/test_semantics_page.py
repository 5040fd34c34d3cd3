"""docs/semantics.md shows what it claims: every link leads to a file, and to the test that it names in it.

A link's title is the test's name: "Suite.Name" of a C++ test, "test_name" of a Python test.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "semantics.md"
TEXT = PAGE.read_text(encoding="utf-8")


class Link(NamedTuple):
    text: str
    path: str
    test: str


LINKS = [
    Link(text, path, test)
    for text, path, test in re.findall(r'\[([^\]]+)\]\(([^\s)]+)(?:\s+"([^"]+)")?\)', TEXT)
    if "://" not in path
]


def rows_of(title: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    section = TEXT.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    table = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def holds_test(file: Path, name: str) -> bool:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        return re.search(rf"^def {re.escape(name)}\(", text, re.MULTILINE) is not None
    suite, _, test = name.partition(".")
    declared = rf"^(TYPED_)?TEST(_F|_P)?\(\s*{re.escape(suite)},\s*{re.escape(test)}\)"
    return re.search(declared, text, re.MULTILINE) is not None


def test_has_links() -> None:
    assert len(LINKS) > 100
    assert sum(bool(link.test) for link in LINKS) > 80


@pytest.mark.parametrize("link", sorted(set(LINKS)), ids=lambda link: f"{link.path}:{link.test}")
def test_a_link_leads_to_a_file_and_to_its_test(link: Link) -> None:
    target = (PAGE.parent / link.path).resolve()
    assert target.exists(), f"{link.path} does not exist"
    assert target.is_relative_to(ROOT)
    if link.test:
        assert holds_test(target, link.test), f"{link.path} has no test {link.test}"


def test_every_mistake_is_told() -> None:
    told = {(PAGE.parent / link.path).resolve() for link in LINKS}
    assert sorted((ROOT / "tests" / "conformance" / "mistakes").glob("*.json")) == sorted(
        path for path in told if path.parent.name == "mistakes" and path.suffix == ".json"
    )


def test_every_cell_of_the_table_of_mistakes_is_shown_by_a_test() -> None:
    rows = rows_of("When is a mistake found?")
    assert len(rows) == 9
    for mistake, *cells in rows:
        assert len(cells) == 5, mistake
        for cell in cells:
            told = re.match(r"–|\[(compile|configure|first use|flush|never)\]\(", cell)
            assert told, (mistake, cell)


def test_the_readme_leads_here() -> None:
    assert "(docs/semantics.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
