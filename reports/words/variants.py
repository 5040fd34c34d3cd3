"""Which strategies a reader chooses between; all others are variants that tell causes apart, and stand folded away."""

from __future__ import annotations

MAIN = ("back_populates", "backref", "unidirectional", "one_sided", "sync_at_flush", "unlinked", "hand_written")


def is_variant(strategy: str) -> bool:
    return strategy not in MAIN
