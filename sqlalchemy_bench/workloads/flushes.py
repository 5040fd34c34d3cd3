"""Flushes: what was changed in memory, found and written."""

from __future__ import annotations

from typing import Any, List

from sqlalchemy_bench.answers import Graph
from sqlalchemy_bench.random_order import working_order
from sqlalchemy_bench.workloads.changes import LoadedGraph
from sqlalchemy_bench.workloads.workload import Workload

FLUSHES = 1000
TITLE = "a title that no post had"


class InsertGraph(Workload):
    name, words = "insert_graph", "flush a new graph of users and posts"
    question = "What does a strategy add to the INSERTs of a new graph?"
    phase, is_empty = "flush", True

    def setup(self) -> None:
        fixture = self.fixture
        fixture.open()
        users = [fixture.make_user(*row) for row in self.database.rows["users"]]
        self._posts = []
        for key, title, body, author in self.database.rows["posts"]:
            post = fixture.make_post(key, title, body)
            if author is not None:
                fixture.append(users[author - 1], post)
            self._posts.append(post)
        for one in (*users, *self._posts):
            fixture.add(one)
        fixture.users = users

    def run(self) -> None:
        self.fixture.flush()

    @property
    def seen_posts(self) -> List[Any]:
        return self._posts


class LoadedFlush(LoadedGraph):
    phase = "flush"

    @property
    def items(self) -> int:
        return max(1, self.n_posts // 10)

    @property
    def n_users(self) -> int:
        return len(self.database.rows["users"])


class MovePosts(LoadedFlush):
    name, words, item = "move_posts", "flush moved posts, one in ten of those loaded", "moved post"
    question = "What does a strategy add to the UPDATEs of a move?"

    def setup(self) -> None:
        super().setup()
        for i, post in enumerate(self.loaded):
            if post.id % 10 == 0:
                self.fixture.set_author(post, self.users_by_id[self.next_author(self.author_of(i))])

    def run(self) -> None:
        self.fixture.flush()

    def expected(self) -> Graph:
        graph = super().expected()
        for i in range(self.n_posts):
            if (i + 1) % 10 == 0:
                graph.give(i + 1, self.next_author(self.author_of(i)))
        return graph.write()


class DeleteUsers(LoadedFlush):
    name, words, item = "delete_users", "delete one user in ten with its posts", "deleted user"
    question = "What does deleting an owner with what it owns cost, and who finds the posts?"

    def run(self) -> None:
        for user in self.fixture.users:
            if user.id % 10 == 0:
                self.delete(user)
        self.fixture.flush()

    def delete(self, user: Any) -> None:
        self.fixture.remove_user(user)

    @property
    def items(self) -> int:
        return max(1, self.n_users // 10)

    @property
    def seen_users(self) -> List[Any]:
        return [user for key, user in self.users_by_id.items() if key % 10]

    @property
    def seen_posts(self) -> List[Any]:
        return [post for i, post in enumerate(self.loaded) if self.author_of(i) % 10]

    def expected(self) -> Graph:
        graph = super().expected()
        graph.lists = {user: posts for user, posts in graph.lists.items() if user % 10}
        graph.posts = {key: row for key, row in graph.posts.items() if row[1] is not None and row[1] % 10}
        graph.user_rows = {key: name for key, name in graph.user_rows.items() if key % 10}
        return graph.write()


class ReleaseUsers(DeleteUsers):
    name, words = "release_users", "delete one user in ten, whose posts stay without an author"
    question = "What does deleting an owner cost when what it owns stays?"
    of_list = {"cascade": "save-update, merge"}

    def delete(self, user: Any) -> None:
        self.fixture.release_user(user)

    def expected(self) -> Graph:
        graph, start = super().expected(), LoadedGraph.expected(self)
        rows = start.posts.items()
        graph.post_rows = {key: (title, author if author and author % 10 else None) for key, (title, author) in rows}
        return graph


class DeleteOrphans(LoadedFlush):
    name, item = "delete_orphans", "deleted post"
    words = "take one post in ten from its user's posts, and delete it as an orphan"
    question = "What does it cost when the mapper finds the orphans?"
    of_list = {"cascade": "all, delete-orphan"}

    def setup(self) -> None:
        super().setup()
        order = [i for i in working_order(self.n_posts) if (i + 1) % 10 == 0]
        self.leaving = [(self.loaded[i], self.users_by_id[self.author_of(i)]) for i in order]

    def run(self) -> None:
        for post, user in self.leaving:
            self.fixture.delete_orphan(user, post)
        self.fixture.flush()

    @property
    def seen_posts(self) -> List[Any]:
        return [post for i, post in enumerate(self.loaded) if (i + 1) % 10]

    def expected(self) -> Graph:
        graph = super().expected()
        for key in [key for key in graph.posts if key % 10 == 0]:
            graph.give(key, None)
            del graph.posts[key]
        return graph.write()


class FindDirty(LoadedFlush):
    name, words, item = "find_dirty", "flush one dirty post in a hundred of those loaded", "dirty post"
    question = "Does a flush cost what is dirty, or what is loaded?"

    def setup(self) -> None:
        super().setup()
        for post in self.loaded:
            if post.id % 100 == 1:
                self.fixture.set_title(post, TITLE)

    def run(self) -> None:
        self.fixture.flush()

    @property
    def items(self) -> int:
        return (self.n_posts + 99) // 100

    def expected(self) -> Graph:
        graph = super().expected()
        for key, (_, author) in list(graph.posts.items()):
            if key % 100 == 1:
                graph.posts[key] = TITLE, author
        return graph.write()


class FlushNothing(LoadedFlush):
    name, words, item = "flush_nothing", "flush with nothing to do", "flush"
    question = "What does a flush that finds nothing, before every query, cost?"

    def run(self) -> None:
        for _ in range(FLUSHES):
            self.fixture.flush()

    @property
    def items(self) -> int:
        return FLUSHES


WORKLOADS = (InsertGraph, MovePosts, DeleteUsers, ReleaseUsers, DeleteOrphans, FindDirty, FlushNothing)
