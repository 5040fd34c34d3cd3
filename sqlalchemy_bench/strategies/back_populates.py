"""back_populates: both sides are declared, and each names the other."""

from __future__ import annotations

from typing import Tuple

from sqlalchemy.orm import relationship

from sqlalchemy_bench.strategies.blog import Attributes, Blog, Names, list_of


class BackPopulates(Blog):
    name = "back_populates"
    declares = "User.posts and Post.author, each naming the other"
    in_step = "SQLAlchemy, at each change"

    @classmethod
    def relationships(cls, names: Names, of_list: Attributes) -> Tuple[Attributes, Attributes]:
        return (
            {"posts": list_of(names, of_list, back_populates="author")},
            {"author": relationship(names.user, back_populates="posts")},
        )


class BackPopulatesAa(BackPopulates):
    name = "back_populates_aa"
