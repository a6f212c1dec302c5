"""A number in print -> the ways in which it could be printed wrong: digits, decimal point, magnitude, unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from extractor.evaluate.arithmetic import NUMBER

_WORDS = {"thousand": "million", "million": "billion", "billion": "million", "trillion": "billion",
          "quadrillion": "trillion"}  # fmt: skip
_LETTERS = {"K": "M", "M": "B", "B": "M", "T": "B", "k": "m", "m": "b", "b": "m", "t": "b"}
_POWERS = {
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "trillion": 12,
    "quadrillion": 15,
    "K": 3,
    "M": 6,
    "B": 9,
    "T": 12,
}
_MAGNITUDE = re.compile(rf"\s?(?:({'|'.join(_WORDS)})\b|([KMBTkmbt])(?![\w/]))")
_POINTS = (
    (re.compile(r"(?:-|\s)?(?:percentage points|points)\b"), " percent"),
    (re.compile(r"%|\s?percent\b"), " points"),
)
_TURNS = (("up", "down"), ("rose", "fell"), ("grew", "shrank"), ("climbed", "dropped"), ("rising", "falling"),
          ("increase", "decrease"), ("growth", "decline"), ("higher", "lower"), ("more", "less"))  # fmt: skip


_BOUND = re.compile(r"(?:up|down) to\b|(?:more|less|higher|lower) than\b")
"""Words that limit a number, and tell no direction."""


class Fault(NamedTuple):
    """A number as it would stand in print with one fault in it."""

    kind: str
    """`digit swap inner tenfold magnitude unit`."""
    surface: str
    factor: Fraction
    """New value by old value."""


def faults(surface: str) -> Iterator[Fault]:
    """Every kind of fault that the words of one number can have; none where it has no digits.

    >>> [(f.kind, f.surface) for f in faults("4.69 trillion tokens")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('digit', '7.69 trillion tokens'), ('swap', '6.49 trillion tokens'), ('inner', '4.19 trillion tokens'),
     ('tenfold', '46.9 trillion tokens'), ('magnitude', '4.69 billion tokens')]
    """
    found = NUMBER.search(surface)
    if found is None or not Fraction(found.group().replace(",", "")):
        return
    old = found.group()
    for kind, new in (
        ("digit", _first(old)),
        ("swap", _swapped(old)),
        ("inner", _inner(old)),
        ("tenfold", _tenfold(old)),
    ):
        if new is not None and new != old:
            yield Fault(kind, surface[: found.start()] + new + surface[found.end() :], _number(new) / _number(old))
    yield from _scaled(surface, found.end())
    yield from _other_unit(surface, found.end())


def turned(words: str) -> str | None:
    """The words before a change with their direction reversed, the last such word of them; None where none has one.

    >>> turned("Usage rose to 12 from 9, up")
    'Usage rose to 12 from 9, down'
    """
    turns = {a: b for pair in _TURNS for a, b in (pair, pair[::-1])}
    found = [m for m in re.finditer(rf"\b(?:{'|'.join(turns)})\b", words) if not _BOUND.match(words, m.start())]
    if not found:
        return None
    last = found[-1]
    return words[: last.start()] + turns[last.group()] + words[last.end() :]


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def _first(number: str) -> str:
    """The first digit but zero, three further (cyclically): no rounding bridges that."""
    place = next(i for i, c in enumerate(number) if c in "123456789")
    return number[:place] + str((int(number[place]) + 2) % 9 + 1) + number[place + 1 :]


def _swapped(number: str) -> str | None:
    """The first two neighbouring digits that differ, in the other order, zero never first."""
    places = [i for i, c in enumerate(number) if c.isdigit()]
    for one, other in pairwise(places):
        a, b = number[one], number[other]
        if a != b and "0" not in (a, b):
            return number[:one] + b + number[one + 1 : other] + a + number[other + 1 :]
    return None


def _inner(number: str) -> str | None:
    """The second digit but zero, five further."""
    places = [i for i, c in enumerate(number) if c in "123456789"]
    if len(places) < 2:
        return None
    place = places[1]
    return number[:place] + str((int(number[place]) + 5) % 10) + number[place + 1 :]


def _tenfold(number: str) -> str:
    """The point one place further, or a zero more."""
    whole, point, rest = number.partition(".")
    if not point:
        return f"{int(whole.replace(',', '')) * 10:{',' if ',' in whole else ''}}"
    moved = whole.replace(",", "") + rest[0]
    return f"{int(moved):{',' if ',' in whole else ''}}" + (f".{rest[1:]}" if rest[1:] else "")


def _scaled(surface: str, end: int) -> Iterator[Fault]:
    found = _MAGNITUDE.match(surface, end)
    if found:
        old = found.group(1) or found.group(2)
        new = _WORDS.get(old) or _LETTERS[old]
        powers = [_POWERS.get(word) or _POWERS[word.upper()] for word in (old, new)]
        start, stop = found.span(1) if found.group(1) else found.span(2)
        yield Fault("magnitude", surface[:start] + new + surface[stop:], Fraction(10) ** (powers[1] - powers[0]))


def _other_unit(surface: str, end: int) -> Iterator[Fault]:
    for pattern, other in _POINTS:
        found = pattern.match(surface, end)
        if found:
            yield Fault("unit", surface[: found.start()] + other + surface[found.end() :], Fraction(1))
            return
