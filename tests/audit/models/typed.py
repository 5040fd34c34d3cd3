"""Typed declarations of SQLAlchemy 2: what the patch adds is typed as well, and a dataclass keeps its constructor."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, backref, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    posts: Mapped[list[Post]] = relationship("Post", backref="author")


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    parent_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    parent: Mapped[Post] = relationship("Post", backref=backref("replies", lazy="selectin"), remote_side=[id])


class Data(MappedAsDataclass, DeclarativeBase):
    pass


class Shelf(Data):
    __tablename__ = "shelves"
    id: Mapped[int] = mapped_column(primary_key=True)


class Book(Data):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    shelf_id: Mapped[int] = mapped_column(ForeignKey("shelves.id"), init=False)
    shelf: Mapped[Shelf] = relationship("Shelf", backref="books", default=None)
