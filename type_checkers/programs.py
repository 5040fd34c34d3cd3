"""The programs that are checked: right ones, a strategy each, and the same with one mistake.

Each declares users, posts and tags in SQLAlchemy's typed way and has a caller, so that a mistake which shows only where
an attribute is used is seen, too. `back_populates_lambda` names the partner by `lambda: Post.author`, which 2.1 allows.
"""

from __future__ import annotations

_RIGHT = """from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


post_tags = Table(
    "post_tags",
    Base.metadata,
    Column("post_id", ForeignKey("posts.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
)


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    {posts}


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    {author}
    tags: Mapped[list[Tag]] = relationship(secondary=post_tags{tags})


class Tag(Base):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
    {tagged}


def call(user: User, post: Post, tag: Tag) -> None:
    post.tags.append(tag)
{uses}
"""
_POSTS = "posts: Mapped[list[Post]] = relationship({})"
_AUTHOR = "author: Mapped[User | None] = relationship({})"
_TAGGED = "posts: Mapped[list[Post]] = relationship(secondary=post_tags{})"
_BY_LIST, _BY_SCALAR = "    user.posts.append(post)", "    post.author = user"
_SHOWN = "    print(len(tag.posts))"


def _program(posts: str, author: str, tags: str, tagged: str, *uses: str) -> str:
    return _RIGHT.format(posts=posts, author=author, tags=tags, tagged=tagged, uses="\n".join(uses))


RIGHT = {
    "back_populates": _program(
        _POSTS.format('back_populates="author"'),
        _AUTHOR.format('back_populates="posts"'),
        ', back_populates="posts"',
        _TAGGED.format(', back_populates="tags"'),
        _BY_LIST,
        _BY_SCALAR,
        _SHOWN,
    ),
    "back_populates_lambda": _program(
        _POSTS.format("back_populates=lambda: Post.author"),
        _AUTHOR.format("back_populates=lambda: User.posts"),
        ", back_populates=lambda: Tag.posts",
        _TAGGED.format(", back_populates=lambda: Post.tags"),
        _BY_LIST,
        _BY_SCALAR,
        _SHOWN,
    ),
    "backref": _program(_POSTS.format('backref="author"'), "", ', backref="posts"', "", _BY_LIST, _BY_SCALAR, _SHOWN),
    "unidirectional": _program("", _AUTHOR.format(""), "", "", _BY_SCALAR),
    "unlinked": _program(
        _POSTS.format(""),
        _AUTHOR.format('overlaps="posts"'),
        "",
        _TAGGED.format(', overlaps="tags"'),
        _BY_LIST,
        _BY_SCALAR,
        _SHOWN,
    ),
}

Edit = tuple[str, str]
_NO_AUTHOR: dict[str, Edit] = {
    "back_populates": (_AUTHOR.format('back_populates="posts"'), "pass"),
    "back_populates_lambda": (_AUTHOR.format("back_populates=lambda: User.posts"), "pass"),
}
_TWO_KEYS = (
    '(ForeignKey("users.id"))',
    '(ForeignKey("users.id"))\n    editor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))',
)
_WRONG_OBJECT = (_BY_LIST, "    user.posts.append(tag)")
_BOTH = ("    post.tags.append(tag)", "    post.tags.append(tag)\n    tag.posts.append(post)")
_WRONG_LIST = ("posts: Mapped[list[Post]] = relationship(back", "posts: Mapped[list[Tag]] = relationship(back")
_RENAMED = ("    author: Mapped", "    writer: Mapped")

# By mistake, in the words of docs/semantics.md, and strategy: the edits that make it. Missing: it cannot be made.
MISTAKES: dict[str, dict[str, list[Edit]]] = {
    "the partner's name is misspelt": {
        "back_populates": [('"author"', '"autor"')],
        "back_populates_lambda": [("Post.author", "Post.autor")],
        "backref": [('"author"', '"autor"')],
    },
    "one side is not declared": {
        # Whoever forgets it does not use it, either.
        "back_populates": [_NO_AUTHOR["back_populates"], (_BY_SCALAR, "")],
        "back_populates_lambda": [_NO_AUTHOR["back_populates_lambda"], (_BY_SCALAR, "")],
    },
    "one side does not name the other": {
        "back_populates": [('relationship(back_populates="posts")', "relationship()")],
        "back_populates_lambda": [("relationship(back_populates=lambda: User.posts)", "relationship()")],
        "unlinked": [],
    },
    "the relationship goes to a wrong class": {
        "back_populates": [_WRONG_LIST],
        "back_populates_lambda": [_WRONG_LIST],
        "backref": [_WRONG_LIST],
        "unidirectional": [("author: Mapped[User | None]", "author: Mapped[Tag | None]")],
        "unlinked": [("posts: Mapped[list[Post]] = relationship()", "posts: Mapped[list[Tag]] = relationship()")],
    },
    "an object of a wrong class is given": {
        "back_populates": [_WRONG_OBJECT],
        "back_populates_lambda": [_WRONG_OBJECT],
        "backref": [_WRONG_OBJECT],
        "unidirectional": [(_BY_SCALAR, "    post.author = tag")],
        "unlinked": [_WRONG_OBJECT],
    },
    "two foreign keys, and no choice": {strategy: [_TWO_KEYS] for strategy in RIGHT},
    "a side is not kept in step by the caller": {
        "unidirectional": [],
        "unlinked": [(_BY_LIST + "\n", "")],
    },
    "a many-to-many is written on both sides": {
        "back_populates": [_BOTH],
        "back_populates_lambda": [_BOTH],
        "backref": [_BOTH],
        "unlinked": [_BOTH],
    },
    "a member is renamed, its uses are not": {
        "back_populates": [_RENAMED, ('back_populates="author"', 'back_populates="writer"')],
        "back_populates_lambda": [_RENAMED, ("Post.author", "Post.writer")],
        "backref": [('"author"', '"writer"')],
        "unidirectional": [_RENAMED],
        "unlinked": [_RENAMED],
    },
}


def mistaken(mistake: str, strategy: str) -> str | None:
    """The program with that mistake; None where it cannot be made."""
    edits = MISTAKES[mistake].get(strategy)
    if edits is None:
        return None
    text = RIGHT[strategy]
    for old, new in edits:
        if old not in text:
            raise LookupError(f"{mistake}, {strategy}: no {old!r} in the program")
        text = text.replace(old, new, 1)
    return text


def programs() -> dict[str, str]:
    """By the name of the file, all that is checked."""
    found = {f"right_{strategy}": text for strategy, text in RIGHT.items()}
    for number, mistake in enumerate(MISTAKES):
        for strategy in RIGHT:
            text = mistaken(mistake, strategy)
            if text is not None:
                found[f"mistake_{number}_{strategy}"] = text
    return found
