"""Figures with their days -> a small chart over time: where each point, tick and label stands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from extractor import display

HEIGHT = 190
"""Of the drawing in pixels; across, everything is in percent, so that words keep their size on a phone."""
_TOP, _BOTTOM = 16, 160
_LEFT, _RIGHT = 14.0, 95.0
_WIDE = 20.0
"""Values this many times apart are drawn on a logarithmic scale."""
_SHORT = ((15, "Q"), (12, "T"), (9, "B"), (6, "M"), (3, "K"))
_MOST_DAYS, _MOST_MONTHS = 70, 15


@dataclass(frozen=True)
class Dot:
    """One figure: its day (ISO 8601), value, what it says in words, and the row that it leads to."""

    day: str
    value: float
    words: str
    claim_id: str
    verdict: str
    forecast: bool = False
    here: bool = False
    """Whether it is the figure that the page is about."""


@dataclass(frozen=True)
class Point:
    """One figure where it stands: x in percent, y in pixels."""

    x: float
    y: float
    dot: Dot


@dataclass(frozen=True)
class Tick:
    """A place on an axis (x in percent, or y in pixels) with its words."""

    at: float
    words: str


@dataclass(frozen=True)
class Chart:
    """A chart over time; `words` says the same to those who do not see it."""

    title: str
    points: tuple[Point, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    logarithmic: bool
    words: str
    height: int = HEIGHT


def over_time(title: str, dots: Sequence[Dot]) -> Chart | None:
    """The figures over time, or None where there are not at least two days and finite values."""
    good = [dot for dot in dots if _day(dot.day) and math.isfinite(dot.value)]
    days = [day for dot in good if (day := _day(dot.day))]
    if len(set(days)) < 2:
        return None
    low, high = min(dot.value for dot in good), max(dot.value for dot in good)
    wide = low > 0 and high / low >= _WIDE
    levels = _decades(low, high) if wide else _levels(low, high)
    first, last = min(days), max(days)

    def across(day: date) -> float:
        return round(_LEFT + (day - first).days / (last - first).days * (_RIGHT - _LEFT), 2)

    def up(value: float) -> float:
        ends = (levels[0], levels[-1], value)
        bottom, top, at = (math.log10(end) for end in ends) if wide else ends
        return round(_BOTTOM - (at - bottom) / (top - bottom) * (_BOTTOM - _TOP), 1)

    points = tuple(Point(across(day), up(dot.value), dot) for day, dot in zip(days, good, strict=True))
    spoken = f"{title}: {len(good)} figures, {display.period(first.isoformat())} to {display.period(last.isoformat())}"
    return Chart(
        title=title,
        points=points,
        across=tuple(Tick(across(day), words) for day, words in _dates(first, last)),
        up=tuple(Tick(up(level), short(level)) for level in levels),
        logarithmic=wide,
        words=f"{spoken}; each point leads to its figure",
    )


def short(value: float) -> str:
    """A value in as few characters as an axis has room for.

    >>> short(4.5e12), short(262144), short(0.25), short(0)
    ('4.5T', '262K', '0.25', '0')
    """
    for exponent, letter in _SHORT:
        if abs(value) >= 10**exponent:
            return f"{value / 10**exponent:.3g}{letter}"
    return f"{value:.3g}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except (TypeError, ValueError):
        return None


def _levels(low: float, high: float) -> list[float]:
    """Round values from one below the lowest to one above the highest, three to six of them."""
    width = (high - low) or abs(high) or 1.0
    step = 10.0 ** math.floor(math.log10(width))
    step *= next(factor for factor in (0.2, 0.5, 1, 2, 5) if width / (step * factor) <= 4)
    bottom = 0 if low >= 0 and low < 2 * width else math.floor(low / step)
    bottom_at = math.floor(low / step) if bottom else 0
    top = max(math.ceil(high / step), bottom_at + 1)
    stride = max(1, math.ceil((top - bottom_at) / 5))
    return [step * number for number in range(bottom_at, top + stride, stride)]


def _decades(low: float, high: float) -> list[float]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    stride = max(1, math.ceil((last - first) / 5))
    return [10.0**exponent for exponent in range(first, last + stride, stride)]


def _dates(first: date, last: date) -> list[tuple[date, str]]:
    """Days for ticks with their words, at most five or so."""
    months = display.load().months
    span = (last - first).days
    if span <= _MOST_DAYS:
        stride = max(1, math.ceil(span / 4 / 7) * 7 if span > 8 else math.ceil(span / 4))
        days = [first + timedelta(days=step) for step in range(0, span + 1, stride)]
        return [(day, f"{day.day} {months[day.month - 1][:3]}") for day in days]
    starts = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in range(1, 13)]
    inside = [day for day in starts if first <= day <= last]
    if len(inside) <= _MOST_MONTHS:
        stride = max(1, math.ceil(len(inside) / 5))
        return [(day, f"{months[day.month - 1][:3]} {day.year}") for day in inside[::stride]]
    years = [day for day in inside if day.month == 1]
    return [(day, str(day.year)) for day in years[:: max(1, math.ceil(len(years) / 5))]]
