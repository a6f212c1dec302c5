"""A value in a table of ours -> how a reader sees it: ids as links, verdicts as badges, times and measures in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from datasette.utils import tilde_encode
from markupsafe import Markup

from extractor import display
from extractor.report import render

_ROWS = {
    "claim_id": "claims",
    "other_claim_id": "claims",
    "article_id": "articles",
    "check_id": "checks",
    "entity_id": "entities",
    "subject_id": "entities",
    "lab_id": "entities",
}
_ID = re.compile(r"[0-9a-f]{16}|[a-z]+:[\w.+-]+")
_LINKED = {
    "value_display": ("claim_id", "claims"),
    "price": ("claim_id", "claims"),
    "first_value": ("claim_id", "claims"),
    "second_value": ("other_claim_id", "claims"),
    "subject": ("subject_id", "entities"),
    "name": ("entity_id", "entities"),
    "lab": ("lab_id", "entities"),
    "article": ("article_id", "articles"),
    "source": ("article_id", "articles"),
    "title": ("check_id", "checks"),
}
"""Columns that lead where an id of the same row leads."""
_WORDS = frozenset({"measure", "kind", "of", "role"})
_TIMES = frozenset({"period", "latest_period", "first_period", "second_period"})

_OF_CHECKS = frozenset({
    "check_id", "severity", "formula", "stated_low", "stated_high", "derived_low", "derived_high", "unit",
    "flips_headline", "latest_run", "rank", "claims", "dismissed",
})  # fmt: skip
FOLDED: dict[str, frozenset[str]] = {
    "claims_readable": frozenset({
        "article", "modality", "attributed_to", "value", "unit", "claim_id", "article_id", "subject_id", "fts_row",
    }),
    "entity_claims": frozenset({
        "entity_id", "value", "unit", "day", "modality", "published", "article", "claim_id", "article_id", "of",
    }),
    "entity_overview": frozenset({"entity_id", "lab_id", "members"}),
    "claims_by_subject": frozenset({"unit", "lowest", "highest"}),
    "article_overview": frozenset({"article_id", "url", "origin_id", "run_id", "characters", "path"}),
    "checks_readable": _OF_CHECKS,
    "disagreements": _OF_CHECKS,
    "agreements": _OF_CHECKS,
    "derived_facts": _OF_CHECKS,
}  # fmt: skip
"""Columns that a page leaves out until they are asked for: what they lead to is behind another column."""
OF_ANSWERS = frozenset({"value", "unit", "claim_id", "other_claim_id", "article_id", "check_id", "flips_headline"})
"""The same for answers to ready questions; JSON and CSV have them all."""
HEADS = {"value_display": "value", "fts_row": "row", "subject_id": "entity"}


def cell(base: str, row: Any, value: object, column: str) -> Markup | None:
    """The cell as it is shown, or None where Datasette's own way will do; `base` is the address of the database."""
    if not isinstance(value, str) or not value:
        return None
    fields = dict(row) if isinstance(row, Mapping) or hasattr(row, "keys") else {}
    if column == "verdict":
        return _verdict(value)
    if column in _TIMES:
        return Markup("{}").format(display.period(value))
    if column in _WORDS:
        return Markup("{}").format(value.replace("_", " "))
    if column == "statements":
        return Markup("<br>").join(value.split("\n"))
    if column in _ROWS and _ID.fullmatch(value):
        return _link(base, _ROWS[column], value, value if ":" in value else value[:8])
    key, target = _LINKED.get(column, ("", ""))
    if not fields.get(key):
        return None
    linked = _link(base, target, str(fields[key]), value)
    said = fields.get("modality")
    return linked + _said(said) if column == "value_display" and said not in (None, "asserted") else linked


def facet(column: str, label: object) -> str:
    """A value of a facet in words."""
    words = str(label) if label not in (None, "") else "none"
    if column == "verdict":
        return render.VERDICT_WORDS.get(words, words)
    return words.replace("_", " ") if column in _WORDS else words


def _verdict(value: str) -> Markup | None:
    words = render.VERDICT_WORDS.get(value)
    return Markup('<span class="badge v-{}">{}</span>').format(value, words) if words else Markup("{}").format("–")


def _said(modality: object) -> Markup:
    return Markup(' <span class="badge">{}</span>').format(modality)


def _link(base: str, table: str, row_id: str, words: str) -> Markup:
    return Markup('<a href="{}/{}/{}">{}</a>').format(base, table, tilde_encode(row_id), words)
