"""What the page says of limits: the tally and the worst misses first, then every value."""

from __future__ import annotations

from typing import Any

from reports.judgement.limits import MISSED, REACHED, VERDICTS, Standing, standings, worst
from reports.judgement.verdicts import Judgement
from vocabulary.metrics import plural

PRESET = "limits"


def content(judgement: Judgement) -> dict[str, Any]:
    found = of_preset(judgement)
    return {
        "standings": found,
        "tally": tally(found),
        "worst_misses": worst(found),
        "is_about_limits": bool(found),
        "limits_headline": _headline(found),
    }


def of_preset(judgement: Judgement) -> list[Standing]:
    """Other runs have other data than limits are set for: they say nothing of them."""
    return standings(judgement) if judgement.run.plan.preset == PRESET else []


def tally(found: list[Standing]) -> str:
    """`31 limits: 20 reached, 4 missed, 7 inconclusive, 0 other statements.`"""
    counts = {verdict: sum(one.verdict == verdict for one in found) for verdict in VERDICTS}
    return f"{plural(len(found), 'limit')}: {', '.join(f'{count} {verdict}' for verdict, count in counts.items())}."


def _headline(found: list[Standing]) -> str:
    missed, reached = (sum(one.verdict == verdict for one in found) for verdict in (MISSED, REACHED))
    if missed:
        return f"{plural(missed, 'limit')} of {len(found)} missed."
    return f"No limit missed; {reached} of {len(found)} reached."
