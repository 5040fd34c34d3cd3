"""Rendering: the templates, each compiled once a process, with the filters that all of them use."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from reports.output.marking import coder, markdown
from vocabulary.metrics import duration, number, percent, per_item, plural, times

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, strategies: Iterable[str], **content: Any) -> str:
    """`strategies` are the names that `| coded` sets as code. Text is escaped in HTML, and there alone."""
    is_html = ".html" in template
    return _environment(is_html).get_template(template).render(coder=coder(strategies, is_html), **content)


@cache
def _environment(is_html: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=is_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "duration": duration,
        "number": number,
        "percent": percent,
        "times": times,
        "plain": "{:.6g}".format,
        "md": markdown,
        "exp": math.exp,
        "coded": _coded,
        "of_item": lambda cost, metric: per_item(cost.per_iteration(metric), cost.items),
    }
    environment.globals |= {"plural": plural}
    return environment


@pass_context
def _coded(context: Context, value: object) -> str:
    coded: str = context["coder"](value)
    return coded
