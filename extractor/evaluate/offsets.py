"""A folder with `texts/`, `gold/NAME.json` and `relations.json` -> gold whose claims are placed by offset, with quotes.

`gold/NAME.json` has the key `claims` (others are passed over); a claim has the fields of `GoldClaim`, and in place of a
quote `start` and `end`, in characters of `texts/NAME.txt` (`.md`, `.html`). Its quote becomes the fewest words around
the number that stand in the text once; a number that no such words tell apart keeps a quote that stands there twice.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ConfigDict, ValidationError

from extractor.errors import ExtractorError
from extractor.evaluate.corpus import GoldClaim, GoldDocument, Letters, letters_of
from extractor.models import Record

_SUFFIXES = (".txt", ".md", ".html", ".htm")
_STEP, _WIDEST = 4, 400
"""Characters by which a quote grows on either side, and the most of one side."""


class _Document(Record):
    model_config = ConfigDict(extra="ignore")

    claims: tuple[dict[str, Any], ...]


def documents(corpus: Path) -> dict[str, GoldDocument]:
    """The gold of each text by NAME; empty where the folder has none of this form. Raises ExtractorError."""
    paths = sorted((corpus / "gold").glob("*.json")) if (corpus / "texts").is_dir() else []
    return {path.stem: _document(corpus, path) for path in paths}


def _document(corpus: Path, path: Path) -> GoldDocument:
    options = [corpus / "texts" / f"{path.stem}{suffix}" for suffix in _SUFFIXES]
    article = next((option for option in options if option.is_file()), None)
    if article is None:
        raise ExtractorError(f"{path}: no article; put it at {options[0]}")
    text = article.read_bytes().decode("utf-8")
    try:
        read = _Document.model_validate_json(path.read_bytes())
        claims = tuple(_quoted(text, dict(fields)) for fields in read.claims)
    except (ValidationError, KeyError) as error:
        raise ExtractorError(f"{path}: {str(error).splitlines()[0]}") from error
    return GoldDocument(doc=f"texts/{article.name}", claims=claims)


def _quoted(text: str, fields: dict[str, Any]) -> GoldClaim:
    start, end = int(fields.pop("start")), int(fields.pop("end"))
    return GoldClaim.model_validate({**fields, "surface": text[start:end], "quote": _quote(text, start, end)})


def _quote(text: str, start: int, end: int) -> str:
    """Words around a place that stand nowhere else, with the surface in them once."""
    surface, letters = text[start:end], Letters.of(text).letters
    low, high = start, end
    for _ in range(_WIDEST // _STEP):
        if letters.count(letters_of(text[low:high])) == 1:
            break
        wider = max(0, low - _STEP), min(len(text), high + _STEP)
        low = wider[0] if text.count(surface, wider[0], high) == 1 else low
        high = wider[1] if text.count(surface, low, wider[1]) == 1 else high
    return text[low:high]
