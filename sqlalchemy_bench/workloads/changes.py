"""Changes in memory of a loaded graph, both sides resolved: nothing is flushed while the clock runs."""

from __future__ import annotations

from typing import Any, List, Tuple

from sqlalchemy_bench.answers import Graph
from sqlalchemy_bench.random_order import working_order
from sqlalchemy_bench.workloads.workload import MOST, Workload


class LoadedGraph(Workload):
    phase = "sync"

    def setup(self) -> None:
        self.fixture.open()
        self.fixture.load_selectin()
        self.loaded = self.fixture.posts_by_id()
        for post in self.loaded:
            self.fixture.author(post)  # both sides are resolved before anything is timed
        self.users_by_id = {user.id: user for user in self.fixture.users}
        self.made: List[Any] = []

    @property
    def seen_posts(self) -> List[Any]:
        return [*self.loaded, *self.made]

    @property
    def n_posts(self) -> int:
        return len(self.database.rows["posts"])

    @property
    def items(self) -> int:
        return min(MOST, self.n_posts)

    @property
    def changed(self) -> List[int]:
        """The places of the posts that are changed, in the working order."""
        return working_order(self.n_posts)[: self.items]

    def author_of(self, place: int) -> int:
        return self.database.rows["posts"][place][3]  # type: ignore[no-any-return]

    def next_author(self, author: int) -> int:
        return author % len(self.database.rows["users"]) + 1

    def finish(self) -> None:
        self.loaded, self.made, self.users_by_id = [], [], {}
        super().finish()


class Append(LoadedGraph):
    name, words, item = "append", "append a new post to a user's loaded posts", "append"
    question = "What does keeping both sides in sync cost a new object?"

    def setup(self) -> None:
        super().setup()
        self.prepare(self.fixture.users)

    def prepare(self, users: List[Any]) -> None:
        rows = self.database.rows["posts"][: self.items]
        self.made = [self.fixture.make_post(self.n_posts + row[0], row[1], row[2]) for row in rows]
        self.pairs = [(users[i % len(users)], post) for i, post in enumerate(self.made)]

    def run(self) -> None:
        append, add = self.fixture.append, self.fixture.add
        for user, post in self.pairs:
            append(user, post)
            add(post)

    def expected(self) -> Graph:
        graph = super().expected()
        users = list(graph.lists)
        for i, row in enumerate(self.database.rows["posts"][: self.items]):
            graph.posts[self.n_posts + row[0]] = row[1], None
            graph.give(self.n_posts + row[0], users[i % len(users)])
        return graph.write()


class SetAuthor(Append):
    name, words, item = "set_author", "set the author of a new post", "set"
    question = "What does keeping both sides in sync cost when the scalar side is written?"

    def run(self) -> None:
        set_author, add = self.fixture.set_author, self.fixture.add
        for user, post in self.pairs:
            set_author(post, user)
            add(post)


class AppendUnloaded(Append):
    name, words = "append_unloaded", "append a new post to a user's posts that are not loaded"
    question = "What does an append cost when the collection was not loaded before?"

    def setup(self) -> None:
        self.fixture.open()
        self.fixture.load_users()
        self.prepare(self.fixture.users)

    def wrong(self, has_rows: bool) -> Any:
        self.fixture.reload()
        self.loaded, self.made = self.fixture.posts_by_id(), []
        return super().wrong(has_rows)


class SetAuthorUnloaded(AppendUnloaded):
    name, words, item = "set_author_unloaded", "set the author of a new post; the author's posts are not loaded", "set"
    question = "What does a change cost when the collection stays in the database?"
    without = ("unlinked",)  # its caller writes both sides, and writing a list loads it: append_unloaded
    run = SetAuthor.run


class Move(LoadedGraph):
    item = "move"

    def setup(self) -> None:
        super().setup()
        self.moves: List[Tuple[Any, Any]] = [
            (self.loaded[i], self.users_by_id[self.next_author(self.author_of(i))]) for i in self.changed
        ]

    def expected(self) -> Graph:
        graph = super().expected()
        for i in self.changed:
            graph.give(i + 1, self.next_author(self.author_of(i)))
        return graph.write()


class MoveByAppend(Move):
    name, words = "move_by_append", "move a post by append to the new user's posts"
    question = "What does keeping both sides in sync cost when the list side is written?"

    def run(self) -> None:
        append = self.fixture.append
        for post, user in self.moves:
            append(user, post)


class MoveBySet(Move):
    name, words = "move_by_set", "move a post by setting its author"
    question = "What does keeping both sides in sync cost when the scalar side is written?"

    def run(self) -> None:
        set_author = self.fixture.set_author
        for post, user in self.moves:
            set_author(post, user)


class Remove(LoadedGraph):
    name, words, item = "remove", "remove a post from its user's posts", "removal"
    question = "What does removing from a collection cost, and does it grow with the collection?"

    def setup(self) -> None:
        super().setup()
        self.removals = [(self.loaded[i], self.users_by_id[self.author_of(i)]) for i in self.order()]

    def order(self) -> List[int]:
        return self.changed

    def run(self) -> None:
        remove = self.fixture.remove
        for post, user in self.removals:
            remove(user, post)

    def expected(self) -> Graph:
        graph = super().expected()
        for i in self.order():
            graph.give(i + 1, None)
        return graph.write()


class Drain(Remove):
    name, words = "drain", "drain a user's posts one by one, in random order"
    question = "What does emptying a collection one by one cost, as in a queue?"

    def order(self) -> List[int]:
        return sorted(self.changed, key=self.author_of)  # stable


class Clear(LoadedGraph):
    name, words = "clear", "clear a user's posts"
    question = "What does emptying a collection at once cost?"
    without = ("one_sided",)  # it has no list to assign

    def run(self) -> None:
        assign = self.fixture.assign
        for user in self.fixture.users:
            assign(user, [])

    @property
    def items(self) -> int:
        return self.n_posts

    def expected(self) -> Graph:
        graph = super().expected()
        for key in list(graph.posts):
            graph.give(key, None)
        return graph.write()


class Replace(Clear):
    name, words, item = "replace", "replace all posts of a user by new ones", "replaced post"
    question = "What does assigning a whole collection cost?"

    def setup(self) -> None:
        super().setup()
        make, rows = self.fixture.make_post, self.database.rows["posts"]
        self.replacing = []
        for user in self.fixture.users:
            keys = [post.id for post in self.fixture.posts(user)]
            self.replacing.append([make(self.n_posts + k, rows[k - 1][1], rows[k - 1][2]) for k in keys])
        self.made = [post for posts in self.replacing for post in posts]

    def run(self) -> None:
        assign, add = self.fixture.assign, self.fixture.add
        for user, posts in zip(self.fixture.users, self.replacing):
            assign(user, posts)
            for post in posts:
                add(post)

    def expected(self) -> Graph:
        start, graph = LoadedGraph.expected(self), Clear.expected(self)
        for user, posts in start.lists.items():
            for key in posts:
                graph.posts[self.n_posts + key] = start.posts[key][0], None
                graph.give(self.n_posts + key, user)
        return graph.write()


WORKLOADS = (
    Append, AppendUnloaded, SetAuthor, SetAuthorUnloaded, MoveByAppend, MoveBySet, Remove, Replace, Clear, Drain,
)  # fmt: skip
