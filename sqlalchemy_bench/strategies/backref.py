"""backref: one side is declared, and configuring adds the other. `backref` declares the list, `backref_scalar` the
scalar."""

from __future__ import annotations

from typing import Tuple

from sqlalchemy.orm import backref, relationship

from sqlalchemy_bench.strategies.blog import Attributes, Blog, Names, list_of


class Backref(Blog):
    name = "backref"
    declares = "User.posts alone, with a backref that adds Post.author"
    in_step = "SQLAlchemy, at each change"

    @classmethod
    def relationships(cls, names: Names, of_list: Attributes) -> Tuple[Attributes, Attributes]:
        return {"posts": list_of(names, of_list, backref="author")}, {}


class BackrefScalar(Blog):
    name = "backref_scalar"
    declares = "Post.author alone, with a backref that adds User.posts"
    in_step = "SQLAlchemy, at each change"

    @classmethod
    def relationships(cls, names: Names, of_list: Attributes) -> Tuple[Attributes, Attributes]:
        inferred = backref("posts", order_by=f"{names.post}.id", **of_list)
        return {}, {"author": relationship(names.user, backref=inferred)}
