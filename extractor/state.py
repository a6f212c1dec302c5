"""spaCy Doc <-> the records that the stages leave on it, kept as plain data so that a Doc can be saved and sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from spacy.tokens import Doc, Span, SpanGroup
from spacy.vocab import Vocab

from extractor.models import Record

KEY = "extractor"
Plain = list[dict[str, Any]]
R = TypeVar("R", bound=Record)
_TEXTS: WeakKeyDictionary[Doc, str] = WeakKeyDictionary()
_RECORDS: WeakKeyDictionary[Doc, dict[str, tuple[Plain, tuple[Record, ...]]]] = WeakKeyDictionary()
"""What was put on a Doc in this process, beside the plain data made of it: later stages need not read that again."""


def text(doc: Doc) -> str:
    """`doc.text`, put together once for all stages: spaCy does it anew at each call, token by token."""
    found = _TEXTS.get(doc)
    if found is None:
        found = _TEXTS[doc] = doc.text
    return found


def bare(vocab: Vocab, text: str) -> Doc:
    """A Doc that carries a text and records but no tokens: stages read the text itself, which is much quicker.

    It gets no spans and cannot be saved; `nlp(text)` gives a Doc that can.
    """
    doc = Doc(vocab)
    _TEXTS[doc] = text
    return doc


def put(doc: Doc, name: str, records: Sequence[Record]) -> None:
    """Leave records on a Doc under a name, as JSON-like dicts."""
    kept = len(doc) > 0  # a bare Doc is never saved
    plain = [record.model_dump(mode="json", exclude_defaults=True) for record in records] if kept else []
    doc.user_data.setdefault(KEY, {})[name] = plain
    _RECORDS.setdefault(doc, {})[name] = plain, tuple(records)


def has(doc: Doc, name: str) -> bool:
    """Whether a stage left something under this name."""
    return name in doc.user_data.get(KEY, {})


def get(doc: Doc, name: str, model: type[R]) -> list[R]:
    """The records that a stage left on a Doc; empty where it did not run."""
    plain: Plain = doc.user_data.get(KEY, {}).get(name, [])
    source, records = _RECORDS.get(doc, {}).get(name, (None, ()))
    if source is plain:
        return [record for record in records if isinstance(record, model)]
    return [model.model_validate(each) for each in plain]


def set_spans(doc: Doc, group: str, found: Sequence[tuple[int, int, str, str]]) -> None:
    """Put (start, end, label, kb_id) in characters into `doc.spans[group]`; the i-th span carries the id `i`.

    A host pipeline may cut tokens more coarsely than we do: spans grow to whole tokens, the records stay exact.
    """
    spans: list[Span] = []
    for position, (start, end, label, kb_id) in enumerate(found if len(doc) else ()):
        span = doc.char_span(start, end, label=label, kb_id=kb_id, alignment_mode="expand")
        if span is not None:
            span.id_ = str(position)
            spans.append(span)
    doc.spans[group] = SpanGroup(doc, name=group, spans=spans)


def record_of(span: Span, name: str, model: type[R]) -> R | None:
    """The record behind a span made by `set_spans`, for attribute getters."""
    plain: Plain = span.doc.user_data.get(KEY, {}).get(name, [])
    return model.model_validate(plain[int(span.id_)]) if span.id_.isdigit() and int(span.id_) < len(plain) else None
