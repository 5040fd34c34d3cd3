"""The strategies on SQLAlchemy, one file each, as strategies/ has them for the C++ mapper."""

from __future__ import annotations

from typing import Dict, Tuple, Type

from sqlalchemy_bench.strategies.back_populates import BackPopulates, BackPopulatesAa
from sqlalchemy_bench.strategies.backref import Backref, BackrefScalar
from sqlalchemy_bench.strategies.blog import Blog
from sqlalchemy_bench.strategies.one_sided import OneSided
from sqlalchemy_bench.strategies.unidirectional import Unidirectional
from sqlalchemy_bench.strategies.unlinked import Unlinked

HAND_WRITTEN = "hand_written"
MAPPED: Dict[str, Type[Blog]] = {
    one.name: one
    for one in (BackPopulates, BackPopulatesAa, Backref, BackrefScalar, Unidirectional, OneSided, Unlinked)
}
STRATEGIES: Tuple[str, ...] = (*MAPPED, HAND_WRITTEN)
