"""A printed number -> the numbers that a slip of the pen makes of it, and which of them would make figures fit.

A slip is never a verdict: it is offered as the likely repair of figures that already do not fit.
"""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from extractor.check.exact import Fraction
from extractor.check.intervals import Interval, Reported, significant
from extractor.check.knobs import knobs
from extractor.models import Claim

DIGIT, SWAP = "one digit", "two digits swapped"
_FEWEST = 2
"""Digits that a number needs for one of them to be a misprint."""
_WORD = 3
"""Powers of ten between one magnitude word and the next."""


@dataclass(frozen=True)
class Slip:
    """Another number that may have been meant."""

    words: str
    factor: Fraction
    """What was meant, over what was printed."""

    def undone(self, number: Reported) -> Reported:
        """What would have been reported; other digits stand for as much, another scale for so many times as much."""
        if self.words in (DIGIT, SWAP):
            return number.shifted(number.nominal * (self.factor - 1))
        return number.times(self.factor)

    def coarse(self, number: Reported) -> Interval:
        """The coarse reading of that."""
        if self.words in (DIGIT, SWAP):
            return number.coarse + Interval.point(number.nominal * (self.factor - 1))
        return number.coarse.scaled(self.factor)

    @property
    def telling(self) -> bool:
        """Whether few numbers can be had from another in this way, so that a fit is no chance."""
        return self.words != DIGIT


@dataclass(frozen=True)
class Place:
    """A number in a piece of arithmetic that does not hold, and how that would stand with another in its place."""

    claim: Claim
    number: Reported
    side: Callable[[Interval], int | None]
    """What it gives for a coarse reading: -1 too little, 0 what it should, 1 too much (or the other way round);
    None where it is not defined. As the reading rises it goes one way only."""
    fits: Callable[[Reported], bool]


def slips(claim: Claim) -> Iterator[Slip]:
    """Whatever the number of a claim may be a slip of, the likeliest kinds first."""
    yield from _telling(claim)
    yield from sorted(_other_digits(claim), key=_near)


def _telling(claim: Claim) -> Iterator[Slip]:
    digits = _digits(claim)
    if digits is None:
        return
    if len(digits) >= _FEWEST:
        yield from (Slip(SWAP, _over(other, digits)) for other in _swapped(digits))
    for rule in knobs().slips:
        yield Slip(rule.say, Fraction(rule.factor))
        yield Slip(rule.say, 1 / Fraction(rule.factor))


def _other_digits(claim: Claim) -> list[Slip]:
    """With one other digit, in order of size."""
    digits = _digits(claim)
    if digits is None or claim.value is None or significant(claim.value) < _FEWEST:
        return []
    return [Slip(DIGIT, _over(other, digits)) for other in sorted(_changed(digits))]


def _near(slip: Slip) -> tuple[Fraction, Fraction]:
    return abs(slip.factor - 1), slip.factor


def telling_fit(place: Place) -> Slip | None:
    """The likeliest slip that makes all fit, of those that are hardly had by chance."""
    found = (slip for slip in _telling(place.claim) if place.side(slip.coarse(place.number)) == 0)
    return next((slip for slip in found if place.fits(slip.undone(place.number))), None)


def digit_fit(place: Place) -> Slip | None:
    """The nearest number with one other digit that makes all fit."""
    found = sorted(_on_spot(place, _other_digits(place.claim)), key=_near)
    return next((slip for slip in found if place.fits(slip.undone(place.number))), None)


def _on_spot(place: Place, ordered: list[Slip]) -> list[Slip]:
    """Those of some slips, in order of size, between which what is given turns from too little to too much."""
    ends = [place.side(slip.coarse(place.number)) for slip in (*ordered[:1], *ordered[-1:])]
    if not ends or None in ends:
        return ordered
    if ends[0] == ends[1]:
        return [] if ends[0] else ordered
    way = 1 if (ends[0] or 0) < (ends[1] or 0) else -1

    def side(slip: Slip) -> int:
        return way * (place.side(slip.coarse(place.number)) or 0)

    return ordered[bisect_left(ordered, 0, key=side) : bisect_right(ordered, 0, key=side)]


def _making(claim: Claim, factor: Fraction) -> Iterator[Slip]:
    """The slips that make a number so many times as large."""
    digits = _digits(claim) or "0"
    meant = int(digits) * factor
    if factor in _factors() or (meant.denominator == 1 and len(str(meant.numerator)) == len(digits)):
        yield from (slip for slip in slips(claim) if slip.factor == factor)


@functools.cache
def _factors() -> frozenset[Fraction]:
    return frozenset(each for rule in knobs().slips for each in (Fraction(rule.factor), 1 / Fraction(rule.factor)))


def likely(a: Claim, b: Claim) -> bool:
    """Whether the numbers are one slip apart, and have digits enough to say so."""
    return power(a, b) is not None or between(a, b) is not None


def telling(a: Claim, b: Claim) -> bool:
    """Whether they are apart by more than one digit that is another: swapped digits, another magnitude, however few."""
    if power(a, b) is not None:
        return True
    if not a.value or not b.value or min(significant(a.value), significant(b.value)) < _FEWEST:
        return False
    ratio = Fraction(b.value) / Fraction(a.value)
    return any(found.telling for found in _making(a, ratio))


def likeness(a: Claim, b: Claim) -> int:
    """How far two numbers betray that one became the other: 2 where that is no chance, 1 where it may be one, else 0.

    One digit in three is a chance, and so are two digits swapped, or a point moved, in a number that has but two.
    """
    if telling(a, b):
        return 2 if likely(a, b) else 1
    return int(likely(a, b))


def between(a: Claim, b: Claim) -> Slip | None:
    """How one of two numbers may have become the other; the numbers must have digits enough for it to be no chance."""
    if not a.value or not b.value or a.value == b.value:
        return None
    if min(significant(a.value), significant(b.value)) < knobs().caps.slip_digits:
        return None
    ratio = Fraction(b.value) / Fraction(a.value)
    return next(
        (slip for slip in _making(a, ratio) if slip.telling or significant(a.value) == significant(b.value)), None
    )


def power(a: Claim, b: Claim) -> int | None:
    """The power of ten between two values with the same digits, where they are digits enough for it to be a slip.

    One digit less will do where a magnitude word makes the power: million for billion. There the digits may be rounded,
    too: 20.9 billion for 21 million.
    """
    if not a.value or not b.value or a.value == b.value:
        return None
    found = abs(a.value.adjusted() - b.value.adjusted())
    word = bool(found) and found % _WORD == 0
    if min(significant(a.value), significant(b.value)) < knobs().caps.slip_digits - word:
        return None
    small, large = sorted((a.value, b.value), key=abs)
    alike = small.scaleb(found) == large or (word and _rounded(small.scaleb(found), large))
    return found if found and alike else None


def _rounded(a: Decimal, b: Decimal) -> bool:
    """Whether the one with fewer digits is the other rounded."""
    coarse, fine = sorted((a, b), key=significant)
    place = coarse.normalize().as_tuple().exponent
    return isinstance(place, int) and abs(coarse - fine) <= Decimal(1).scaleb(place) / 2


def _digits(claim: Claim) -> str | None:
    """The digits as printed, without the point: `4.20` is 420."""
    if not claim.value or claim.value < 0 or claim.decimals is None:
        return None
    return str(int(claim.value.scaleb(claim.decimals)))


def _over(meant: str, printed: str) -> Fraction:
    return Fraction(int(meant), int(printed))


def _swapped(digits: str) -> Iterator[str]:
    for i, (left, right) in enumerate(pairwise(digits)):
        if left != right and not (i == 0 and right == "0"):
            yield f"{digits[:i]}{right}{left}{digits[i + 2 :]}"


def _changed(digits: str) -> Iterator[str]:
    """With one of the digits that count another; zeros at the end are no digits that anyone printed."""
    told = len(digits.rstrip("0"))
    for i in range(told):
        for other in "0123456789":
            if other != digits[i] and not (i == 0 and other == "0"):
                yield f"{digits[:i]}{other}{digits[i + 1 :]}"


def meant(claim: Claim, slip: Slip) -> Decimal:
    """The number that may have been meant."""
    value = Fraction(claim.value or 0) * slip.factor
    return Decimal(value.numerator) / Decimal(value.denominator)
