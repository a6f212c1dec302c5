"""Extraction -> JSON lines: one claim, or one number that became none, as `extract` prints it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from extractor import display
from extractor.models import Claim, Extraction, Skip
from extractor.output import escaped

_FIELDS = (
    "doc", "start", "end", "surface", "value", "value_text", "low", "high", "decimals", "unit", "comparator", "measure",
    "direction", "qualifier", "subject", "subject_ids", "scope", "period", "as_of", "modality", "attributed_to", "cue",
    "sentence", "rule", "confidence",
)  # fmt: skip
"""The order in which a claim is printed; it is part of the public surface."""


def lines(extraction: Extraction, explain: bool = False) -> Iterator[str]:
    """The claims of an article in the order of its text; with `explain` the numbers without a claim between them."""
    found: list[Claim | Skip] = [*extraction.claims, *(extraction.skipped if explain else ())]
    for each in sorted(found, key=lambda one: (one.start, one.end)):
        plain = {"doc": extraction.article.path} | (_plain(each) if isinstance(each, Claim) else each.model_dump())
        order = _FIELDS if isinstance(each, Claim) else plain
        yield escaped(json.dumps({name: plain[name] for name in order}, ensure_ascii=False))


def _plain(claim: Claim) -> dict[str, Any]:
    exact = None if claim.value is None else display.plain(claim.value)
    floats = {name: _float(getattr(claim, name)) for name in ("value", "low", "high")}
    return claim.model_dump() | floats | {"value_text": exact}


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
