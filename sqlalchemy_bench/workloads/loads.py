"""load_*: all users with their posts, or single objects by key; then both sides walked once, so that a strategy that
has not resolved one does it here."""

from __future__ import annotations

from typing import Any, List

from sqlalchemy_bench.answers import Graph
from sqlalchemy_bench.random_order import working_order
from sqlalchemy_bench.workloads.workload import Workload

STEP = 10
NO_COLLECTION = ("unidirectional", "one_sided")  # they map no list that a query could load


class LoadGraph(Workload):
    phase = "load"

    def walk_both_sides(self) -> int:
        fixture, agreeing = self.fixture, 0
        if not fixture.keeps_lists:
            return sum(fixture.author(post) is not None for post in fixture.posts_by_id())
        for user in fixture.users:
            for post in fixture.posts(user):
                agreeing += fixture.author(post) is user
        return agreeing


class LoadLazy(LoadGraph):
    name, words = "load_lazy", "load all users, posts lazily user by user"
    question = "What does a strategy cost where collections are loaded on first touch (N+1)?"

    def run(self) -> None:
        self.fixture.load_lazy()
        self.walk_both_sides()


class LoadSelectin(LoadGraph):
    name, words = "load_selectin", "load all users with their posts, selectin"
    question = "What does a strategy cost where collections are loaded in batches?"

    def run(self) -> None:
        self.fixture.load_selectin()
        self.walk_both_sides()


class LoadJoined(LoadGraph):
    name, words = "load_joined", "load all users with their posts, joined"
    question = "What do the user's columns, repeated in every row, cost a load?"
    without = NO_COLLECTION

    def run(self) -> None:
        self.fixture.load_joined()
        self.walk_both_sides()


class LoadSubquery(LoadGraph):
    name, words = "load_subquery", "load all users with their posts, subquery"
    question = "Does one SELECT with a subquery beat one SELECT per 500 users?"
    without = NO_COLLECTION

    def run(self) -> None:
        self.fixture.load_subquery()
        self.walk_both_sides()


class LoadUser(LoadGraph):
    name, words, item = "load_user", "load one user by key with its posts", "user"
    question = "What does a page that shows one user and the user's posts cost?"

    def __init__(self, fixture: Any, database: Any) -> None:
        super().__init__(fixture, database)
        keys = [row[0] for row in database.rows["users"] if row[0] % STEP == 1]
        self._keys = [keys[i] for i in working_order(len(keys))]  # as requests come

    def run(self) -> None:
        for key in self._keys:
            self.fixture.load_user(key)

    @property
    def items(self) -> int:
        return len(self._keys)

    def expected(self) -> Graph:
        graph = super().expected()
        graph.lists = {key: graph.lists[key] for key in self._keys}
        graph.posts = {key: row for key, row in graph.posts.items() if row[1] in graph.lists}
        return graph


class LoadPost(LoadGraph):
    name, words = "load_post", "load one post by key and its author"
    question = "What does a page that shows one post and its author cost?"

    def __init__(self, fixture: Any, database: Any) -> None:
        super().__init__(fixture, database)
        lists = super().expected().lists
        keys = sorted(posts[0] for posts in lists.values() if posts)
        self._keys = [keys[i] for i in working_order(len(keys))]
        self._found: List[Any] = []

    def run(self) -> None:
        self._found = []
        for key in self._keys:
            post = self.fixture.find_post(key)
            self.fixture.author(post)
            self._found.append(post)

    @property
    def items(self) -> int:
        return len(self._keys)

    @property
    def seen_users(self) -> List[Any]:
        return []

    @property
    def seen_posts(self) -> List[Any]:
        return self._found

    def expected(self) -> Graph:
        graph = super().expected()
        graph.lists, graph.posts = {}, {key: graph.posts[key] for key in self._keys}
        return graph


class TouchAuthors(LoadGraph):
    name, words = "touch_authors", "load all posts, then touch the author of each"
    question = "What does the scalar side cost when the list side is never used?"

    def run(self) -> None:
        self._found: List[Any] = self.fixture.load_posts()
        for post in self._found:
            self.fixture.author(post)

    @property
    def seen_users(self) -> List[Any]:
        return []

    @property
    def seen_posts(self) -> List[Any]:
        return self._found

    def expected(self) -> Graph:
        graph = super().expected()
        graph.lists = {}
        return graph


WORKLOADS = (LoadLazy, LoadSelectin, LoadJoined, LoadSubquery, LoadUser, LoadPost, TouchAuthors)
