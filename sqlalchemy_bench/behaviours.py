"""What SQLAlchemy does, found out by doing it: which side follows, what is sent, what is lost, when a mistake is found.

Nothing here is timed; each answer is a plain value for the kept results.
"""

from __future__ import annotations

import warnings
from typing import Any, Callable, Dict, List, Tuple

from sqlalchemy import Column, ForeignKey, Integer, Table, create_engine, text
from sqlalchemy.orm import Session, backref, registry, relationship

from sqlalchemy_bench import garbage
from sqlalchemy_bench.counting import counted
from sqlalchemy_bench.strategies import MAPPED
from sqlalchemy_bench.strategies.blog import Blog

Answers = Dict[str, Dict[str, Any]]
SHOWN = ("back_populates", "backref", "unidirectional", "unlinked")


def blog(strategy: str) -> Blog:
    return MAPPED[strategy]()


def filled(made: Blog, users: int, posts: int) -> Any:
    """A database in memory, for the caller to dispose of: user k has the posts (k - 1) * posts + 1 to k * posts."""
    engine = create_engine("sqlite://", future=True)
    made.registry.metadata.create_all(engine)
    with engine.begin() as connection:
        insert = text("INSERT INTO users VALUES (:id, :name, :email)")
        connection.execute(insert, [{"id": k, "name": f"user {k}", "email": f"u{k}@x"} for k in range(1, users + 1)])
        insert = text("INSERT INTO posts (id, title, body, author_id) VALUES (:id, :title, :body, :author)")
        rows = [{"id": i + 1, "title": "t", "body": "b", "author": i // posts + 1} for i in range(users * posts)]
        connection.execute(insert, rows)
    return engine


@garbage.left()
def behaviours() -> Dict[str, Answers]:
    """By question, then by strategy."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # unlinked pairs warn that they overlap
        return {
            "follows": {strategy: follows(blog(strategy)) for strategy in SHOWN},
            "unloaded": {strategy: unloaded(blog(strategy)) for strategy in SHOWN if strategy != "unidirectional"},
            "forgotten": {strategy: forgotten(blog(strategy)) for strategy in SHOWN},
            "relations": {strategy: relations(strategy) for strategy in ("back_populates", "backref")},
            "mistakes": mistakes(),
        }


def follows(made: Blog) -> Dict[str, bool]:
    """Whether the other side shows a change of one side, with no code for it."""
    ada, bob, post = made.User(id=1), made.User(id=2), made.Post(id=1)
    found = {}
    if made.name == "unidirectional":
        post.author = ada
        return {"set": post in getattr(ada, "posts", []), "append": False, "remove": False}  # there is no other side
    ada.posts.append(post)
    found["append"] = post.author is ada
    post.author = bob
    found["set"] = post in bob.posts and post not in ada.posts
    owner = bob if post in bob.posts else ada
    owner.posts.remove(post)
    found["remove"] = post.author is None
    return found


def unloaded(made: Blog) -> Dict[str, int]:
    """Statements to give a user whose list is not loaded one new post, written on either side."""
    engine, sent_by = filled(made, 2, 3), {}
    for way in ("append", "set"):
        with Session(engine, future=True) as session:
            user, post = session.get(made.User, 1), made.Post(id=100, title="t", body="b")
            with counted(engine) as sent:
                if way == "append":
                    user.posts.append(post)
                else:
                    post.author = user
                    session.add(post)
                session.flush()
            sent_by[way] = sent.statements
            session.rollback()
    engine.dispose()
    return sent_by


def forgotten(made: Blog) -> Dict[str, str]:
    """A caller changes one side alone: what the other side and the rows show after the flush."""
    engine, outcome = filled(made, 2, 2), {}
    with Session(engine, future=True) as session:
        ada, bob, post = session.get(made.User, 1), session.get(made.User, 2), session.get(made.Post, 1)
        lists = lambda user: list(user.posts) if made.name != "unidirectional" else getattr(user, "kept", [])
        if made.name == "unidirectional":
            made.load_selectin(session)
        lists(ada), lists(bob)
        post.author = bob
        session.flush()
        right = post in lists(bob) and post not in lists(ada)
        outcome["set, the lists after the flush"] = "right" if right else "stale until expired or reloaded"
        if made.name == "unlinked":
            ada.posts.remove(post)  # the caller tidies up later
            session.flush()
            key = session.execute(text("SELECT author_id FROM posts WHERE id = 1")).scalar_one()
            outcome["the old list tidied up after the flush"] = "right" if key == 2 else f"the new key is lost: {key}"
        session.rollback()
    with Session(engine, future=True) as session:
        bob, post = session.get(made.User, 2), made.Post(id=50, title="t", body="b")
        if made.name != "unidirectional":
            bob.posts.append(post)
            outcome["a new post in a list, its author before the flush"] = "right" if post.author is bob else "none"
    engine.dispose()
    return outcome


def relations(strategy: str) -> Dict[str, bool]:
    """Whether each relation follows in both directions."""
    base = registry().generate_base()
    linked: Dict[str, Any] = {strategy: "user"}
    user = type(
        "User",
        (base,),
        {
            "__tablename__": "users",
            "id": Column(Integer, primary_key=True),
            "profile": relationship("Profile", uselist=False, **linked),
        },
    )
    of_profile = {"user": relationship("User", back_populates="profile")} if strategy == "back_populates" else {}
    profile = type(
        "Profile",
        (base,),
        {
            "__tablename__": "profiles",
            "id": Column(Integer, primary_key=True),
            "user_id": Column(ForeignKey("users.id")),
        }
        | of_profile,
    )
    identifier = Column(Integer, primary_key=True)
    of_post: Dict[str, Any] = {
        "__tablename__": "posts",
        "id": identifier,
        "parent_id": Column(ForeignKey("posts.id")),
    }
    links = Table(
        "post_tags",
        base.metadata,
        Column("post_id", ForeignKey("posts.id"), primary_key=True),
        Column("tag_id", ForeignKey("tags.id"), primary_key=True),
    )
    if strategy == "back_populates":
        of_post["replies"] = relationship("Post", back_populates="parent")
        of_post["parent"] = relationship("Post", back_populates="replies", remote_side=[identifier])
        of_post["tags"] = relationship("Tag", secondary=links, back_populates="posts")
        of_tag = {"posts": relationship("Post", secondary=links, back_populates="tags")}
    else:
        of_post["replies"] = relationship("Post", backref=backref("parent", remote_side=[identifier]))
        of_post["tags"] = relationship("Tag", secondary=links, backref="posts")
        of_tag = {}
    post = type("Post", (base,), of_post)
    tag = type("Tag", (base,), {"__tablename__": "tags", "id": Column(Integer, primary_key=True)} | of_tag)
    base.registry.configure()

    found = {}
    ada, bob, her, his = user(id=1), user(id=2), profile(id=1), profile(id=2)
    ada.profile = her
    his.user = bob
    found["one_to_one"] = her.user is ada and bob.profile is his
    parent, other, reply = post(id=1), post(id=2), post(id=3)
    parent.replies.append(reply)
    was = reply.parent is parent
    reply.parent = other
    found["self_referential"] = was and reply in other.replies and reply not in parent.replies
    one, two = tag(id=1), tag(id=2)
    parent.tags.append(one)
    two.posts.append(parent)
    found["many_to_many"] = parent in one.posts and two in parent.tags
    ada_blog = blog(strategy)
    found["one_to_many"] = all(follows(ada_blog).values())
    base.registry.dispose()
    return found


def mistakes() -> Answers:
    """When each mistake is found: declare, configure, first use, flush, or never."""
    return {name: {strategy: _when(mistake, strategy) for strategy in SHOWN} for name, mistake in _MISTAKES.items()}


def _when(mistake: Callable[[str, List[str]], bool], strategy: str) -> str:
    """The step in which an error was raised. A mistake notes its steps, and tells whether it can be made at all."""
    steps = ["declare"]
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            possible = mistake(strategy, steps)
        except Exception as error:  # whatever it raises is the finding
            return f"{steps[-1]}: {type(error).__name__}"
    return "–" if not possible else "never, but it warns when it is configured" if warned else "never"


def _pair(
    strategy: str, partner: str = "author", wrong_class: str = "Post", two_keys: bool = False, scalar: str = "author"
) -> Tuple[Any, ...]:
    base = registry().generate_base()
    of_user: Dict[str, Any] = {"__tablename__": "users", "id": Column(Integer, primary_key=True)}
    of_post: Dict[str, Any] = {
        "__tablename__": "posts",
        "id": Column(Integer, primary_key=True),
        "author_id": Column(ForeignKey("users.id")),
    }
    if two_keys:
        of_post["editor_id"] = Column(ForeignKey("users.id"))
    if strategy == "back_populates":
        of_user["posts"] = relationship(wrong_class, back_populates=partner)
        of_post["author"] = relationship("User", back_populates="posts")
    elif strategy == "backref":
        of_user["posts"] = relationship(wrong_class, backref=partner)
    elif strategy == "unidirectional":
        of_post[scalar] = relationship("User" if wrong_class == "Post" else wrong_class)
    else:
        of_user["posts"] = relationship(wrong_class)
        of_post[scalar] = relationship("User")
    user, post = type("User", (base,), of_user), type("Post", (base,), of_post)
    other = type("Tag", (base,), {"__tablename__": "tags", "id": Column(Integer, primary_key=True)})
    return base, user, post, other


def _misspelt(strategy: str, steps: List[str]) -> bool:
    if strategy in ("unidirectional", "unlinked"):
        return False
    base, user, post, _ = _pair(strategy, partner="autor")
    steps.append("configure")
    base.registry.configure()
    steps.append("first use")
    ada, written = user(id=1), post(id=1)
    ada.posts.append(written)
    return bool(written.author)


def _one_side_does_not_name_the_other(strategy: str, steps: List[str]) -> bool:
    if strategy not in ("back_populates", "unlinked"):
        return False
    base = registry().generate_base()
    key = Column(ForeignKey("users.id"))
    named = {"back_populates": "author"} if strategy == "back_populates" else {}
    user = type(
        "User",
        (base,),
        {"__tablename__": "users", "id": Column(Integer, primary_key=True), "posts": relationship("Post", **named)},
    )
    post = type(
        "Post",
        (base,),
        {
            "__tablename__": "posts",
            "id": Column(Integer, primary_key=True),
            "author_id": key,
            "author": relationship("User"),
        },
    )
    steps.append("configure")
    base.registry.configure()
    steps.append("first use")
    post(id=1).author = user(id=1)
    return True


def _wrong_class(strategy: str, steps: List[str]) -> bool:
    base, *_ = _pair(strategy, wrong_class="Tag")
    steps.append("configure")
    base.registry.configure()
    return True


def _two_keys(strategy: str, steps: List[str]) -> bool:
    base, *_ = _pair(strategy, two_keys=True)
    steps.append("configure")
    base.registry.configure()
    return True


def _object_of_a_wrong_class(strategy: str, steps: List[str]) -> bool:
    base, user, post, other = _pair(strategy)
    base.registry.configure()
    engine = create_engine("sqlite://", future=True)
    try:
        base.metadata.create_all(engine)
        with Session(engine, future=True) as session:
            steps.append("first use")
            if strategy == "unidirectional":
                written = post(id=1)
                written.author = other(id=1)
                session.add(written)
            else:
                ada = user(id=1)
                ada.posts.append(other(id=1))
                session.add(ada)
            steps.append("flush")
            session.flush()
    finally:
        engine.dispose()
    return True


def _not_kept_in_step(strategy: str, steps: List[str]) -> bool:
    return strategy in ("unidirectional", "unlinked")  # `forgotten` shows what follows; nothing is raised


def _renamed(strategy: str, steps: List[str]) -> bool:
    """The partner is called writer now; the caller, and the other side's declaration, still say author."""
    steps.append("configure")
    if strategy == "back_populates":
        return _misspelt(strategy, steps)
    base, _, post, _ = _pair(strategy, partner="writer", scalar="writer")
    base.registry.configure()
    steps.append("first use")
    return post(id=1).author is None


_MISTAKES: Dict[str, Callable[[str, List[str]], bool]] = {
    "the partner's name is misspelt": _misspelt,
    "one side does not name the other": _one_side_does_not_name_the_other,
    "the relationship goes to a wrong class": _wrong_class,
    "an object of a wrong class is given": _object_of_a_wrong_class,
    "two foreign keys, and no choice": _two_keys,
    "a side is not kept in step by the caller": _not_kept_in_step,
    "a member is renamed, its uses are not": _renamed,
}
