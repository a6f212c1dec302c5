"""Dates that the sentences of claims give -> weeks that are none, and weekdays that their dates do not fall on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from extractor import dates
from extractor.check import explain
from extractor.check.bench import Bench
from extractor.check.exact import Fraction
from extractor.check.explain import Finding
from extractor.check.intervals import Interval
from extractor.check.knobs import Stretch, knobs
from extractor.check.knobs import pattern as words
from extractor.dates import Period
from extractor.models import Check, Claim, Verdict

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s{1,2}(?:the\s)?$", re.IGNORECASE)
_OWN_WEEKDAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s", re.IGNORECASE)
_ENDS = re.compile(r"\b(?:end|to|through)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_LEAD = 40
_BETWEEN = " \t,:(*_~\"'"


def checks(bench: Bench) -> Iterator[Check]:
    """One check for each stretch of days and each weekday that a sentence with claims gets wrong."""
    for (article, _), claims in sorted(bench.in_sentence.items()):
        sentence = claims[0].sentence
        if _asks(sentence):
            record = bench.articles.get(article)
            for period in dates.find(sentence, record.published if record else None):
                yield from _stretch(claims, sentence, period)
                yield from _weekday(claims, sentence, period, bool(record and record.published))


def _asks(sentence: str) -> bool:
    """Whether a sentence can hold anything of the kind; most can not, and dates take time to find."""
    folded = sentence.casefold()
    return any(rule.hint in folded for rule in knobs().stretches) or any(day.casefold() in folded for day in _DAYS)


def _stretch(claims: Sequence[Claim], sentence: str, period: Period) -> Iterator[Check]:
    """ "The week of 3-12 May": ten days."""
    if period.begin is None or period.finish is None or period.begin >= period.finish:
        return
    length = (period.finish - period.begin).days + 1
    rule = next((r for r in knobs().stretches if _said(r, sentence, period)), None)
    # a week is often given by the days on either side of it, and a working week is shorter
    if rule is None or rule.least <= length <= rule.most:
        return
    verdict: Verdict = "undetermined" if length == rule.most + 1 else "inconsistent"
    told = sentence[period.start : period.end]
    if not any(sign.isdigit() for sign in told):
        return  # "the last week of January"
    repaired = period.begin + timedelta(days=rule.most - 1)
    yield explain.check(
        Finding(
            kind="bound",
            verdict=verdict,
            title=f"{told}: {length} days called {rule.say}",
            text=(
                f'"{told}" runs over {length} days, and is called {rule.say}. From {_day(period.begin)} on, that would '
                f"end on {_day(repaired)}. What settles it: the dates of the source."
            ),
            formula="last day - first day + 1 = days of the stretch",
            claims=tuple((c, "dated") for c in _dated(claims, period)),
            stated=Interval(Fraction(rule.least), Fraction(rule.most)),
            derived=Interval.point(length),
            unit="days",
            severity="notice" if verdict == "undetermined" else None,
            detail=f"{told}/{period.begin}",
        )
    )


def _said(rule: Stretch, sentence: str, period: Period) -> bool:
    before = sentence[max(0, period.start - _LEAD) : period.start].rstrip(_BETWEEN)
    after = sentence[period.end : period.end + _LEAD].lstrip(_BETWEEN)
    ends = [m.end() for m in words(rule.before).finditer(before)]
    own = sentence[period.start : period.end]  # the date may take the word in: "week of 3 to 12 May"
    inside = words(rule.before).match(own) is not None
    behind = bool(rule.behind) and words(rule.behind).match(after) is not None and period.kind == "days"
    return inside or behind or bool(ends and ends[-1] == len(before))


def _weekday(claims: Sequence[Claim], sentence: str, period: Period, published: bool) -> Iterator[Check]:
    """ "Monday, 10 March 2026", which is a Tuesday; the year must be told, or be that of the article."""
    own = sentence[period.start : period.end]
    found, day = _WEEKDAY.search(sentence[: period.start]), _the_day(own, period)
    found = found or _OWN_WEEKDAY.search(sentence, period.start, period.end)
    if not found or day is None:
        return
    told, real = f"{found[1].capitalize()}day", _DAYS[day.weekday()]
    own_year = _YEAR.search(own) is not None
    if told == real or not (own_year or published):
        return
    near = min((day + timedelta(days=d) for d in range(-3, 4)), key=lambda d: _DAYS[d.weekday()] != told)
    yield explain.check(
        Finding(
            kind="bound",
            verdict="inconsistent" if own_year else "undetermined",
            title=f"{_day(day)} is no {told}",
            text=(
                f'"{sentence[found.start() : period.end]}": {_day(day)} is a {real}; the {told} next to it is '
                f"{_day(near)}. What settles it: the dates of the source."
            ),
            formula="weekday of the date",
            claims=tuple((c, "dated") for c in _dated(claims, period)),
            severity=None if own_year else "warning",
            detail=f"{told}/{day}",
        )
    )


def _the_day(own: str, period: Period) -> date | None:
    """The one day that a date names: of a week, the end that it is named by."""
    if period.kind == "week":
        return period.finish if _ENDS.search(own) else period.begin
    return period.begin if period.kind == "day" and period.finish in (None, period.begin) else None


def _dated(claims: Sequence[Claim], period: Period) -> list[Claim]:
    """The claims that the date is of, else all of the sentence."""
    edtf = period.edtf or ""
    return [c for c in claims if edtf and edtf in (c.period, c.as_of)] or list(claims)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
