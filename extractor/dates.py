"""Reading copy of a text -> the dates and periods in it, resolved as far as the article fixes them.

Periods follow ISO 8601 / EDTF: a day, `2026-05-04/2026-05-10`, a month `2026-05`, a year `2030`, `2025/2030`.
Vocabulary: `rules/en/dates.yaml`.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from extractor import phrases, rules, units
from extractor.models import Record
from extractor.phrases import alternation
from extractor.spots import Anchored, spots, windows

_EDTF = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?[~?%]?")
_SENTENCE_END = re.compile(r"[.!?]\s|\n")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DatePattern(_Strict):
    """One way to write a date or period."""

    name: str
    kind: str
    pattern: str
    example: str
    published: date | None = None


class DateRules(_Strict):
    """rules/en/dates.yaml."""

    months: dict[str, int]
    ordinals: dict[str, int]
    shy: tuple[str, ...]
    outlook: tuple[str, ...]
    same: tuple[str, ...]
    hints: tuple[str, ...]
    patterns: tuple[DatePattern, ...]
    fill: dict[str, str]


class Period(Record):
    """A date or period as the text names it."""

    start: int
    end: int
    kind: str
    """`day days week month quarter half year years point relative same decade`."""
    edtf: str | None = None
    """None where nothing fixes it."""
    begin: date | None = None
    finish: date | None = None
    lead: str = ""
    """The little words before it: `as of`, `by`, `from`."""


def vocabulary() -> DateRules:
    """The English date rules, read once."""
    return rules.load("en/dates.yaml", DateRules)


REACH = 120
"""Characters that a date may run to either side of a hint."""
_CENTURY = re.compile(r"(?:19|20)\d")


class _Compiled:
    def __init__(self) -> None:
        vocab = vocabulary()
        names = alternation(vocab.months)
        fill = {key: text.replace("{names}", names) for key, text in vocab.fill.items()}
        self.patterns: list[tuple[DatePattern, re.Pattern[str]]] = []
        for rule in vocab.patterns:
            text = rule.pattern
            for key, value in fill.items():
                text = text.replace("{" + key + "}", value)
            if text.startswith("(?P<month>"):
                text = r"\b" + text
            text = re.sub(r"(?<!\[) (?![\]\[{*?+])", r"[ \\t]{1,3}", text)
            self.patterns.append((rule, re.compile(text, re.IGNORECASE)))
        same = "|".join(sorted(map(re.escape, vocab.same), key=lambda w: (-len(w), w)))
        self.same = Anchored(re.compile(rf"\b(?:{same})\b", re.IGNORECASE), vocab.same)
        self.hints = frozenset({*vocab.months, *vocab.hints})
        outlook = "|".join(map(re.escape, vocab.outlook))
        self.outlook = re.compile(rf"\b(?:{outlook})\b", re.IGNORECASE)


@functools.cache
def _compiled() -> _Compiled:
    return _Compiled()


def find(view: str, published: str | None = None) -> list[Period]:
    """Dates and periods of a reading copy, in order, none overlapping.

    `published` (ISO date) fixes years that the text leaves out and words like "last year"; without it the year that the
    text gives for its own present is used, else such a date has `edtf` None.
    """
    hits = _raw(view)
    today = _day(published)
    year = today.year if today else _present(view, hits)
    periods = list(_resolved(view, hits, _Clock(today, year)))
    periods += [
        Period(start=m.start(), end=m.end(), kind="same") for m in _compiled().same.find(view) if not _taken(periods, m)
    ]
    return sorted(periods, key=lambda p: p.start)


@dataclass(frozen=True, slots=True)
class _Clock:
    """What a date may lean on."""

    today: date | None
    """The article's day."""
    year: int | None
    """That of this day, else the year that the text gives for its present."""
    ahead: bool = False
    """Whether the words look ahead."""
    near: date | None = None
    """First day of the last quarter or month that the same sentence gives with its year."""


def _resolved(view: str, hits: Sequence[tuple[DatePattern, re.Match[str]]], clock: _Clock) -> Iterator[Period]:
    """In order; `Q1 2025 and the second quarter` are of one year, `Q4 2024 and the first quarter` of two."""
    last: Period | None = None
    for rule, match in hits:
        here = (
            last
            if last and last.kind == rule.kind and not _SENTENCE_END.search(view, last.end, match.start())
            else None
        )
        dated = bool(match.groupdict().get("year"))
        period = _resolve(view, rule, match, clock if dated or here is None else replace(clock, near=here.begin))
        if period is not None:
            yield period
            if period.kind in ("quarter", "month") and (dated or here is not None):
                last = period


def _of_near(clock: _Clock, month: int, step: int) -> int | None:
    """The year that makes what stands without one the neighbour, by `step` months, of what has one; None where none
    does: a date further off is one of the article's own year."""
    near = clock.near
    if near is None:
        return None
    years = (near.year - 1, near.year, near.year + 1)
    return next((y for y in years if abs((y - near.year) * 12 + month - near.month) == step), None)


def _taken(periods: Sequence[Period], match: re.Match[str]) -> bool:
    return any(p.start < match.end() and match.start() < p.end for p in periods)


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None


def _raw(view: str) -> list[tuple[DatePattern, re.Match[str]]]:
    """All matches, earlier patterns winning where two overlap."""
    taken = bytearray(len(view) + 1)
    hits: list[tuple[DatePattern, re.Match[str]]] = []
    near = _windows(view)
    months = spots(view).of(frozenset(vocabulary().months))
    monthly = [(start, end) for start, end in near if bisect_left(months, start) < bisect_left(months, end)]
    for rule, pattern in _compiled().patterns:
        for window in monthly if "{month}" in rule.pattern else near:
            for match in pattern.finditer(view, *window):
                start, end = _extent(match)
                if any(taken[start:end]) or not _plausible(view, rule, match):
                    continue
                taken[start:end] = b"\1" * (end - start)
                hits.append((rule, match))
    return sorted(hits, key=lambda hit: hit[1].start())


def _windows(view: str) -> list[tuple[int, int]]:
    """Stretches around the words and digits of which every date holds one: patterns need not look elsewhere."""
    years = (year.span() for year in _CENTURY.finditer(view))
    words = ((at, at) for at in spots(view).of(_compiled().hints))
    return windows(view, sorted((*years, *words)), REACH)


def _extent(match: re.Match[str]) -> tuple[int, int]:
    return match.span("stretch") if "stretch" in match.re.groupindex and match["stretch"] else match.span()


def _plausible(view: str, rule: DatePattern, match: re.Match[str]) -> bool:
    groups = match.groupdict()
    for key in ("day", "day2"):
        if groups.get(key) and not 1 <= int(groups[key]) <= 31:
            return False
    month = (groups.get("month") or "").lower()
    if month in vocabulary().shy and not match.group()[match.group().lower().find(month)].isupper():
        return False
    if (
        rule.kind == "month"
        and "stretch" in groups
        and month in ("may", "mar", "march")
        and groups["stretch"]
        and not _extent_is_month(view, match)
    ):
        return False
    if rule.name == "year":
        after = view[match.end() : match.end() + 14].lstrip(" -").lower()
        if units.after(view, match.end()) is not None:
            return False
        return not phrases.pattern("noun behind a year").match(after)
    return True


def _extent_is_month(view: str, match: re.Match[str]) -> bool:
    return not phrases.pattern("verb behind may").match(view[match.end() : match.end() + 10])


def _present(view: str, hits: Sequence[tuple[DatePattern, re.Match[str]]]) -> int | None:
    """The year that a text gives for its present: of its latest month or day, else the latest that is no prospect."""
    exact, years = [], []
    for rule, match in hits:
        text = match.groupdict().get("year2") or match.groupdict().get("year")
        if not text or rule.kind in ("years", "decade"):
            continue
        line = view.rfind("\n", 0, match.start()) + 1
        before = view[max(line, match.start() - 250) : match.start()]
        if rule.kind in ("day", "days", "month", "week ended", "week of"):
            exact.append(int(text))
        elif not _compiled().outlook.search(before):
            years.append(int(text))
    return max(exact) if exact else (max(years) if years else None)


def _resolve(view: str, rule: DatePattern, match: re.Match[str], clock: _Clock) -> Period | None:
    start, end = _extent(match)
    hit = phrases.pattern("lead of a period").search(view[max(0, start - 16) : start])
    lead = hit[1].lower() if hit else ""
    kind = {
        "week ended": "week",
        "week of": "week",
        "span ended": "quarter",
        "months": "quarter",
        "last months": "quarter",
        "slashed": "day",
    }.get(rule.kind, rule.kind)
    try:
        span = _span(rule.kind, match.groupdict(), replace(clock, ahead=lead in phrases.words("lead of a prospect")))
    except ValueError:
        return None
    begin, finish, edtf = span or (None, None, None)
    return Period(start=start, end=end, kind=kind, edtf=edtf, begin=begin, finish=finish, lead=lead)


Span = tuple[date, date, str]


def _span(kind: str, groups: dict[str, str | None], clock: _Clock) -> Span | None:
    """First day, last day and EDTF of a match; None where its year stays open."""
    if kind in ("day", "days", "week ended", "week of"):
        return _days(kind, groups, clock)
    if kind in _LEANING:
        return _LEANING[kind](groups, clock)
    year = _year(groups, "")
    return _OF_A_YEAR[kind](year, groups) if year is not None else None


def _whole_months(groups: dict[str, str | None], clock: _Clock) -> Span | None:
    closing = month_span(int(groups["year2"] or 0), _month(groups["month2"]))
    opening = date(_year(groups, "") or closing[0].year, _month(groups["month"]), 1)
    return _interval(opening, closing[1])


def _one_month(groups: dict[str, str | None], clock: _Clock) -> Span | None:
    month = _month(groups["month"])
    year = _year(groups, "") or _of_near(clock, month, 1) or _near_year(clock, month)
    if groups.get("which") and clock.today is not None:  # `last May`, told in May, is that of the year before
        year = clock.today.year - (month >= clock.today.month)
    return month_span(year, month) if year else None


def _quarter(groups: dict[str, str | None], clock: _Clock) -> Span | None:
    """A quarter; without a year the last one that began before the article."""
    first = 3 * _ordinal(groups["quarter"]) - 2
    year = _year(groups, "") or _of_near(clock, first, 3) or _told_year(groups, clock, first)
    return _interval(date(year, first, 1), month_span(year, first + 2)[1]) if year is not None else None


def _told_year(groups: dict[str, str | None], clock: _Clock, first: int) -> int | None:
    """The year of a part that opens with a month: `of this year`, `of last year`, else the last that had begun.

    A part `of the year` that has not begun is one to come or one of the year before: open.
    """
    if clock.today is None:
        return None
    which, begun = (groups.get("which") or "").lower(), first <= clock.today.month
    if which in ("this", "last"):
        return clock.today.year - (which == "last")
    return None if which and not begun else clock.today.year - (not begun)


def _one_year(year: int, groups: dict[str, str | None]) -> Span | None:
    return date(year, 1, 1), date(year, 12, 31), str(year)


def _some_years(year: int, groups: dict[str, str | None]) -> Span | None:
    last = _year(groups, "2")
    return (date(year, 1, 1), date(last, 12, 31), f"{year}/{last}") if last is not None and last > year else None


def _half(groups: dict[str, str | None], clock: _Clock) -> Span | None:
    """A half of a year; without one the last that began before the article."""
    first = 6 * _ordinal(groups.get("half") or groups["part"]) - 5
    year = _year(groups, "") or _told_year(groups, clock, first)
    return _interval(date(year, first, 1), month_span(year, first + 5)[1]) if year is not None else None


def _first_months(groups: dict[str, str | None], clock: _Clock) -> Span | None:
    """The first months of a year; `of the year` is the last time that they were over before the article."""
    year, last = _year(groups, ""), _ordinal(groups["count"])
    if year is None and clock.today is not None:
        over = month_span(clock.today.year, last)[1] < clock.today and (groups["which"] or "").lower() != "last"
        year = clock.today.year - (not over)
    return _interval(date(year, 1, 1), month_span(year, last)[1]) if year is not None else None


def _last_months(year: int, groups: dict[str, str | None]) -> Span | None:
    return _interval(date(year, 13 - _ordinal(groups["count"]), 1), date(year, 12, 31))


def _point(year: int, groups: dict[str, str | None]) -> Span | None:
    """A part of a year; those that name no month are its end."""
    part = phrases.meanings("months of parts of a year").get(" ".join((groups["point"] or "").lower().split()))
    return month_span(year, int(part)) if part else _interval(date(year, 12, 31), date(year, 12, 31))


def before(edtf: str, unit: str) -> str | None:
    """The same stretch one `year`, `quarter`, `month`, `week` or `day` earlier; None where it has none such.

    >>> before("2026-02-01/2026-04-30", "year"), before("2026-03", "month"), before("2026-05-04/2026-05-10", "week")
    ('2025-02-01/2025-04-30', '2026-02', '2026-04-27/2026-05-03')
    """
    months = {"year": 12, "quarter": 3, "month": 1}.get(unit)
    if re.fullmatch(r"\d{4}", edtf):
        return f"{int(edtf) - 1:04d}" if unit == "year" else None
    if re.fullmatch(r"\d{4}-\d\d", edtf):
        return _months_back(edtf, months) if months else None
    try:
        days = [date.fromisoformat(part) for part in edtf.split("/")]
    except ValueError:
        return None
    if months is None:
        return "/".join(str(day - timedelta(days=1 if unit == "day" else 7)) for day in days)
    first, last = days[0], days[-1]
    if first.day != 1 or (last + timedelta(days=1)).day != 1:
        return None
    begin, finish = _months_back(str(first)[:7], months), _months_back(str(last)[:7], months)
    return f"{begin}-01/{month_span(int(finish[:4]), int(finish[5:]))[1]}"


def first_and_last(period: str | None) -> tuple[str | None, str | None]:
    """First and last day of a period in ISO 8601 / EDTF; an open or unreadable end is None.

    >>> first_and_last("2026-02"), first_and_last("2025/2030"), first_and_last("../2026-03-15")
    (('2026-02-01', '2026-02-28'), ('2025-01-01', '2030-12-31'), (None, '2026-03-15'))
    """
    if not period:
        return None, None
    first, _, last = period.partition("/")
    return _bound(first)[0], _bound(last or first)[1]


def _bound(text: str) -> tuple[str | None, str | None]:
    found = _EDTF.fullmatch(text)
    if not found:
        return None, None
    year, month, day = found.groups()
    if day:
        return (f"{year}-{month}-{day}",) * 2
    if not month:
        return f"{year}-01-01", f"{year}-12-31"
    if not 1 <= int(month) <= 12 or int(year) == 0:
        return None, None
    return f"{year}-{month}-01", str(month_span(int(year), int(month))[1])


def _months_back(month: str, steps: int) -> str:
    index = int(month[:4]) * 12 + int(month[5:]) - 1 - steps
    return f"{index // 12}-{index % 12 + 1:02d}"


def _interval(begin: date, finish: date) -> Span:
    return begin, finish, begin.isoformat() if begin == finish else f"{begin}/{finish}"


def month_span(year: int, month: int) -> Span:
    """First day, last day and EDTF of a month."""
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return date(year, month, 1), last, f"{year}-{month:02d}"


def _year(groups: dict[str, str | None], which: str) -> int | None:
    if text := groups.get("year" + which):
        return int(text)
    short = groups.get("short" + which)
    return 2000 + int(short) if short else None


def _month(name: str | None) -> int:
    name = (name or "").lower()
    return int(name) if name.isdigit() else vocabulary().months[name]


def _ordinal(word: str | None) -> int:
    word = (word or "").lower()
    return int(word) if word.isdigit() else vocabulary().ordinals[word]


def _near_year(clock: _Clock, month: int) -> int | None:
    """The year in which a month without a year lies nearest to the article's day.

    News tells what was: a month ahead counts as four times as far, but where the words look ahead (`by October`).
    """
    if clock.today is None:
        return clock.year
    today = clock.today

    def away(year: int) -> int:
        months = (year - today.year) * 12 + month - today.month
        return months if clock.ahead and months > 0 else max(4 * months, -months)

    return min((today.year + step for step in (-1, 0, 1)), key=away)


def _days(kind: str, groups: dict[str, str | None], clock: _Clock) -> Span | None:
    month = _month(groups["month"])
    last_month = _month(groups["month2"]) if groups.get("month2") else month
    year = _year(groups, "") or _year(groups, "2") or _near_year(clock, month)
    if year is None:
        return None
    if not _year(groups, "") and last_month < month:
        year -= 1
    begin = date(year, month, int(groups["day"] or 0))
    if kind == "week ended":
        return _interval(begin - timedelta(days=6), begin)
    if kind == "week of":
        return _interval(begin, begin + timedelta(days=6))
    if kind == "day":
        return _interval(begin, begin)
    finish = date(_year(groups, "2") or year + (last_month < month), last_month, int(groups["day2"] or 0))
    if finish < begin:
        raise ValueError("ends before it begins")
    return _interval(begin, finish)


def _slashed(year: int, groups: dict[str, str | None]) -> Span | None:
    """`5/28/2026`, `28/5/2026`: fixed where only one of the two can be the month."""
    one, two = int(groups["one"] or 0), int(groups["two"] or 0)
    if one != two and max(one, two) <= 12:
        return None
    day = date(year, min(one, two), max(one, two))
    return _interval(day, day)


def _span_ended(groups: dict[str, str | None], clock: _Clock) -> Span | None:
    """Whole months up to the month of a closing day: `the quarter ended April 26` is February to April."""
    month = _month(groups["month"])
    year = _year(groups, "") or _near_year(clock, month)
    if year is None:
        return None
    first = (
        year * 12 + month - int(phrases.meanings("months of a span")[" ".join((groups["span"] or "").lower().split())])
    )
    return _interval(date(first // 12, first % 12 + 1, 1), month_span(year, month)[1])


def _relative(groups: dict[str, str | None], today: date | None) -> Span | None:
    """`last year`, `this week`, `yesterday`: fixed by the article's day alone."""
    which = (groups.get("which") or "").lower()
    if today is None:
        return None
    if (days := phrases.meanings("days from today").get(which)) is not None:
        day = today + timedelta(days=int(days))
        return _interval(day, day)
    if (steps := phrases.meanings("steps from now").get(which)) is None:
        return None
    step = int(steps)
    unit = (groups.get("unit") or "").lower()
    if unit == "year":
        year = today.year + step
        return date(year, 1, 1), date(year, 12, 31), str(year)
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return _interval(monday, monday + timedelta(days=6))
    size = 3 if unit == "quarter" else 1
    index = (today.year * 12 + today.month - 1) // size + step
    first = index * size
    begin = date(first // 12, first % 12 + 1, 1)
    return (
        month_span(begin.year, begin.month)
        if size == 1
        else _interval(begin, month_span((first + 2) // 12, (first + 2) % 12 + 1)[1])
    )


_LEANING: dict[str, Callable[[dict[str, str | None], _Clock], Span | None]] = {
    "relative": lambda groups, clock: _relative(groups, clock.today),
    "span ended": _span_ended,
    "decade": lambda groups, clock: None,
    "months": _whole_months,
    "month": _one_month,
    "quarter": _quarter,
    "half": _half,
    "first months": _first_months,
}
"""Kinds that may lean on the day of the article."""
_OF_A_YEAR: dict[str, Callable[[int, dict[str, str | None]], Span | None]] = {
    "year": _one_year,
    "years": _some_years,
    "point": _point,
    "slashed": _slashed,
    "last months": _last_months,
}
"""Kinds that need a year of their own."""
