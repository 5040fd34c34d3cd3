"""Decide: what the page's form predicts from, and how good such sums are."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from reports.judgement.decide import decide, median_error, predictions
from reports.judgement.verdicts import Judgement


def content(judgement: Judgement) -> dict[str, Any]:
    predicted = predictions(judgement)
    decided = decide(judgement, predicted)
    return {
        "decide": decided,
        "decide_json": Markup(json.dumps(decided.data).replace("<", "\\u003c")) if decided else "",
        "predictions": predicted,
        "error": median_error(predicted),
    }
