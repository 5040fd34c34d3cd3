"""The strategies: what each declares and what its caller writes, before any number uses its name."""

from __future__ import annotations

from typing import Any

from reports.judgement.verdicts import Judgement
from reports.words.variants import MAIN, is_variant
from vocabulary.cells import AA_COPY, is_hand_written


def content(judgement: Judgement) -> dict[str, Any]:
    """`cards` are those between which a reader chooses; `variants` differ from one of them in one respect."""
    run = judgement.run
    declared = {one.strategy: one for one in run.evidence.declarations} if run.evidence else {}
    names = list(dict.fromkeys([*(s for s in MAIN if s in declared), *run.plan.strategies]))
    cards = [_card(judgement, name) | {"declared": declared.get(name)} for name in names if name in MAIN]
    others = [name for name in names if is_variant(name) and name != AA_COPY and not is_hand_written(name)]
    variants = [_card(judgement, name) for name in others]
    return {"cards": cards, "variants": variants}


def _card(judgement: Judgement, strategy: str) -> dict[str, Any]:
    said = {
        what: judgement.run.context.get(f"strategy.{strategy}.{what}", "")
        for what in ("declares", "in_step", "caller_writes")
    }
    return {"strategy": strategy, "is_measured": strategy in judgement.run.plan.strategies, **said}
