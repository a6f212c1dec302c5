"""Nothing -> the columns of a table of claims, in the order in which a reader wants them, with type and meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from extractor.export import lines
from extractor.store import Reader, schema

Kind = Literal["text", "texts", "whole", "real", "decimal", "date"]
"""`texts` is a list of texts, `decimal` a text that is an exact plain decimal."""


@dataclass(frozen=True)
class Column:
    """One column."""

    name: str
    kind: Kind
    doc: str


_KINDS: dict[str, Kind] = {
    "value": "real", "low": "real", "high": "real", "confidence": "real",
    "value_text": "decimal", "low_text": "decimal", "high_text": "decimal",
    "start": "whole", "end": "whole", "decimals": "whole", "sentence_start": "whole",
    "subject": "texts", "subject_ids": "texts", "scope": "texts", "scope_ids": "texts", "counterpart_ids": "texts",
    "published": "date", "period_start": "date", "period_end": "date",
}  # fmt: skip
_ORDER = (
    "subject", "measure", "value_display", "value", "unit", "period", "scope", "verdict", "sentence", "source", "title",
    "url", "published", "modality", "attributed_to",
)  # fmt: skip
_OWN = {
    "id": "Claim: derives from article, text, place, measure and ordinal",
    "doc": "Path of the article, relative to the root that was given",
    "subject": "What the number is about",
    "subject_ids": "The same as ids, kind and slug: model:minimax-m2.5",
    "scope": "Platform, provider, market or benchmark within which it holds",
    "scope_ids": "The same as ids",
    "counterpart_ids": "What the subject is compared with, as ids",
    "verdict": "Worst verdict of the checks that use it and that nobody has dismissed",
    "published": "Date of the article",
    "url": "Address of the article",
}


def _all() -> Iterator[Column]:
    said = {column.name: column.doc for table in (schema.ARTICLES, schema.CLAIMS) for column in table.columns}
    rest = [name for name in (*lines.FIELDS, *lines.MORE) if name not in _ORDER]
    for name in (*_ORDER, *rest):
        yield Column(name, _KINDS.get(name, "text"), _OWN.get(name) or said[name])


COLUMNS: tuple[Column, ...] = tuple(_all())


def rows(store: Reader) -> Iterator[dict[str, Any]]:
    """Every claim as a row of these columns, with dates as `date`; a date that is none is left out."""
    dates = [column.name for column in COLUMNS if column.kind == "date"]
    for story in store.stories():
        for claim in story.claims:
            row = lines.exported(story, claim)
            yield row | {name: _date(row[name]) for name in dates}


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
