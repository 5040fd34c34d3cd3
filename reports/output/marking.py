"""Marking: names of strategies inside sentences, set as code on the page and in Markdown; all other text stays text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from markupsafe import Markup, escape

from vocabulary.cells import AA_COPY, BASELINE, HAND_WRITTEN

KNOWN = (BASELINE, AA_COPY, HAND_WRITTEN, "backref", "unidirectional", "one_sided", "unlinked", "sync_at_flush")


def markdown(value: object) -> str:
    """Text that stays text in Markdown, also in a table."""
    text = str(value).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for mark in "|*`[]":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", " ")


def coder(names: Iterable[str], is_html: bool) -> Callable[[object], str]:
    """A filter that sets each of these names as code."""
    known = sorted({*KNOWN, *names}, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w/])({'|'.join(map(re.escape, known))})(?![\w/])")

    def coded(value: object) -> str:
        parts = pattern.split(str(value))
        if is_html:
            code = Markup("<code>{}</code>")
            return Markup("").join(code.format(part) if i % 2 else escape(part) for i, part in enumerate(parts))
        return "".join(f"`{p}`" if i % 2 else markdown(p) for i, p in enumerate(parts))

    return coded
