"""Names of cells before anything is built: every one that there could be, by the lists in the sources.

More than there are, for not every workload is of every relation; so a --filter that finds none here finds none at all.
Needs the standard library alone.
"""

import difflib
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import product
from pathlib import Path

from vocabulary.cells import ALL, CHOICES, POSTGRES, is_chosen

ROOT = Path(__file__).resolve().parent.parent
RELATIONS = ("one_to_many", "one_to_one", "self_referential", "many_to_many")
SQLALCHEMY = ("sqlalchemy_2.0", "sqlalchemy_1.4", "sqlalchemy_2.1")
IN_SQLALCHEMY = ("one_sided",)  # strategies that only SQLAlchemy's cells may have
SIZES = ("small", "tiny", "medium", "large", "huge")
BLIND_TO_NUMBERS = re.compile(r"(?:[A-Za-z_/^$|()]|\.[*+])*")
NUMBERS = tuple(str(digit * 10**power) for power in range(8) for digit in (1, 2, 5))


def _listed(file: str, root: Path) -> list[str]:
    text = (root / file).read_text(encoding="utf-8").split("#define", 1)[1].split("(X)", 1)[1]
    return re.findall(r"\bX\((\w+)", text)


def every_backend(root: Path = ROOT) -> list[str]:
    """Those that a cell may have. Raises OSError where the sources have another list by now."""
    text = (root / "orm/backend/all.h").read_text(encoding="utf-8")
    in_sqlalchemy = [*SQLALCHEMY, *(f"{name}_{POSTGRES}" for name in SQLALCHEMY)]
    return [*re.findall(r'\.name = "(\w+)"', text), *in_sqlalchemy]


def backends(choice: str, root: Path = ROOT) -> list[str]:
    """Those of a cell that --backend stands for. Raises OSError as above."""
    return [name for name in every_backend(root) if is_chosen(name, choice)]


def words(root: Path = ROOT, more_workloads: Sequence[str] = (), more_datasets: Sequence[str] = ()) -> list[list[str]]:
    """Workloads, strategies, datasets. Raises OSError or IndexError where the sources have other lists by now."""
    workloads = _listed("bench/workloads/all.h", root) + [f"mix_{name}" for name in _listed("bench/mixes/all.h", root)]
    strategies = _listed("strategies/all.h", root)
    strategies += [name for name in IN_SQLALCHEMY if name not in strategies]
    by_hand = ["hand_written", *(f"hand_written_{name}" for name in strategies)]
    shapes = _listed("datasets/shapes/all.h", root)
    sized = [f"{shape}_{size}" for size in SIZES for shape in shapes]
    numbered = [f"{shape}_{number}" for shape in (*shapes, "classes") for number in NUMBERS]
    imported = ["debian", "debian_tags"]
    return [[*workloads, *more_workloads], strategies + by_hand, [*more_datasets, *sized, *imported, *numbered]]


def as_told_apart(regex: str, lists: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The same lists, with one number of each dataset's shape where the expression cannot tell numbers apart: it has no
    digit, class or count. There are five times as many cells otherwise, and a search of all takes seconds.
    """
    workloads, strategies, datasets = lists
    if BLIND_TO_NUMBERS.fullmatch(regex):
        datasets = list({re.sub(r"\d+$", "", name): name for name in datasets}.values())
    return [workloads, strategies, datasets]


def possible(lists: Sequence[Sequence[str]], on: Sequence[str]) -> Iterator[str]:
    """Of these backends."""
    workloads, strategies, datasets = lists
    for parts in product(workloads, RELATIONS, strategies, on, datasets):
        yield "/".join(parts)


def nearest(word: str, known: Collection[str], most: int = 3) -> list[str]:
    return difflib.get_close_matches(word, sorted(known), n=most)


def near_misses(known: Collection[str], regex: str) -> list[str]:
    """The words of cells that resemble the words of `regex`, three of each at most."""
    found = [nearest(word, known) for word in re.findall(r"\w+", regex) if word not in known]
    return list(dict.fromkeys(word for row in found for word in row))


def why_unmatched(regex: str, backend: str, lists: Sequence[Sequence[str]]) -> str | None:
    """What to tell of a filter that no cell can match; None for one that may match."""
    pattern = re.compile(regex)
    here = backends(backend)
    few = as_told_apart(regex, lists)
    if any(map(pattern.search, possible(few, here))):
        return None
    elsewhere = [name for name in every_backend() if name not in here]
    if other := next(filter(pattern.search, possible(few, elsewhere)), None):
        choice = next(one for one in (ALL, *CHOICES) if is_chosen(other.split("/")[3], one))
        return f"no cell of --backend {backend} matches --filter '{regex}', but others do: add --backend {choice}"
    known = {word for row in (*lists, RELATIONS, every_backend()) for word in row}
    near = near_misses(known, regex)
    hint = f"did you mean {', '.join(near)}?" if near else f"an example of a cell: {next(possible(lists, here))}"
    return f"no cell matches --filter '{regex}'; {hint}"
