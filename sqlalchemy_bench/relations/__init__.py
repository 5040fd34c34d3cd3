"""The relations beside one-to-many: a load, a change from each side and a flush each, on the strategies that map two
sides or leave one to the caller."""

from __future__ import annotations

from sqlalchemy_bench.relations import many_to_many, one_to_one, self_referential

WORKLOADS = (*one_to_one.WORKLOADS, *self_referential.WORKLOADS, *many_to_many.WORKLOADS)
