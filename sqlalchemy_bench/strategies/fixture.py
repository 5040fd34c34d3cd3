"""Fixture: one strategy at work on one database, in a session of its own; what workloads call.

`hand_written.py` has the same operations without a mapper.
"""

from __future__ import annotations

from typing import Any, List, Optional

from sqlalchemy.orm import Session

from sqlalchemy_bench.databases import Database
from sqlalchemy_bench.strategies.blog import Blog


class Fixture:
    """REQUIRES: `open` before anything else. `users` are those that the last load made."""

    def __init__(self, blog: Blog, database: Database, is_empty: bool = False) -> None:
        self.blog, self.database = blog, database
        self.engine = database.engine(is_empty)
        self.keeps_lists = blog.keeps_lists
        self.users: List[Any] = []
        self._session: Any = None
        self._connection: Any = None

    @property
    def session(self) -> Any:
        return self._session

    def open(self) -> None:
        """A session without objects; what the one before has not committed is gone."""
        self.close()
        self._session = Session(self.engine, future=True)

    def close(self) -> None:
        self.users = []
        if self._session is not None:
            self._session.close()
            self._session = None
        if self._connection is not None:
            self._connection.rollback()
            self._connection.close()
            self._connection = None

    # requests: sessions of their own within one transaction

    def begin_requests(self) -> None:
        self.close()
        self._connection = self.engine.connect()
        self._connection.begin()

    def open_request(self) -> None:
        self._session = Session(self._connection, future=True)

    def close_request(self) -> None:
        self._session.flush()
        self._session.close()

    # loads

    def load_users(self) -> None:
        self.users = self.blog.load_users(self._session)

    def load_lazy(self) -> None:
        self.users = self.blog.load_lazy(self._session)

    def load_selectin(self) -> None:
        self.users = self.blog.load_selectin(self._session)

    def load_joined(self) -> None:
        self.users = self.blog.load_joined(self._session)

    def load_subquery(self) -> None:
        self.users = self.blog.load_subquery(self._session)

    def load_posts(self) -> List[Any]:
        return self.blog.load_posts(self._session)

    def load_user(self, key: int) -> Any:
        user = self.blog.load_user(self._session, key)
        self.users.append(user)
        return user

    def find_user(self, key: int) -> Any:
        return self._session.get(self.blog.User, key)

    def find_post(self, key: int) -> Any:
        return self._session.get(self.blog.Post, key)

    def posts_by_id(self) -> List[Any]:
        """Every post that the session holds, in the order of their keys."""
        found = [one for one in self._session.identity_map.values() if isinstance(one, self.blog.Post)]
        found.sort(key=lambda post: int(post.id))
        return found

    def reload(self) -> None:
        self._session.flush()
        self._session.expire_all()
        self.load_selectin()

    # changes

    def make_user(self, key: int, name: str, email: str) -> Any:
        return self.blog.User(id=key, name=name, email=email)

    def make_post(self, key: int, title: str, body: str) -> Any:
        return self.blog.Post(id=key, title=title, body=body)

    def add(self, one: Any) -> None:
        self._session.add(one)

    def posts(self, user: Any) -> List[Any]:
        return self.blog.posts(user)

    def author(self, post: Any) -> Any:
        return self.blog.author(post)

    def append(self, user: Any, post: Any) -> None:
        self.blog.append(user, post)

    def remove(self, user: Any, post: Any) -> None:
        self.blog.remove(user, post)

    def assign(self, user: Any, posts: List[Any]) -> None:
        self.blog.assign(user, posts)

    def set_author(self, post: Any, user: Optional[Any]) -> None:
        self.blog.set_author(post, user)

    def set_title(self, post: Any, title: str) -> None:
        post.title = title

    def remove_user(self, user: Any) -> None:
        self.blog.remove_user(self._session, user)

    def release_user(self, user: Any) -> None:
        self.blog.release_user(self._session, user)

    def delete_orphan(self, user: Any, post: Any) -> None:
        self.blog.delete_orphan(self._session, user, post)

    def delete_post(self, user: Any, post: Any) -> None:
        self.blog.delete_post(self._session, user, post)

    def flush(self) -> None:
        self._session.flush()

    # answers

    def rows(self, sql: str) -> List[Any]:
        """What the database holds now, seen by this transaction."""
        connection = self._connection if self._connection is not None else self._session.connection()
        return [tuple(row) for row in connection.exec_driver_sql(sql)]
