"""Pony: Set("Post") and Optional("User"), which it pairs by their types; reverse= where there are several."""

import moves
import pony
from pony.orm import Database, Optional, PrimaryKey, Required, Set, db_session, flush, rollback

database = Database("sqlite", ":memory:")


class User(database.Entity):
    _table_ = "users"
    id = PrimaryKey(int)
    name = Required(str)
    posts = Set("Post")


class Post(database.Entity):
    _table_ = "posts"
    id = PrimaryKey(int)
    title = Required(str)
    author = Optional(User, column="author_id")


database.generate_mapping(create_tables=True)


class Blog:
    def __init__(self):
        rollback()
        self.ann, self.bob = User(id=1, name="ann"), User(id=2, name="bob")
        self.posts = {i: Post(id=i, title=str(i), author=self.bob if i == 20 else self.ann) for i in (10, 11, 20)}
        flush()

    def author(self, post):
        return post.author and post.author.name

    def titles(self, user):
        return sorted(post.title for post in user.posts)

    def make(self, author=None):
        return Post(id=30, title="30", author=author)

    def append(self, user, post):
        user.posts.add(post)

    def set_author(self, post, user):
        post.author = user

    def remove(self, user, post):
        user.posts.remove(post)

    def delete(self, user):
        user.delete()

    def save(self, post):
        flush()

    def rows(self):
        return database.execute(moves.ROWS).fetchall()


with db_session:
    moves.play(Blog, pony.__version__)
