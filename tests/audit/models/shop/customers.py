"""Knows nothing of orders."""

from sqlalchemy import Column, Integer

from .base import Base


class Customer(Base):
    __tablename__ = "customers"
    id = Column(Integer, primary_key=True)


class Mark(Base):
    __tablename__ = "marks"
    id = Column(Integer, primary_key=True)
