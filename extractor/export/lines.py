"""Claim and article -> one line of JSON: the fields that `extract` prints, then what an export adds to them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import IO, Any

from extractor import display
from extractor.models import Claim
from extractor.output import escaped
from extractor.store import Reader, Story

FIELDS = (
    "doc", "start", "end", "surface", "value", "value_text", "low", "high", "decimals", "unit", "comparator", "measure",
    "direction", "qualifier", "subject", "subject_ids", "scope", "period", "as_of", "modality", "attributed_to", "cue",
    "sentence", "rule", "confidence",
)  # fmt: skip
"""The order in which `extract` prints a claim; it is part of the public surface."""
MORE = (
    "id", "value_display", "low_text", "high_text", "hedge", "of", "step", "counterpart_ids", "scope_ids",
    "period_start", "period_end", "sentence_start", "verdict", "article_id", "title", "source", "published", "url",
    "language", "origin_id",
)  # fmt: skip
"""What an export adds, in its order."""


def write(store: Reader, file: IO[bytes]) -> int:
    """All claims as JSON Lines; how many they are."""
    count = 0
    for story in store.stories():
        for claim in story.claims:
            count += 1
            file.write(f"{dumped(exported(story, claim))}\n".encode())
    return count


def dumped(row: dict[str, Any]) -> str:
    """One line of JSON, in which no character acts on a terminal."""
    return escaped(json.dumps(row, ensure_ascii=False))


def plain(doc: str, claim: Claim) -> dict[str, Any]:
    """A claim of the article at a path, as `extract` prints it."""
    fields = _fields(claim) | {"doc": doc}
    return {name: fields[name] for name in FIELDS}


def exported(story: Story, claim: Claim) -> dict[str, Any]:
    """A claim with what the database and the article add to it."""
    article = story.article
    start, end = story.days[claim.id]
    fields = _fields(claim) | {
        "doc": article.path, "value_display": display.claim(claim), "period_start": start, "period_end": end,
        "verdict": story.verdicts.get(claim.id), "title": article.title, "source": article.source,
        "published": article.published, "url": article.url, "language": article.language, "origin_id": story.origin_id,
    }  # fmt: skip
    return {name: fields[name] for name in (*FIELDS, *MORE)}


def _fields(claim: Claim) -> dict[str, Any]:
    given = {name: getattr(claim, name) for name in ("value", "low", "high")}
    floats = {name: None if number is None else float(number) for name, number in given.items()}
    return claim.model_dump() | floats | {f"{name}_text": _text(number) for name, number in given.items()}


def _text(number: Decimal | None) -> str | None:
    return None if number is None else display.plain(number)
