"""hand_written: the same work without a mapper: plain objects, both sides linked by the caller, and the mapper's SQL
sent through the driver itself. What SQL instead of relationships saves."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple

from sqlalchemy_bench.databases import Database

CHUNK = 500  # keys in one SELECT, as selectinload has them
_USERS = "SELECT id, name, email FROM users ORDER BY id"
_POSTS = "SELECT id, title, body, author_id FROM posts ORDER BY id"
_POSTS_OF = "SELECT id, title, body, author_id FROM posts WHERE author_id = ? ORDER BY id"
_USER = "SELECT id, name, email FROM users WHERE id = ?"
_POST = "SELECT id, title, body, author_id FROM posts WHERE id = ?"
_JOINED = (
    "SELECT users.id, users.name, users.email, posts.id, posts.title, posts.body, posts.author_id"
    " FROM users LEFT OUTER JOIN posts ON users.id = posts.author_id ORDER BY users.id, posts.id"
)
_SUBQUERY = (
    "SELECT posts.id, posts.title, posts.body, posts.author_id FROM (SELECT users.id AS id FROM users) AS chosen"
    " JOIN posts ON chosen.id = posts.author_id ORDER BY posts.id"
)


class User:
    __slots__ = ("id", "name", "email", "posts")

    def __init__(self, id: int, name: str, email: str) -> None:
        self.id, self.name, self.email = id, name, email
        self.posts: List[Post] = []


class Post:
    __slots__ = ("id", "title", "body", "author_id", "author")

    def __init__(self, id: int, title: str, body: str, author_id: Optional[int] = None) -> None:
        self.id, self.title, self.body, self.author_id = id, title, body, author_id
        self.author: Optional[User] = None


class HandWritten:
    """The operations of Fixture."""

    keeps_lists = True

    def __init__(self, database: Database, is_empty: bool = False) -> None:
        self.database = database
        self.engine = database.engine(is_empty)
        self._mark = "%s" if database.on_postgres else "?"
        self.users: List[User] = []
        self._connection: Any = None
        self._sent: Any = None
        self._forget()

    def _forget(self) -> None:
        self._known_users: Dict[int, User] = {}
        self._known_posts: Dict[int, Post] = {}
        self._new_users: List[User] = []
        self._new_posts: Dict[int, Post] = {}
        self._moved: Dict[int, Post] = {}
        self._edited: Dict[int, Post] = {}
        self._gone_posts: Dict[int, Post] = {}
        self._gone_users: List[User] = []
        self.users = []

    def listen(self, sent: Any) -> None:
        """Counts what is sent from now on; the driver itself tells no event."""
        self._sent = sent

    def open(self) -> None:
        self.close()
        self._connection = self.engine.raw_connection()

    def close(self) -> None:
        self._forget()
        if self._connection is not None:
            self._connection.rollback()
            self._connection.close()
            self._connection = None

    def begin_requests(self) -> None:
        self.open()

    def open_request(self) -> None:
        self._forget()

    def close_request(self) -> None:
        self.flush()

    # SQL

    def _run(self, sql: str, parameters: Sequence[Any] = ()) -> List[Tuple[Any, ...]]:
        cursor = self._connection.cursor()
        text = sql if self._mark == "?" else sql.replace("?", self._mark)
        if self._sent is not None:
            self._sent.add(text)
        cursor.execute(text, parameters)
        found: List[Tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
        return found

    def _write(self, sql: str, rows: Sequence[Tuple[Any, ...]]) -> None:
        if not rows:
            return
        cursor = self._connection.cursor()
        text = sql if self._mark == "?" else sql.replace("?", self._mark)
        if self._sent is not None:
            self._sent.add(text, len(rows))
            self._sent.rows_written += len(rows)
        cursor.executemany(text, rows)

    def rows(self, sql: str) -> List[Any]:
        kept, self._sent = self._sent, None
        try:
            return self._run(sql)
        finally:
            self._sent = kept

    # loads

    def load_users(self) -> None:
        self.users = [self._user(row) for row in self._run(_USERS)]

    def load_lazy(self) -> None:
        self.load_users()
        for user in self.users:
            self._fill(user, self._run(_POSTS_OF, (user.id,)))

    def load_selectin(self) -> None:
        self.load_users()
        by_id = {user.id: user for user in self.users}
        keys = list(by_id)
        for start in range(0, len(keys), CHUNK):
            chunk = keys[start : start + CHUNK]
            marks = ", ".join("?" * len(chunk))
            sql = f"SELECT id, title, body, author_id FROM posts WHERE author_id IN ({marks}) ORDER BY id"
            for row in self._run(sql, chunk):
                self._link(by_id[row[3]], self._post(row))

    def load_joined(self) -> None:
        self.users, user = [], None
        for row in self._run(_JOINED):
            if user is None or user.id != row[0]:
                user = self._user(row[:3])
                self.users.append(user)
            if row[3] is not None:
                self._link(user, self._post(row[3:]))

    def load_subquery(self) -> None:
        self.load_users()
        by_id = {user.id: user for user in self.users}
        for row in self._run(_SUBQUERY):
            self._link(by_id[row[3]], self._post(row))

    def load_posts(self) -> List[Post]:
        return [self._post(row) for row in self._run(_POSTS)]

    def load_user(self, key: int) -> User:
        user = self.find_user(key)
        user.posts = []
        self._fill(user, self._run(_POSTS_OF, (key,)))
        self.users.append(user)
        return user

    def find_user(self, key: int) -> User:
        found = self._known_users.get(key)
        return found if found is not None else self._user(self._run(_USER, (key,))[0])

    def find_post(self, key: int) -> Post:
        found = self._known_posts.get(key)
        return found if found is not None else self._post(self._run(_POST, (key,))[0])

    def posts_by_id(self) -> List[Post]:
        return [self._known_posts[key] for key in sorted(self._known_posts)]

    def reload(self) -> None:
        self.flush()
        self._forget()
        self.load_selectin()

    def _user(self, row: Tuple[Any, ...]) -> User:
        user = User(*row)
        self._known_users[user.id] = user
        return user

    def _post(self, row: Tuple[Any, ...]) -> Post:
        post = self._known_posts.get(row[0])
        if post is None:
            post = Post(*row)
            self._known_posts[post.id] = post
        return post

    def _fill(self, user: User, rows: List[Tuple[Any, ...]]) -> None:
        for row in rows:
            self._link(user, self._post(row))

    @staticmethod
    def _link(user: User, post: Post) -> None:
        user.posts.append(post)
        post.author = user

    # changes

    def make_user(self, key: int, name: str, email: str) -> User:
        return User(key, name, email)

    def make_post(self, key: int, title: str, body: str) -> Post:
        return Post(key, title, body)

    def add(self, one: Any) -> None:
        if isinstance(one, User):
            self._new_users.append(one)
            self._known_users[one.id] = one
        else:
            self._new_posts[one.id] = one
            self._known_posts[one.id] = one

    def posts(self, user: User) -> List[Post]:
        return user.posts

    def author(self, post: Post) -> Optional[User]:
        if post.author is None and post.author_id is not None:
            post.author = self.find_user(post.author_id)
        return post.author

    def append(self, user: User, post: Post) -> None:
        self.set_author(post, user)

    def remove(self, user: User, post: Post) -> None:
        self.set_author(post, None)

    def assign(self, user: User, posts: List[Post]) -> None:
        for post in list(user.posts):
            self.set_author(post, None)
        for post in posts:
            self.set_author(post, user)

    def set_author(self, post: Post, user: Optional[User]) -> None:
        if post.author is not None and post in post.author.posts:
            post.author.posts.remove(post)
        post.author, post.author_id = user, user.id if user is not None else None
        if user is not None:
            user.posts.append(post)
        self._moved[post.id] = post

    def set_title(self, post: Post, title: str) -> None:
        post.title = title
        self._edited[post.id] = post

    def remove_user(self, user: User) -> None:
        for post in user.posts:
            self._gone_posts[post.id] = post
        self._gone_users.append(user)

    def release_user(self, user: User) -> None:
        for post in list(user.posts):
            self.set_author(post, None)
        self._gone_users.append(user)

    def delete_orphan(self, user: User, post: Post) -> None:
        self.delete_post(user, post)

    def delete_post(self, user: User, post: Post) -> None:
        user.posts.remove(post)
        self._gone_posts[post.id] = post
        self._moved.pop(post.id, None)

    def flush(self) -> None:
        self._write(
            "INSERT INTO users (id, name, email) VALUES (?, ?, ?)", [(u.id, u.name, u.email) for u in self._new_users]
        )
        rows = [(p.id, p.title, p.body, p.author_id) for p in self._new_posts.values()]
        self._write("INSERT INTO posts (id, title, body, author_id) VALUES (?, ?, ?, ?)", rows)
        changed = [p for p in self._moved.values() if p.id not in self._new_posts and p.id not in self._gone_posts]
        self._write("UPDATE posts SET author_id = ? WHERE posts.id = ?", [(p.author_id, p.id) for p in changed])
        edited = [(p.title, p.id) for p in self._edited.values() if p.id not in self._new_posts]
        self._write("UPDATE posts SET title = ? WHERE posts.id = ?", edited)
        self._write("DELETE FROM posts WHERE posts.id = ?", [(key,) for key in sorted(self._gone_posts)])
        self._write("DELETE FROM users WHERE users.id = ?", [(user.id,) for user in self._gone_users])
        self._new_users, self._new_posts, self._moved, self._edited = [], {}, {}, {}
        self._gone_posts, self._gone_users = {}, []
