"""A period -> the one before it, of the same length; stretches of days in years."""

from __future__ import annotations

from datetime import date, timedelta

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
