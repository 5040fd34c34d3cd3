"""mix_*: the requests of a mix, one after the other, each in a session of its own, in one transaction that is rolled
back at the end. Timed: opening the session, the operations, the flush, closing. Item: one request."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from sqlalchemy_bench.answers import Graph, difference, read_rows
from sqlalchemy_bench.mix.script import Mix, Script, Step, read_mixes
from sqlalchemy_bench.workloads.workload import Workload

MOST_REQUESTS = 10  # of an iteration
_scripts: Dict[Tuple[str, str], Script] = {}  # by mix and dataset


class Requests(Workload):
    phase, item = "mix", "request"
    mix: Mix

    def __init__(self, fixture: Any, database: Any) -> None:
        super().__init__(fixture, database)
        key = self.mix.name, database.dataset
        if key not in _scripts:
            _scripts[key] = Script(self.mix, database, MOST_REQUESTS)
        self._script = _scripts[key]
        self._watched: Optional[List[Graph]] = None

    def setup(self) -> None:
        self.fixture.begin_requests()

    def run(self) -> None:
        fixture, flushes = self.fixture, self.mix.flushes_each
        for request in self._script.requests:
            fixture.open_request()
            self._users: List[Any] = []
            self._posts: List[Any] = []
            for step in request:
                getattr(self, f"_{step.operation}")(step)
                if flushes:
                    fixture.flush()
            if self._watched is not None:
                self._watched.append(self._look_around())
            fixture.close_request()

    @property
    def items(self) -> int:
        return len(self._script.requests)

    def wrong(self, has_rows: bool) -> Optional[str]:
        """The rows as the requests left them; then the same requests again, each looked at before its session ends."""
        if not has_rows:
            return None
        rows = read_rows(self.fixture, Graph())
        if found := difference(self._script.model.rows(), rows, has_lists=False, has_rows=True):
            return found
        self.setup()
        self._watched = []
        self.run()
        seen, self._watched = self._watched, None
        for number, (wanted, found_in) in enumerate(zip(self._script.seen, seen), 1):
            if not self.fixture.keeps_lists:  # what a list would show is nowhere to be seen
                wanted = Graph(posts={key: row for key, row in wanted.posts.items() if key in found_in.posts})
            if found := difference(wanted, found_in, self.fixture.keeps_lists, has_rows=False):
                return f"request {number}: {found}"
        return None

    def _look_around(self) -> Graph:
        self.fixture.flush()
        graph, posts = Graph(), list(self._posts)
        if self.fixture.keeps_lists:
            for user in self._users:
                graph.lists[user.id] = [post.id for post in self.fixture.posts(user)]
                posts += self.fixture.posts(user)
        for post in posts:
            author = self.fixture.author(post)
            graph.posts[post.id] = post.title, None if author is None else author.id
        return graph

    # operations

    def _load_user(self, step: Step) -> None:
        user = self._loaded(step.user)
        len(user.name) + sum(len(post.title) for post in self.fixture.posts(user))  # what a page would show

    def _load_post(self, step: Step) -> None:
        post = self._found(step.posts[0])
        len(post.title) + len(self.fixture.author(post).name)

    def _append_post(self, step: Step) -> None:
        self._append_new(self._loaded(step.user), step)

    def _write_post(self, step: Step) -> None:
        user = self.fixture.find_user(step.user)
        for key in step.posts:
            post = self._made(key)
            self.fixture.set_author(post, user)
            self.fixture.add(post)

    def _move_by_append(self, step: Step) -> None:
        self._loaded(step.user)
        target = self._loaded(step.target)
        for key in step.posts:
            self.fixture.append(target, self._found(key))

    def _move_by_set(self, step: Step) -> None:
        post = self._found(step.posts[0])
        self.fixture.set_author(post, self.fixture.find_user(step.target))

    def _remove_post(self, step: Step) -> None:
        user = self._loaded(step.user)
        for key in step.posts:
            self.fixture.remove(user, self._found(key))

    def _delete_post(self, step: Step) -> None:
        user = self._loaded(step.user)
        for key in step.posts:
            self.fixture.delete_post(user, self.fixture.find_post(key))

    def _edit_post(self, step: Step) -> None:
        self.fixture.set_title(self._found(step.posts[0]), step.title)

    def _delete_user(self, step: Step) -> None:
        self.fixture.remove_user(self.fixture.load_user(step.user))

    def _import_user(self, step: Step) -> None:
        row = self._script.model.user_row(step.user)
        user = self.fixture.make_user(step.user, row[1], row[2])
        self._users.append(user)
        self.fixture.add(user)
        self._append_new(user, step)

    def _append_new(self, user: Any, step: Step) -> None:
        for key in step.posts:
            post = self._made(key)
            self.fixture.append(user, post)
            self.fixture.add(post)

    def _made(self, key: int) -> Any:
        row = self._script.model.post_row(key)
        post = self.fixture.make_post(key, row[1], row[2])
        self._posts.append(post)
        return post

    def _loaded(self, key: int) -> Any:
        user = self.fixture.load_user(key)
        self._users.append(user)
        return user

    def _found(self, key: int) -> Any:
        post = self.fixture.find_post(key)
        self._posts.append(post)
        return post


def _workload(mix: Mix) -> Any:
    told = {"name": f"mix_{mix.name}", "words": mix.words, "question": mix.question, "mix": mix}
    return type(f"Mix{mix.name.title()}", (Requests,), told)


WORKLOADS = tuple(_workload(mix) for mix in read_mixes())
