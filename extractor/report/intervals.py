"""What two figures can mean -> their ends in words and a small picture of both on one axis."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from extractor import display

_LEFT, _RIGHT = 3.0, 97.0
"""Ends of the axis in percent of the width: a picture is as wide as there is room, and its words keep their size."""
_ROWS = {"stated": 12, "derived": 40}
"""Middle of each bar, in pixels from the top."""
_THICK = 12
_MARGIN = 0.15
"""Free room on either side, as a part of what is drawn."""
_EXACT = 7
"""A value of up to so many digits is shown as it is."""
_MOST = 12
"""Digits of any value; more of them are noise of binary fractions."""
_SMALLEST = 0.7
"""A point is drawn this wide, in percent."""
_ROOM_FOR_WORDS = 24.0
"""A gap narrower than this, in percent, is drawn without words."""


@dataclass(frozen=True)
class Interval:
    """Lower and upper end, None where it is open; and both in words."""

    low: float | None
    high: float | None
    text: str
    unit: str = "count"


@dataclass(frozen=True)
class Bar:
    """One interval as it is drawn: x and width in percent, y and height in pixels."""

    name: str
    x: float
    y: float
    width: float
    height: float
    open_left: bool
    open_right: bool


@dataclass(frozen=True)
class Gap:
    """What lies between two intervals that do not meet: in percent, and in words where there is room for them."""

    x: float
    width: float
    text: str


@dataclass(frozen=True)
class Picture:
    """Both intervals on one axis; `meet` is the stretch that they share, if any, and `gap` what lies between them."""

    bars: tuple[Bar, ...]
    meet: tuple[float, float] | None
    gap: Gap | None
    label: str
    """The same in words, for those who do not see it."""


def interval(low: float | None, high: float | None, unit: str | None) -> Interval | None:
    """An interval with its words, or None where both ends are missing."""
    if low is None and high is None:
        return None
    return Interval(low, high, _words(low, high, unit or "count"), unit or "count")


SAID = ("stated", "from the other figures")
"""What the two intervals of a check are called, unless the check knows better."""


def picture(stated: Interval | None, derived: Interval | None, said: tuple[str, str] = SAID) -> Picture | None:
    """Both intervals drawn, or None where there are not two or they are one and the same point."""
    given = {name: found for name, found in (("stated", stated), ("derived", derived)) if found}
    ends = [end for found in given.values() for end in (found.low, found.high) if end is not None]
    if len(given) < 2 or not all(map(math.isfinite, ends)) or min(ends) == max(ends):
        return None
    room = (max(ends) - min(ends)) * _MARGIN
    first, last = min(ends) - room, max(ends) + room

    def place(value: float) -> float:
        return _LEFT + (value - first) / (last - first) * (_RIGHT - _LEFT)

    def ends_of(found: Interval) -> tuple[float, float]:
        left = _LEFT if found.low is None else place(found.low)
        right = _RIGHT if found.high is None else place(found.high)
        return left, right

    bars = tuple(_bar(name, *ends_of(found), found) for name, found in given.items())
    left, right = max(bar.x for bar in bars), min(bar.x + bar.width for bar in bars)
    label = "; ".join(f"{words} {found.text}" for words, found in zip(said, given.values(), strict=True))
    if right > left:
        return Picture(bars, (round(left, 2), round(right - left, 2)), None, label)
    apart = _apart(*given.values())
    shown = apart if left - right >= _ROOM_FOR_WORDS else ""
    gap = Gap(round(right, 2), round(left - right, 2), shown)
    return Picture(bars, None, gap, f"{label}; {apart}" if apart else label)


def _apart(one: Interval, other: Interval) -> str:
    """How far two intervals lie apart, in words; empty where they do not."""
    pairs = ((one.high, other.low), (other.high, one.low))
    found = [Decimal(repr(low)) - Decimal(repr(high)) for high, low in pairs if high is not None and low is not None]
    distance = max(found, default=Decimal(0))
    if distance <= 0:
        return ""
    unit = "percentage_points" if one.unit == "percent" else one.unit
    return f"{_shown(float(distance), float(distance) / 10, unit)} apart"


def _bar(name: str, left: float, right: float, found: Interval) -> Bar:
    width = max(right - left, _SMALLEST)
    return Bar(
        name=name,
        x=round((left + right - width) / 2, 2),
        y=_ROWS[name] - _THICK / 2,
        width=round(width, 2),
        height=_THICK,
        open_left=found.low is None,
        open_right=found.high is None,
    )


def _words(low: float | None, high: float | None, unit: str) -> str:
    """Both ends, exact where that takes few digits, else with as many as tell them apart.

    >>> _words(3.85e12, 3.95e12, "tokens"), _words(None, 5, "percent"), _words(262144, 262144, "tokens")
    ('3.85 to 3.95 trillion tokens', 'at most 5%', '262,144 tokens')
    """
    if low is None or high is None:
        end = low if low is not None else high
        return f"{'at most' if low is None else 'at least'} {_shown(end or 0.0, 0, unit)}"
    if low == high:
        return _shown(low, 0, unit)
    return display.span(_shown(low, high - low, unit), _shown(high, high - low, unit))


def _shown(value: float, width: float, unit: str) -> str:
    """A value as it is; one with many digits (a quotient) rounded to a thousandth of a width."""
    exact = Decimal(repr(value))
    digits = len(exact.normalize().as_tuple().digits)
    if digits <= _EXACT or not exact:
        return display.quantity(exact, unit)
    place = exact.adjusted() - _MOST + 1
    if width:
        place = max(place, min(math.floor(math.log10(width)) - 2, exact.adjusted() - 3))
    return display.quantity(Decimal(round(exact.scaleb(-place))).scaleb(place), unit)
