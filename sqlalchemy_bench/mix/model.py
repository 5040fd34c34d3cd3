"""Model: users with posts as plain numbers, changed by the steps of requests: what a mix must come to, without a
mapper."""

from __future__ import annotations

from bisect import insort
from typing import Any, Dict, List, Optional, Set, Tuple

from sqlalchemy_bench.answers import Graph
from sqlalchemy_bench.databases import Database


class Model:
    def __init__(self, database: Database) -> None:
        self._rows = database.rows
        self._users: Dict[int, Optional[str]] = {row[0]: row[1] for row in database.rows["users"]}  # None: deleted
        self._posts: Dict[int, Optional[Tuple[str, Optional[int]]]] = {}
        self._owned: Dict[int, List[int]] = {user: [] for user in self._users}  # ascending, as the rows have them
        self.n_first_users, self.n_first_posts = len(self._users), len(database.rows["posts"])
        for key, title, _, author in database.rows["posts"]:
            self._posts[key] = title, author
            if author is not None:
                self._owned[author].append(key)
        self._lists: Dict[int, List[int]] = {}  # loaded in this request, as they are in memory
        self._seen: Set[int] = set()  # posts touched in this request

    @property
    def n_users(self) -> int:
        return len(self._users)

    @property
    def next_user(self) -> int:
        return len(self._users) + 1

    @property
    def next_post(self) -> int:
        return len(self._posts) + 1

    def lists_of_all(self) -> Dict[int, List[int]]:
        return {user: list(posts) for user, posts in self._owned.items()}

    def is_alive(self, user: int) -> bool:
        return self._users.get(user) is not None

    def posts_of(self, user: int) -> List[int]:
        return self._owned[user]

    def author_of(self, post: int) -> int:
        """0: none, or deleted."""
        row = self._posts[post]
        return row[1] or 0 if row else 0

    def user_row(self, user: int) -> Any:
        """The texts of a new user are those of an old one."""
        return self._rows["users"][(user - 1) % self.n_first_users]

    def post_row(self, post: int) -> Any:
        return self._rows["posts"][(post - 1) % self.n_first_posts]

    def apply(self, step: Any) -> None:
        getattr(self, f"_{step.operation}")(step)

    def _load_user(self, step: Any) -> None:
        self._load_list(step.user)

    def _load_post(self, step: Any) -> None:
        self._seen.add(step.posts[0])

    def _append_post(self, step: Any) -> None:
        self._load_list(step.user)
        self._write_post(step)

    def _write_post(self, step: Any) -> None:
        for post in step.posts:
            self._posts[post] = self.post_row(post)[1], None
            self._set_author(post, step.user)

    def _move_by_append(self, step: Any) -> None:
        self._load_list(step.user)
        self._load_list(step.target)
        self._move_by_set(step)

    def _move_by_set(self, step: Any) -> None:
        for post in step.posts:
            self._set_author(post, step.target)

    def _remove_post(self, step: Any) -> None:
        self._load_list(step.user)
        for post in step.posts:
            self._set_author(post, None)

    def _delete_post(self, step: Any) -> None:
        self._load_list(step.user)
        for post in list(step.posts):
            self._delete(post)

    def _edit_post(self, step: Any) -> None:
        post = step.posts[0]
        row = self._posts[post]
        self._posts[post] = step.title, row[1] if row else None
        self._seen.add(post)

    def _delete_user(self, step: Any) -> None:
        for post in list(self._owned[step.user]):
            self._delete(post)
        self._users[step.user] = None

    def _import_user(self, step: Any) -> None:
        self._users[step.user] = self.user_row(step.user)[1]
        self._owned[step.user] = []
        self._load_list(step.user)
        self._write_post(step)

    def _load_list(self, user: int) -> None:
        self._lists[user] = list(self._owned[user])

    def _set_author(self, post: int, user: Optional[int]) -> None:
        row = self._posts[post]
        assert row
        title, old = row
        if old is not None:
            self._owned[old].remove(post)
            if post in self._lists.get(old, ()):
                self._lists[old].remove(post)
        self._posts[post] = title, user
        self._seen.add(post)
        if user is not None:
            insort(self._owned[user], post)
            if user in self._lists:
                self._lists[user].append(post)

    def _delete(self, post: int) -> None:
        self._set_author(post, None)
        self._posts[post] = None
        self._seen.discard(post)

    def close_request(self) -> Graph:
        """What both sides are now, of what the steps since the last call have loaded."""
        seen = self._seen.union(*self._lists.values())
        graph = Graph(lists={user: posts for user, posts in self._lists.items()})
        graph.posts = {post: row for post in sorted(seen) if (row := self._posts[post])}
        self._lists, self._seen = {}, set()
        return graph

    def rows(self) -> Graph:
        graph = Graph()
        graph.user_rows = {user: name for user, name in self._users.items() if name is not None}
        graph.post_rows = {post: row for post, row in self._posts.items() if row is not None}
        return graph
