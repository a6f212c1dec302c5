"""A corpus -> a copy in which results of right arithmetic were falsified, with the gold that knows it."""

from __future__ import annotations

import bisect
import json
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from extractor.evaluate.corpus import Gold, GoldClaim, GoldDocument, Letters, Relation, gold, letters_of

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
MARKUP = re.compile(r"<[^<>]*>|&#?\w+;")


class _Fault(NamedTuple):
    """One digit of one article's file, replaced."""

    name: str
    place: int
    digit: str
    relation: Relation


def plant(corpus: Path, into: Path) -> int:
    """Write a falsified copy of a corpus into a folder; returns the number of faults.

    For each relation of the gold that is `consistent`, has a formula and shares no claim with one taken before, the
    first digit of its result is replaced (by three more, cyclically: no rounding bridges that). The copy's relations
    are these faults alone, so that the recall of relations in its report is the share of planted faults found. Its
    precision says nothing: a falsified figure contradicts its own copies, and a corpus may hold faults of its own.
    Raises ExtractorError where the gold cannot be read.
    """
    truth = gold(corpus)
    faults = list(_faults(corpus, truth))
    shutil.copytree(corpus, into, dirs_exist_ok=True, ignore=shutil.ignore_patterns("floor.json"))
    for name, document in truth.docs.items():
        here = [fault for fault in faults if fault.name == name]
        text = list(_file_text(corpus, document))
        for fault in here:
            text[fault.place] = fault.digit
        (into / document.doc).write_text("".join(text), encoding="utf-8", newline="")
        planted = _planted_gold(document, _visible(corpus, document), here)
        (into / f"{name}.gold.json").write_text(planted.model_dump_json(), encoding="utf-8")
    relations = [fault.relation.model_dump(mode="json") for fault in faults]
    (into / "relations.json").write_text(json.dumps(relations), encoding="utf-8")
    return len(faults)


def _file_text(corpus: Path, document: GoldDocument) -> str:
    return (corpus / document.doc).read_bytes().decode("utf-8")


def _visible(corpus: Path, document: GoldDocument) -> Letters:
    """The file's text, places unchanged, with blanks where HTML has its markup."""
    text = _file_text(corpus, document)
    if document.doc.endswith((".html", ".htm")):
        text = MARKUP.sub(lambda found: " " * len(found.group()), text)
    return Letters.of(text)


def _faults(corpus: Path, truth: Gold) -> Iterator[_Fault]:
    taken: set[str] = set()
    for relation in truth.relations:
        reference = _result(relation)
        if reference is None or taken & set(relation.claims):
            continue
        name = reference.rpartition("#")[0]
        digit = _first_digit(_visible(corpus, truth.docs[name]), truth.claim(reference))
        if digit is not None:
            taken |= set(relation.claims)
            place, old = digit
            falsified = relation.model_copy(update={"verdict": "inconsistent", "accept": ()})
            yield _Fault(name, place, str((int(old) + 2) % 9 + 1), falsified)


def _result(relation: Relation) -> str | None:
    """The claim that stands alone on the right of the formula."""
    alone = re.search(r"[^<>]=\s*([a-z])$", relation.formula or "")
    if relation.verdict != "consistent" or alone is None:
        return None
    return relation.claims[ord(alone.group(1)) - ord("a")]


def _first_digit(visible: Letters, claim: GoldClaim) -> tuple[int, str] | None:
    """Place and value of the first digit but zero; None where the number is in words or its place not certain."""
    spans = visible.spans(claim)
    if len(spans) != 1 or claim.value is None or NUMBER.search(claim.surface) is None:
        return None
    found = re.compile("[1-9]").search(visible.text, *spans[0])
    return (found.start(), found.group()) if found else None


def _planted_gold(document: GoldDocument, visible: Letters, faults: list[_Fault]) -> GoldDocument:
    swaps = {bisect.bisect_left(visible.places, fault.place): fault.digit for fault in faults}
    claims = tuple(_replaced(claim, visible.letters.find(letters_of(claim.quote)), swaps) for claim in document.claims)
    return document.model_copy(update={"claims": claims})


def _replaced(claim: GoldClaim, first: int, swaps: dict[int, str]) -> GoldClaim:
    """A claim whose quote begins at letter `first` of the text, with some letters of the text replaced."""
    places = [place for place, character in enumerate(claim.quote) if character.isalnum()]
    quote = list(claim.quote)
    for rank, digit in swaps.items():
        if 0 <= first <= rank < first + len(places):
            quote[places[rank - first]] = digit
    start = claim.quote.index(claim.surface)
    surface = "".join(quote[start : start + len(claim.surface)])
    return claim.model_copy(update={"quote": "".join(quote), "surface": surface, "value": _value(claim, surface)})


def _value(claim: GoldClaim, surface: str) -> Decimal | None:
    """The value of a claim, were its number printed so."""
    if claim.value is None or surface == claim.surface:
        return claim.value
    old, new = (Decimal(NUMBER.findall(words)[0].replace(",", "")) for words in (claim.surface, surface))
    return (claim.value / old * new).normalize()
