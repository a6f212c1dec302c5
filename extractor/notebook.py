"""Doc -> its text with claims and names marked, as displaCy draws entities, for a notebook or a page.

All words are escaped, also those of labels, which displaCy takes as they are; and dollars stay dollars where a notebook
would set what stands between two of them as a formula.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from spacy import displacy
from spacy.tokens import Doc

from extractor import display
from extractor.errors import ExtractorError
from extractor.models import Claim
from extractor.output import visible

_CLAIM, _UNSURE, _NAME = "#ffe08a", "#ffd0b0", "#d3e4fd"
"""Behind a claim, behind one that its article does not assert, behind a name."""
_PLAIN = "tex2jax_ignore mathjax_ignore"


@dataclass(frozen=True)
class Rendered:
    """Markup that a notebook shows by itself; `str` gives it for other uses."""

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.html


def render(doc: Doc, names: bool = True) -> Rendered:
    """The text of a Doc of our pipeline with its claims marked, each with measure, value and subject; and its names.

    Raises ExtractorError for a Doc of another pipeline.
    """
    if not Doc.has_extension("claims") or "entities" not in doc.spans:
        raise ExtractorError("render: the Doc has no claims; make it with extractor.load()")
    marks = sorted([*_claims(doc), *(_names(doc) if names else ())], key=lambda mark: (mark["start"], mark["rank"]))
    shown: list[dict[str, Any]] = []
    for mark in sorted(marks, key=lambda mark: mark["rank"]):
        if all(mark["end"] <= other["start"] or other["end"] <= mark["start"] for other in shown):
            shown.append(mark)
    ents = sorted(shown, key=lambda mark: mark["start"])
    drawn = displacy.render(
        {"text": _readable(doc.text), "ents": ents, "title": None}, style="ent", manual=True, jupyter=False
    )
    return Rendered(f'<div class="{_PLAIN}">{drawn}</div>')


def _readable(text: str) -> str:
    """The text with a sign for each character that acts, one for one, so that places stay."""
    return "".join(visible(letter) for letter in text)


def _claims(doc: Doc) -> Iterator[dict[str, Any]]:
    """One mark for each place that claims are made at; one number may be several claims."""
    for (start, end), group in groupby(doc._.claims, key=lambda claim: (claim.start, claim.end)):
        claims = list(group)
        sure = any(claim.modality == "asserted" for claim in claims)
        yield _mark(start, end, " / ".join(map(_told, claims)), _CLAIM if sure else _UNSURE, 0)


def _told(claim: Claim) -> str:
    what = claim.measure.replace("_", " ")
    said = f", {claim.modality}" if claim.modality != "asserted" else ""
    return f"{what} {display.claim(claim)}{f' · {chr(44).join(claim.subject)}' if claim.subject else ''}{said}"


def _names(doc: Doc) -> Iterator[dict[str, Any]]:
    for span in doc.spans["entities"]:
        yield _mark(span.start_char, span.end_char, span.kb_id_, _NAME, 1)


def _mark(start: int, end: int, label: str, colour: str, rank: int) -> dict[str, Any]:
    safe = html.escape(visible(label))
    return {"start": start, "end": end, "label": safe, "params": {"bg": colour}, "rank": rank}
