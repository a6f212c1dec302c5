"""A period -> the one before it, of the same length; stretches of days in years."""

from __future__ import annotations

import re
from datetime import date, timedelta

from extractor import dates

_ISO_STEP = re.compile(r"P(\d+)([YMWD])")
_LENGTHS = {"Y": 365, "M": 30, "W": 7, "D": 1}
"""Days of a unit of time, about."""
_STEPS = {"P1W": 7, "P7D": 7, "P1D": 1}


def previous(period: str, step: str | None = None) -> str | None:
    """The period of the same length just before: years, months, and stretches of days.

    >>> previous("2026-03-09/2026-03-15"), previous("2026-01"), previous("2026")
    ('2026-03-02/2026-03-08', '2025-12', '2025')
    """
    try:
        if "/" in period and len(period) == 21:
            start, end = (date.fromisoformat(part) for part in period.split("/"))
            length = end - start + timedelta(days=1)
            if length.days in _STEPS.values() or step in _STEPS:
                return f"{start - length}/{start - timedelta(days=1)}"
            return None
        if len(period) == 4:
            return f"{int(period) - 1:04d}"
        if len(period) == 7:
            year, month = int(period[:4]), int(period[5:])
            return f"{year:04d}-{month - 1:02d}" if month > 1 else f"{year - 1:04d}-12"
    except ValueError:
        return None
    return None


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
