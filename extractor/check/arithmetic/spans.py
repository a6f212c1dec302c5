"""Values of stretches of time that make up a longer one (quarters of a year) -> held against the value of that one.

Only what is counted over time adds up so: revenue, spending, tokens. Both must be dated by their text. That the parts
miss the whole accuses where one article gives them all and calls the whole a total; anything else may only support.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from extractor.check import explain
from extractor.check.arithmetic.totals import sum_of, told_total
from extractor.check.bench import Bench, Key
from extractor.check.exact import Fraction
from extractor.check.explain import said
from extractor.check.knobs import knobs
from extractor.check.near import reached
from extractor.check.periods import days
from extractor.check.slots import gap, qualifier_words
from extractor.check.verdicts import Outcome, best, factor
from extractor.models import Check, Claim

_PARTS = ((6, 2), (3, 4), (1, 12), (3, 2), (1, 3), (1, 6))
"""Months of a part, and how many such make a whole: halves and quarters of a year, months of a quarter ..."""

_MOST = 12
"""Most texts with the whole that are tried."""

Span = tuple[date, date]
Spans = Mapping[Span, Sequence[Claim]]
Slot = tuple[Key, str, str, tuple[str, ...], str | None]


def checks(bench: Bench) -> Iterator[Check]:
    """One check for each value of a stretch of time whose parts, with no gap between them, have values too."""
    for _, spans in sorted(_series(bench).items(), key=str):
        for whole, claims in sorted(spans.items()):
            for parts in _tilings(spans, whole) if len(spans) > 2 else ():
                found = _held(bench, claims, [spans[span] for span in parts])
                if found:
                    claim, outcome = found
                    title = f"{bench.label(claim)}: {said(claim)} in all"
                    yield explain.arithmetic(bench, "sum", claim, outcome, title)
                    break


def _series(bench: Bench) -> dict[Slot, dict[Span, list[Claim]]]:
    """For each thing and what is counted of it: the stretches of time with their values."""
    series: dict[Slot, dict[Span, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for (key, measure, unit, time), claims in sorted(bench.dated.items()):
        span = days(time)
        if span is None or span[0].day != 1 or not knobs().measure(measure).flow:
            continue
        for claim in claims:
            if claim.period == time and bench.fair(claim) and not bench.number(claim).bound:
                slot = key, measure, unit, tuple(sorted(qualifier_words(claim))), claim.of
                series[slot][span].append(claim)
    return series


def _tilings(spans: Spans, whole: Span) -> Iterator[list[Span]]:
    """The rows of parts of one length that fill a stretch of time."""
    for months, count in _PARTS:
        row = [_stretch(whole[0], months * i, months) for i in range(count)]
        if row[-1][1] == whole[1] and all(span in spans for span in row):
            yield row


def _stretch(start: date, after: int, months: int) -> Span:
    """So many months, so many after a first of a month."""
    return _shifted(start, after), _shifted(start, after + months) - timedelta(days=1)


def _shifted(start: date, months: int) -> date:
    month = start.month - 1 + months
    return date(start.year + month // 12, month % 12 + 1, 1)


def _held(bench: Bench, claims: Sequence[Claim], parts: Sequence[Sequence[Claim]]) -> tuple[Claim, Outcome] | None:
    """The value of the whole, as its first article gives it, against the one value that each part has."""
    for claim in claims[:_MOST]:
        known = [_one(bench, claim, part) for part in parts]
        given = [part for part in known if part is not None]
        outcome = best(bench.number(claim), [sum_of(bench, given)]) if len(given) == len(parts) else None
        if outcome and (outcome.verdict != "inconsistent" or _may_miss(bench, claim, given, outcome)):
            return claim, outcome
    return None


def _one(bench: Bench, whole: Claim, given: Sequence[Claim]) -> Claim | None:
    """The value of a part, from the article of the whole if it has one; None where texts differ about it."""
    fit = [c for c in given[: knobs().caps.links] if not _apart(bench, whole, c)]
    own = [c for c in fit if c.article_id == whole.article_id] or fit
    alike = all(bench.number(own[0]).coarse.meets(bench.number(c).coarse) for c in own)
    return max(own, key=lambda c: (c.decimals or 0, c.id)) if own and alike else None


def _apart(bench: Bench, a: Claim, b: Claim) -> bool:
    return bool(set(gap(bench, a, b).differ) - {"period", "source"})


def _may_miss(bench: Bench, claim: Claim, parts: Sequence[Claim], outcome: Outcome) -> bool:
    """Whether the text itself adds up: the whole is called a total, beside its parts, and is not far off."""
    near = factor(outcome.derived.nominal, outcome.stated.nominal) <= Fraction(knobs().caps.derived)
    beside = all(reached(claim, part) for part in parts)
    return near and beside and told_total(bench, claim) and bench.strong_together((claim, *parts))
