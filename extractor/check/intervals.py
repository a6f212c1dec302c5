"""A reported number -> the interval of what could have been printed so, and arithmetic on such intervals.

Semantics: a digit stands for half a unit of its place on either side, both ends included (round to nearest, as in XBRL
Calculations 1.1). Trailing zeros of an integer are read twice: fine (all digits count) and coarse (they do not, but
two significant digits always do). A hedge selects the coarse reading. All is exact (`Fraction`); no percent tolerance.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.check.exact import Fraction
from extractor.check.knobs import knobs, pattern
from extractor.models import Claim

_POINT = re.compile(r"\d[.]\d")
_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of the number line; an end that is None is open to infinity."""

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = True
    high_closed: bool = True

    @classmethod
    def point(cls, value: Fraction | int) -> Interval:
        """Exactly one number."""
        exact = Fraction(value)
        return cls(exact, exact)

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        return not (self.below(other) or other.below(self))

    def below(self, other: Interval) -> bool:
        """Whether every number here is smaller than every number there."""
        if self.high is None or other.low is None:
            return False
        touching = self.high_closed and other.low_closed
        return self.high < other.low or (self.high == other.low and not touching)

    def side(self, other: Interval) -> int:
        """Where this lies: -1 below the other, 1 above it, 0 where they meet."""
        return -1 if self.below(other) else int(other.below(self))

    def contains(self, value: Fraction) -> bool:
        """Whether the number lies in the interval, its ends included where they are closed."""
        return self.meets(Interval.point(value))

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            _sum(self.low, other.low), _sum(self.high, other.high),
            self.low_closed and other.low_closed, self.high_closed and other.high_closed,
        )  # fmt: skip

    def __neg__(self) -> Interval:
        return Interval(
            None if self.high is None else -self.high, None if self.low is None else -self.low,
            self.high_closed, self.low_closed,
        )  # fmt: skip

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        """Product of two intervals without negative numbers; raises ValueError else."""
        low, high = self._floor() * other._floor(), None
        if self.high is not None and other.high is not None:
            high = self.high * other.high
        return Interval(low, high, self.low_closed and other.low_closed, self.high_closed and other.high_closed)

    def __truediv__(self, other: Interval) -> Interval:
        """Quotient of two intervals without negative numbers; raises ZeroDivisionError where the divisor may be 0."""
        return self * other.inverse()

    def inverse(self) -> Interval:
        """1 / x of an interval above zero."""
        if self.low is None or self.low <= 0:
            raise ZeroDivisionError("the divisor may be zero")
        low = Fraction(0) if self.high is None else 1 / self.high
        return Interval(low, 1 / self.low, self.high_closed and self.high is not None, self.low_closed)

    def scaled(self, by: Fraction | int) -> Interval:
        """Times a positive number."""
        low = None if self.low is None else self.low * by
        high = None if self.high is None else self.high * by
        return Interval(low, high, self.low_closed, self.high_closed)

    def root(self, degree: int) -> Interval:
        """The positive root of an interval above zero, to 28 digits."""
        low, high = (None if end is None else _root(end, degree) for end in (self.low, self.high))
        return Interval(low, high, self.low_closed, self.high_closed)

    def share_with(self, *others: Interval) -> Interval:
        """x / (x + y + ...), each variable used once: monotone ends instead of naive division."""
        rest = others[0]
        for other in others[1:]:
            rest = rest + other
        return (Interval.point(1) + rest / self).inverse()

    def _floor(self) -> Fraction:
        if self.low is None or self.low < 0:
            raise ValueError("a product of intervals that may be negative")
        return self.low


def _root(value: Fraction, degree: int) -> Fraction:
    if value <= 0:
        raise ValueError("a root of an interval that may be negative")
    return Fraction((Decimal(value.numerator) / Decimal(value.denominator)) ** (Decimal(1) / degree))


@dataclass(frozen=True, slots=True)
class Reported:
    """A number as reported: two readings of its digits, and its face value."""

    fine: Interval
    coarse: Interval
    nominal: Fraction
    hedged: bool = False
    bound: bool = False
    """A limit or a range, not a value with digits."""
    vague: bool = False
    """A word without digits (`double`): never enough to accuse."""

    def rounds_from(self, value: Fraction) -> bool:
        """Whether a computed number would be printed so; a number halfway between two printed ones would not."""
        if self.bound:
            return self.coarse.contains(value)
        low, high = self.coarse.low, self.coarse.high
        return value == self.nominal or (low is not None and high is not None and low < value < high)

    def shifted(self, by: Fraction) -> Reported:
        """The number that would have been reported had it been larger by this."""
        step = Interval.point(by)
        return replace(self, fine=self.fine + step, coarse=self.coarse + step, nominal=self.nominal + by)

    def times(self, factor: Fraction) -> Reported:
        """The number that would have been reported with the same digits, in units so many times as large."""
        fine, coarse = self.fine.scaled(factor), self.coarse.scaled(factor)
        return replace(self, fine=fine, coarse=coarse, nominal=self.nominal * factor)

    def signed(self, sign: int) -> Reported:
        """The same for a fall (-1) or a rise (1)."""
        if sign >= 0:
            return self
        return replace(self, fine=-self.fine, coarse=-self.coarse, nominal=-self.nominal)


@dataclass(frozen=True, slots=True)
class Derived:
    """What arithmetic gives for a number: under both readings, and at face value."""

    fine: Interval
    coarse: Interval
    nominal: Fraction
    bound: bool = False
    """Some part is a limit or a range: the face value says nothing."""


def derive(formula: Callable[..., Interval], *parts: Reported) -> Derived | None:
    """The formula over the parts; None where it is not defined (a divisor that may be zero, a negative factor)."""
    try:
        return Derived(
            formula(*(part.fine for part in parts)),
            formula(*(part.coarse for part in parts)),
            formula(*(Interval.point(part.nominal) for part in parts)).low or Fraction(0),
            any(part.bound for part in parts),
        )
    except (ZeroDivisionError, ValueError):
        return None


def reported(claim: Claim) -> Reported | None:
    """What the number of a claim may stand for, unsigned; None where it has no number."""
    if claim.value is None:
        return _range(claim)
    value = Fraction(claim.value)
    fine, coarse, vague = _digits(claim, value)
    if claim.comparator in ("=", "~"):
        hedged = claim.comparator == "~" or claim.hedge is not None
        if hedged and _from_below(claim.hedge):
            below = Interval(value * _HALF, value, low_closed=False)  # for half of it nobody would say nearly
            return Reported(below, below, value, hedged, True, vague)
        return Reported(coarse if hedged else fine, coarse, value, hedged, False, vague)
    closed = claim.comparator in ("<=", ">=")
    limit = Interval(None, value, True, closed) if "<" in claim.comparator else Interval(value, None, closed, True)
    return Reported(limit, limit, value, False, True, vague)


def significant(value: Decimal) -> int:
    """How many digits remain without the zeros at either end: 1 for 400, 3 for 1,430."""
    return len("".join(map(str, value.as_tuple().digits)).strip("0")) or 1


def _digits(claim: Claim, value: Fraction) -> tuple[Interval, Interval, bool]:
    assert claim.value is not None
    if claim.decimals is None:
        place = claim.value.adjusted() if claim.value else 0
        around = _around(value, place)
        # a fraction in words is told to its first place: a third is no quarter and no half
        return around, around, not 0 < value < 1
    place = -claim.decimals
    if _is_count(claim):
        return Interval.point(value), Interval.point(value), False
    fine = _around(value, place)
    if _POINT.search(claim.surface):
        return fine, fine, False
    coarse = _coarse_place(value, place)
    return fine, fine if coarse == place else _around(value, coarse), False


def _is_count(claim: Claim) -> bool:
    """Whether a number counts a few things one by one: "a streak of 4 weeks", "5 models", not "20 labs"."""
    rules, value = knobs().intervals, claim.value
    if value is None or claim.measure not in rules.counted or claim.decimals != 0 or claim.comparator != "=":
        return False
    few = 0 <= value < rules.few and value % 10 != 0 and not claim.hedge
    return few and not _lots().search(claim.surface)


@functools.cache
def _lots() -> re.Pattern[str]:
    return pattern(knobs().intervals.lots)


def _coarse_place(value: Fraction, place: int) -> int:
    """The place of the last digit that counts where trailing zeros do not."""
    units = value / Fraction(10) ** place
    if units.denominator != 1 or not units:
        return place
    count, digits = abs(units.numerator), len(str(abs(units.numerator)))
    zeros = digits - len(str(count).rstrip("0"))
    return place + max(0, min(zeros, digits - knobs().intervals.least_digits))


def _around(value: Fraction, place: int) -> Interval:
    half = _HALF * Fraction(10) ** place
    return Interval(value - half, value + half)


def _range(claim: Claim) -> Reported | None:
    if claim.low is None or claim.high is None:
        return None
    low, high = Fraction(claim.low), Fraction(claim.high)
    half = _HALF * Fraction(10) ** -claim.decimals if claim.decimals is not None else Fraction(0)
    around = Interval(min(low, high) - half, max(low, high) + half)
    return Reported(around, around, (low + high) / 2, claim.comparator == "~", True)


def _from_below(hedge: str | None) -> bool:
    return bool(hedge) and any(word.word in str(hedge).casefold() for word in knobs().intervals.from_below)


def _sum(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a + b
