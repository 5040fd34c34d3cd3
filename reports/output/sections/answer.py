"""The answer: what stands on the first screen, with everything that a reader must know before believing it."""

from __future__ import annotations

from typing import Any

from reports.judgement.attribution import open_questions
from reports.judgement.doubts import doubts
from reports.judgement.verdicts import Judgement
from reports.words.answer import headline
from reports.words.labels import what_was_measured
from reports.words.situations import situations


def content(judgement: Judgement) -> dict[str, Any]:
    return {
        "measured": what_was_measured(judgement),
        "headline": headline(judgement),
        "situations": situations(judgement),
        "doubts": doubts(judgement),
        "open_questions": open_questions(judgement),
    }
