"""A period -> the one before it, of the same length; stretches of days in years."""

from __future__ import annotations

import re
from datetime import date

from extractor import dates

_ISO_STEP = re.compile(r"P(\d+)([YMWD])")
_LENGTHS = {"Y": 365, "M": 30, "W": 7, "D": 1}
"""Days of a unit of time, about."""
_UNITS = {"P1D": "day", "P7D": "week", "P1W": "week", "P1M": "month", "P3M": "quarter", "P1Y": "year"}


def previous(period: str, step: str | None = None) -> str | None:
    """The period that a change is counted from: one step earlier, else that of the same length just before.

    >>> previous("2026-03-09/2026-03-15"), previous("2026-01"), previous("2026-01", "P1Y")
    ('2026-03-02/2026-03-08', '2025-12', '2025-01')
    """
    unit = _UNITS.get(step) if step else _unit(period)
    return dates.before(period, unit) if unit else None


def _unit(period: str) -> str | None:
    """What a period has one of; None for a quarter, which is held against the one before as often as a year ago."""
    found = days(period)
    if len(period) in (4, 7) or found is None:
        return {4: "year", 7: "month"}.get(len(period))
    return {1: "day", 7: "week"}.get((found[1] - found[0]).days + 1) if "/" in period else None


def a_step_apart(first: str, second: str, step: str) -> bool:
    """Whether two periods begin about one step (ISO 8601: a year, a quarter, a month, a week) apart.

    >>> a_step_apart("2024", "2025", "P1Y"), a_step_apart("2025-07-01/2025-09-30", "2025-10-01/2025-12-31", "P1Y")
    (True, False)
    """
    found, ends = _ISO_STEP.fullmatch(step), (days(first), days(second))
    if found is None or ends[0] is None or ends[1] is None:
        return True
    length = int(found[1]) * _LENGTHS[found[2]]
    return abs(abs((ends[1][0] - ends[0][0]).days) - length) <= length // 4


def comes_before(first: str, second: str, step: str | None) -> bool:
    """Whether one period ends where the other begins; of those of unknown step, whether they are of one kind."""
    return first < second and _just_before(first, second, step)


def _just_before(first: str, second: str, step: str | None) -> bool:
    before = previous(second, step)
    return first == before if before else len(first) == len(second)


def part_of_year(year: str, period: str) -> bool:
    """Whether a period of days lies in one year: its first half, a quarter."""
    return len(year) == 4 and len(period) == 21 and period[:4] == period[11:15] == year


def a_year_before(first: str, second: str) -> bool:
    """Whether two periods of days are the same part of two years, one after the other."""
    alike = len(first) == len(second) == 21 and (first[4:11], first[15:]) == (second[4:11], second[15:])
    return alike and int(first[:4]) + 1 == int(second[:4]) and int(first[11:15]) + 1 == int(second[11:15])


def days(period: str) -> tuple[date, date] | None:
    """First and last day of a day, month, year or interval of them in EDTF; None for what is none of these.

    >>> days("2026-02"), days("2025/2026")[1].isoformat()
    ((datetime.date(2026, 2, 1), datetime.date(2026, 2, 28)), '2026-12-31')
    """
    first, last = dates.first_and_last(period)
    try:
        return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None
    except ValueError:
        return None
