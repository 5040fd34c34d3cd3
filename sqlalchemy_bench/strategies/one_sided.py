"""one_sided: Post.author alone is declared, and nobody keeps the reverse side: who wants a user's posts asks for
them."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

from sqlalchemy import select
from sqlalchemy.orm import relationship

from sqlalchemy_bench.strategies.blog import Attributes, Blog, Names


class OneSided(Blog):
    name = "one_sided"
    declares = "Post.author alone; a user's posts are a query"
    in_step = "nobody: there is no other side"
    keeps_lists = False
    maps_list = False

    @classmethod
    def relationships(cls, names: Names, of_list: Attributes) -> Tuple[Attributes, Attributes]:
        return {}, {"author": relationship(names.user)}

    def _posts_of(self, session: Any, key: int) -> List[Any]:
        query = select(self.Post).where(self.Post.author_id == key).order_by(self.Post.id)
        return list(session.execute(query).scalars())

    def load_lazy(self, session: Any) -> List[Any]:
        users = self.load_users(session)
        for user in users:
            self._keep(session, self._posts_of(session, user.id))
        return users

    def load_selectin(self, session: Any) -> List[Any]:
        users = self.load_users(session)
        self._keep(session, self.load_posts(session))
        return users

    def load_user(self, session: Any, key: int) -> Any:
        user = session.get(self.User, key)
        self._keep(session, self._posts_of(session, key))
        return user

    def _keep(self, session: Any, posts: List[Any]) -> None:
        """A session holds its objects weakly: without a list of theirs they would be gone at once."""
        session.info.setdefault("posts", []).extend(posts)

    def posts(self, user: Any) -> List[Any]:
        return []

    def append(self, user: Any, post: Any) -> None:
        post.author = user

    def remove(self, user: Any, post: Any) -> None:
        post.author = None

    def remove_user(self, session: Any, user: Any) -> None:
        for post in self._posts_of(session, user.id):
            session.delete(post)
        session.delete(user)

    def release_user(self, session: Any, user: Any) -> None:
        for post in self._posts_of(session, user.id):
            post.author = None
        session.delete(user)

    def delete_orphan(self, session: Any, user: Any, post: Any) -> None:
        session.delete(post)

    def delete_post(self, session: Any, user: Any, post: Any) -> None:
        session.delete(post)

    def set_author(self, post: Any, user: Optional[Any]) -> None:
        post.author = user
