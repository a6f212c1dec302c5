"""The records of a gold: claims and relations; and a text -> where in it the claims of the gold stand."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple, Self

from pydantic import model_validator

from extractor.models import CheckKind, Comparator, Direction, Modality, Record, Verdict

Span = tuple[int, int]


class GoldClaim(Record):
    """A claim that a careful analyst takes from an article."""

    quote: str
    """Words of the article around the number: letters and digits alone, they stand in it once."""
    surface: str
    """The number as it stands in `quote`, once."""
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str
    comparator: Comparator = "="
    measure: str
    subject: tuple[str, ...]
    """Canonical names; at least half of them must be met."""
    counterpart: tuple[str, ...] = ()
    """Accepted beside the subject, not asked for."""
    qualifier: str | None = None
    direction: Direction | None = None
    period: str | None = None
    as_of: str | None = None
    modality: Modality = "asserted"
    source: str | None = None
    minor: bool = False
    furniture: bool = False

    @model_validator(mode="after")
    def _one_number_in_one_place(self) -> Self:
        if (self.value is None) == (self.low is None or self.high is None):
            raise ValueError("give either value, or low and high")
        if self.quote.count(self.surface) != 1 or not letters_of(self.surface):
            raise ValueError(f"surface {self.surface!r} must stand in the quote once; lengthen or shorten the quote")
        return self


class GoldDocument(Record):
    """The gold of one article."""

    doc: str
    """File of the article, from the folder of the corpus."""
    claims: tuple[GoldClaim, ...]


class Relation(Record):
    """What a careful checker must answer about some claims."""

    kind: CheckKind
    claims: tuple[str, ...]
    """`NAME#index` each."""
    verdict: Verdict
    formula: str | None = None
    """The arithmetic, with a letter for each claim in their order: `a + b = c`."""
    note: str = ""
    accept: tuple[Verdict, ...] = ()
    """Verdicts that are right as well; with any given, these alone count."""


class Gold(Record):
    """All gold of a corpus."""

    docs: dict[str, GoldDocument]
    """By NAME of `NAME.gold.json`."""
    relations: tuple[Relation, ...] = ()

    def claim(self, reference: str) -> GoldClaim:
        """The claim behind `NAME#index`. Raises KeyError, ValueError or IndexError."""
        name, _, index = reference.rpartition("#")
        return self.docs[name].claims[int(index)]


def letters_of(text: str) -> str:
    """Letters and digits alone: what is left of a text in any markup.

    >>> letters_of("**6.12** trillion")
    '612trillion'
    """
    return "".join(character for character in text if character.isalnum())


class Letters(NamedTuple):
    """The letters and digits of a text, and the place of each in it."""

    text: str
    letters: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Letters:
        places = tuple(place for place, character in enumerate(text) if character.isalnum())
        return cls(text, "".join(text[place] for place in places), places)

    def spans(self, claim: GoldClaim) -> tuple[Span, ...]:
        """Where the surface of a claim stands, wherever its quote does; empty where the text lacks the quote."""
        before = len(letters_of(claim.quote[: claim.quote.index(claim.surface)]))
        return tuple(
            self._span(found.start() + before, claim.surface)
            for found in re.finditer(re.escape(letters_of(claim.quote)), self.letters)
        )

    def _span(self, first: int, surface: str) -> Span:
        letters = letters_of(surface)
        start, end = self.places[first], self.places[first + len(letters) - 1] + 1
        lead = surface[: surface.index(letters[0])]
        tail = surface[surface.rindex(letters[-1]) + 1 :]
        start -= len(lead) if self.text[:start].endswith(lead) else 0
        end += len(tail) if self.text.startswith(tail, end) else 0
        return start, end


class Located(NamedTuple):
    """A gold claim and where an article as it was read has it: once, never, or again in a repeated title."""

    claim: GoldClaim
    spans: tuple[Span, ...]


def locate(document: GoldDocument, text: str) -> tuple[Located, ...]:
    """The gold of a document in the text of its article."""
    letters = Letters.of(text)
    return tuple(Located(claim, letters.spans(claim)) for claim in document.claims)


def overlap(one: Span, other: Span) -> int:
    """Characters that two spans share; 0 or less where they share none."""
    return min(one[1], other[1]) - max(one[0], other[0])
