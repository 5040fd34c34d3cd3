"""SQLAlchemy: relationship(back_populates=…), and backref alike."""

import moves
import sqlalchemy
from sqlalchemy import Column, ForeignKey, Integer, Text, create_engine, text
from sqlalchemy.orm import Session, declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(Text)
    posts = relationship("Post", back_populates="author", order_by="Post.id")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    title = Column(Text)
    author_id = Column(ForeignKey("users.id"))
    author = relationship("User", back_populates="posts")


class Blog:
    def __init__(self):
        self.engine = create_engine("sqlite://")
        Base.metadata.create_all(self.engine)
        self.session = session = Session(self.engine, expire_on_commit=False)
        self.ann, self.bob = User(id=1, name="ann"), User(id=2, name="bob")
        owners = {10: self.ann, 11: self.ann, 20: self.bob}
        self.posts = {id_: Post(id=id_, title=str(id_), author=owner) for id_, owner in owners.items()}
        session.add_all([self.ann, self.bob, *self.posts.values()])
        session.commit()
        self.new = None

    def author(self, post):
        return post.author and post.author.name

    def titles(self, user):
        return [post.title for post in user.posts]

    def make(self, author=None):
        return Post(id=30, title="30", author=author) if author else Post(id=30, title="30")

    def append(self, user, post):
        user.posts.append(post)

    def set_author(self, post, user):
        post.author = user

    def remove(self, user, post):
        user.posts.remove(post)

    def delete(self, user):
        self.session.delete(user)

    def save(self, post):
        self.session.add(post)
        self.session.flush()

    def rows(self):
        return self.session.execute(text(moves.ROWS)).all()


moves.play(Blog, sqlalchemy.__version__)
