"""Graph: both sides of users with posts as plain values, as they are in memory and as the rows have them; what an
answer is compared by. Computed from the dataset's rows without a mapper."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

from sqlalchemy_bench.databases import Database

PostRow = Tuple[str, Optional[int]]  # title, author


@dataclass
class Graph:
    """`lists` and `posts` are what memory shows; `user_rows` and `post_rows` what the tables hold."""

    lists: Dict[int, List[int]] = field(default_factory=dict)
    posts: Dict[int, PostRow] = field(default_factory=dict)
    user_rows: Dict[int, str] = field(default_factory=dict)
    post_rows: Dict[int, PostRow] = field(default_factory=dict)

    def copy(self) -> "Graph":
        lists = {user: list(posts) for user, posts in self.lists.items()}
        return Graph(lists, dict(self.posts), dict(self.user_rows), dict(self.post_rows))

    def give(self, post: int, user: Optional[int]) -> None:
        """The post to the end of the user's list, out of any other."""
        title, old = self.posts[post]
        if old is not None and post in self.lists.get(old, []):
            self.lists[old].remove(post)
        if user is not None and user in self.lists:
            self.lists[user].append(post)
        self.posts[post] = title, user

    def write(self) -> "Graph":
        """The rows are what the posts in memory say."""
        self.post_rows = dict(self.posts)
        return self


def start_of(database: Database) -> Graph:
    """The dataset's own state."""
    graph = Graph()
    for key, name, _ in database.rows["users"]:
        graph.lists[key], graph.user_rows[key] = [], name
    for key, title, _, author in database.rows["posts"]:
        graph.posts[key] = title, author
        if author is not None:
            graph.lists[author].append(key)
    return graph.write()


def read_memory(fixture: Any, users: List[Any], posts: List[Any]) -> Graph:
    graph = Graph()
    if fixture.keeps_lists:
        graph.lists = {user.id: [post.id for post in fixture.posts(user)] for user in users}
    for post in posts:
        author = fixture.author(post)
        graph.posts[post.id] = post.title, None if author is None else author.id
    return graph


def read_rows(fixture: Any, graph: Graph) -> Graph:
    graph.user_rows = dict(fixture.rows("SELECT id, name FROM users"))
    graph.post_rows = {key: (title, author) for key, title, author in _post_rows(fixture)}
    return graph


def _post_rows(fixture: Any) -> List[Any]:
    return fixture.rows("SELECT id, title, author_id FROM posts")  # type: ignore[no-any-return]


def difference(expected: Graph, found: Graph, has_lists: bool, has_rows: bool) -> Optional[str]:
    """The first difference in words; None if there is none."""
    parts = ["posts"] + (["lists"] if has_lists else []) + (["user_rows", "post_rows"] if has_rows else [])
    for part in parts:
        wanted, seen = getattr(expected, part), getattr(found, part)
        if wanted != seen:
            return _told(part, wanted, seen)
    return None


def _told(part: str, wanted: Dict[int, Any], seen: Dict[int, Any]) -> str:
    what = {"posts": "post", "lists": "the posts of user"}
    what.update({"user_rows": "the row of user", "post_rows": "the row of post"})
    for key in sorted(set(wanted) | set(seen)):
        if wanted.get(key) != seen.get(key):
            found = repr(seen.get(key, "missing"))
            return f"{what[part]} {key} is {found[:200]} where {repr(wanted.get(key, 'nothing'))[:200]} is right"
    return f"{part} differ"
