"""rules/en/arithmetic.yaml -> the ways in which sentences put a share, a ratio, a rate, a product or a sum.

A form is a pattern over a reading copy (`reading`), in which one sign stands for each number. `{a}`, `{b}` and `{c}`
are the numbers that it joins; `{near}`, `{gap}`, `{wide}` and `{far}` are what may stand between them: a few words,
words of one sentence, more of them, words that may end it, each without a number. All else are fillings of the file.
"""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from typing import Literal

from extractor import rules
from extractor.models import CheckKind, Record
from extractor.phrases import quick

FIRST, LAST = "\ue000", "\uf8ff"
"""Signs that stand for numbers."""
_SIGN = f"[{FIRST}-{LAST}]"
SIGN = re.compile(_SIGN)
_WORDS = rf"(?:[^{FIRST}-{LAST}$€£¥%.!?;:|]|[.:](?!\s))"
_GAPS = {
    "near": _WORDS + "{0,16}?",
    "gap": _WORDS + "{0,60}?",
    "wide": _WORDS + "{0,120}?",
    "far": rf"[^{FIRST}-{LAST}$€£¥%|]{{0,140}}?",
}
_SLOTS = "abc"

Operation = Literal["share", "quotient", "product", "sum", "lasts", "scaled", "price", "pace", "change", "yearly"]


class Form(Record):
    """One way to put a piece of arithmetic."""

    name: str
    kind: CheckKind
    op: Operation
    pattern: str
    example: str
    """A sentence that is read so, and whose numbers fit."""
    counterexample: str
    """A sentence whose numbers do not fit, and of which nothing is said."""

    @functools.cached_property
    def slots(self) -> int:
        """Numbers that it joins, at least."""
        return sum(f"{{{slot}}}" in self.pattern for slot in _SLOTS)

    @functools.cached_property
    def compiled(self) -> re.Pattern[str]:
        """Its pattern over reading copies."""
        return compiled(self.pattern)


class Filling(Record):
    """Words that several forms have."""

    name: str
    words: tuple[str, ...]
    """Alternatives, as expressions."""
    example: str
    """A phrase that holds one of them."""


class Span(Record):
    """How many of one span of time another has."""

    span: str
    of: str
    least: Decimal
    most: Decimal
    example: str


class Group(Record):
    """Words for so many."""

    word: str
    """`|` between alternatives."""
    number: int
    example: str

    @functools.cached_property
    def words(self) -> re.Pattern[str]:
        """Any of them."""
        return re.compile(rf"\b(?:{self.word})\b", re.IGNORECASE)


class Arithmetic(Record):
    """What `rules/en/arithmetic.yaml` holds."""

    fillings: tuple[Filling, ...]
    groups: tuple[Group, ...]
    forms: tuple[Form, ...]
    spans: tuple[Span, ...]


@functools.cache
def arithmetic() -> Arithmetic:
    """The forms, read once."""
    return rules.load("en/arithmetic.yaml", Arithmetic)


@functools.cache
def filling(name: str) -> str:
    """The words of a filling as one group."""
    found = next(entry for entry in arithmetic().fillings if entry.name == name)
    return f"(?:{'|'.join(quick(_filled(words)) for words in sorted(found.words, key=len, reverse=True))})"


@functools.cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern with its slots, gaps and fillings written out."""
    return re.compile(_filled(pattern), re.IGNORECASE)


def _filled(pattern: str) -> str:
    given = {**_GAPS, **{slot: f"(?P<{slot}>{_SIGN})" for slot in _SLOTS}}
    return re.sub(r"\{([a-z]+)\}", lambda m: given.get(m[1]) or filling(m[1]), pattern)


@functools.cache
def span_in(span: str, of: str) -> tuple[Decimal, Decimal] | None:
    """Least and most of a span in another: (60, 60) for seconds in a minute."""
    return next(((e.least, e.most) for e in arithmetic().spans if (e.span, e.of) == (span, of)), None)


@functools.cache
def hedges() -> re.Pattern[str]:
    """Words right before a number that say how exact it is."""
    return re.compile(rf"\b(?:{filling('hedge')}\s+){{1,3}}(?={_SIGN})|[~≈]\s?(?={_SIGN})", re.IGNORECASE)
