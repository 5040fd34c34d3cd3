from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from .base import Base

order_marks = sa.Table(
    "order_marks",
    Base.metadata,
    sa.Column("order_id", sa.ForeignKey("orders.id"), primary_key=True),
    sa.Column("mark_id", sa.ForeignKey("marks.id"), primary_key=True),
)


class Dated:
    @orm.declared_attr
    def maker(cls) -> "orm.Mapped[Any]":
        return orm.relationship("Customer", backref="orders_made", viewonly=True)


class Order(Base, Dated):
    __tablename__ = "orders"
    id = sa.Column(sa.Integer, primary_key=True)
    customer_id = sa.Column(sa.ForeignKey("customers.id"), nullable=False)
    customer = orm.relationship("Customer", backref=orm.backref("orders", cascade="all, delete-orphan"))
    marks = orm.relationship("Mark", secondary=order_marks, backref="orders")
