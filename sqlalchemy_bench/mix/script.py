"""Script: what the requests of a mix do on a dataset, step by step, drawn as bench/mix/script.cpp draws them, number by
number, so that both systems play the same requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Optional, Set, Tuple

from sqlalchemy_bench.databases import Database
from sqlalchemy_bench.mix.model import Model
from sqlalchemy_bench.random_order import REQUESTS, Draws

FOLDER = Path(__file__).resolve().parents[2] / "bench" / "mixes"
TRIES = 20  # draws before all users are asked one after the other
REPEATS = ("load_user", "load_post", "move_by_set", "edit_post", "delete_user")  # `count` times one
NEEDS_POSTS = ("load_post", "move_by_append", "move_by_set", "remove_post", "delete_post", "edit_post")
MAKES_POSTS = ("append_post", "write_post", "import_user")


@dataclass
class Step:
    """One operation by one user; `posts` are old ones, or new ones where it makes them."""

    operation: str
    user: int = 0
    target: int = 0
    posts: List[int] = field(default_factory=list)
    title: str = ""


@dataclass(frozen=True)
class Mix:
    name: str
    words: str
    question: str
    requests: int
    per_request: int
    flushes_each: bool
    seed: int
    operations: Tuple[Dict[str, Any], ...]


def read_mixes() -> List[Mix]:
    """Those that ship with the suite; none where this Python reads no TOML (3.11 does)."""
    try:
        import tomllib
    except ImportError:
        return []
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found.append(
            Mix(
                table["name"], table["words"], table["question"], table.get("requests", 100),
                table.get("operations_per_request", 1), table.get("flush") == "operation", table.get("seed", 1),
                tuple(table["operation"]),
            )  # fmt: skip
        )
    return found


def times_of(mix: Mix) -> List[int]:
    """How often each operation is done in all: by its weight, the remainder to the largest fractions."""
    total = mix.requests * mix.per_request
    largest = max(one["weight"] for one in mix.operations)
    whole = sum(one["weight"] / largest for one in mix.operations)
    wanted = [total * (one["weight"] / largest) / whole for one in mix.operations]
    times = [int(value) for value in wanted]
    by_remainder = sorted((done - value, i) for i, (done, value) in enumerate(zip(times, wanted)))
    for _, i in by_remainder[: total - sum(times)]:
        times[i] += 1
    return times


class Script:
    """The first `most` requests of a mix; `seen` has what memory must show of each, `model` the rows after them."""

    def __init__(self, mix: Mix, database: Database, most: int) -> None:
        self.mix, self.model = mix, Model(database)
        self._draws, self._edits = Draws(mix.seed, REQUESTS, 0), 0
        lists = self.model.lists_of_all()
        self._by_fan_out = sorted(lists, key=lambda user: -len(lists[user]))  # stable
        self._n_posts = len(database.rows["posts"])
        self._taken: Set[int] = set()
        self.requests: List[List[Step]] = []
        self.seen: List[Any] = []
        order = iter(self._drawn_order())
        for _ in range(min(mix.requests, most)):
            self.requests.append([])
            self._taken = set()
            for _ in range(mix.per_request):
                self._write(next(order))
            self.seen.append(self.model.close_request())

    def _drawn_order(self) -> List[Dict[str, Any]]:
        order = [one for one, times in zip(self.mix.operations, times_of(self.mix)) for _ in range(times)]
        for i in range(len(order), 1, -1):
            other = self._draws.below(i)
            order[i - 1], order[other] = order[other], order[i - 1]
        return order

    def _write(self, one: Dict[str, Any]) -> None:
        operation, count = one["do"], one.get("count", 1)
        repeats = operation in REPEATS
        for _ in range(count if repeats else 1):
            step = self._drawn_step(operation, one.get("choose", "uniform"), 1 if repeats else count)
            if step is not None:
                self.model.apply(step)
                self.requests[-1].append(step)

    def _drawn_step(self, operation: str, choose: str, count: int) -> Optional[Step]:
        step = Step(operation)
        if operation == "import_user":
            step.user = self.model.next_user
            self._taken.add(step.user)
        else:
            step.user = self._drawn_user(choose, count if operation in NEEDS_POSTS else 0)
            if step.user == 0:
                return None
        if operation in MAKES_POSTS:
            step.posts = [self.model.next_post + i for i in range(count)]
        elif operation in ("move_by_append", "move_by_set"):
            step.target = self._drawn_user("uniform", 0)
            if step.target == 0:
                return None
        elif operation == "edit_post":
            self._edits += 1
            step.title = f"edited {self._edits}"
        if operation in NEEDS_POSTS:
            posts = self.model.posts_of(step.user)
            first = self._draws.below(len(posts))
            step.posts = [posts[(first + i) % len(posts)] for i in range(count)]
        return step

    def _is_fit(self, user: int, n_posts: int) -> bool:
        model = self.model
        return user != 0 and model.is_alive(user) and user not in self._taken and len(model.posts_of(user)) >= n_posts

    def _drawn_user(self, choose: str, n_posts: int) -> int:
        found = 0
        if choose == "largest":
            found = next((user for user in self._by_fan_out if self._is_fit(user, n_posts)), 0)
        else:
            for _ in range(TRIES):
                if choose == "popular" and self._n_posts:
                    user = self.model.author_of(self._draws.below(self._n_posts) + 1)
                else:
                    user = self._drawn_id()
                if self._is_fit(user, n_posts):
                    found = user
                    break
            first, n_users = self._drawn_id(), self.model.n_users
            for i in range(n_users if found == 0 else 0):
                user = (first + i - 1) % n_users + 1
                if self._is_fit(user, n_posts):
                    found = user
                    break
        if found:
            self._taken.add(found)
        return found

    def _drawn_id(self) -> int:
        return self._draws.below(self.model.n_users) + 1
