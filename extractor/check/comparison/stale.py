"""Values of a slot by the time that each was told -> articles that give an old one, undated, when a newer one is out.

A figure with its date stays true; one without it is read as of the day of its article. Where an earlier article has
told that the figure has moved on, the old value is outdated. That is a doubt, for the newer one may be of another kind.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from extractor import display
from extractor.check import explain
from extractor.check.bench import Bench, Key, when
from extractor.check.comparison.agreement import same_number, signed
from extractor.check.explain import Finding, said
from extractor.check.intervals import significant
from extractor.check.knobs import knobs
from extractor.check.near import is_base
from extractor.check.periods import days
from extractor.check.slots import gap, qualifier_words
from extractor.models import Check, Claim

_NEWEST = 8
"""Newer values, the last ones, that an undated one is held against."""

Slot = tuple[Key, str, str, str | None, frozenset[str]]


@dataclass(frozen=True, order=True)
class _Told:
    """A value and the day that it is of: the end of its period, else the day of its article."""

    day: date
    id: str
    claim: Claim


def checks(bench: Bench) -> Iterator[Check]:
    """One check for each slot and article that gives an outdated value."""
    slots: dict[Slot, list[Claim]] = defaultdict(list)
    for claim in bench.claims:
        rules = knobs().measure(claim.measure)
        if rules.single and not rules.steady and _plain(bench, claim):
            slots[bench.key(claim), claim.measure, claim.unit, claim.of, qualifier_words(claim)].append(claim)
    for _, claims in sorted(slots.items(), key=lambda slot: str(slot[0][:4]) + str(sorted(slot[0][4]))):
        if len({c.article_id for c in claims}) > 2:
            yield from _outdated(bench, claims)


def _plain(bench: Bench, claim: Claim) -> bool:
    telling = claim.value is not None and significant(claim.value) >= knobs().caps.telling_digits
    sure = telling and bench.strong(claim) and claim.modality != "forecast" and not bench.number(claim).bound
    return sure and bench.published(claim) is not None and not is_base(bench, claim)


def _outdated(bench: Bench, claims: Sequence[Claim]) -> Iterator[Check]:
    told = sorted(_Told(day, c.id, c) for c in claims if (day := _day(bench, c)))
    seen: set[str] = set()
    for claim in sorted(claims, key=lambda c: (str(bench.published(c)), c.article_id, c.start)):
        if when(claim) is None and claim.article_id not in seen:
            found = _overtaken(bench, claim, told)
            if found:
                seen.add(claim.article_id)
                yield _stale(bench, claim, *found)


def _day(bench: Bench, claim: Claim) -> date | None:
    time = when(claim)
    if time is None:
        return bench.published(claim)
    span = days(time)
    return span[1] if span else None


def _overtaken(bench: Bench, claim: Claim, told: Sequence[_Told]) -> tuple[Claim, Claim] | None:
    """The same value as an earlier article has it, and the newest that was out by then, which is another."""
    day = bench.published(claim)
    assert day is not None
    before = told[: bisect.bisect_left(told, day, key=lambda t: t.day)]

    def out(known: Iterable[_Told]) -> Iterator[_Told]:
        others = (t for t in known if t.claim.article_id != claim.article_id)
        known_then = (t for t in others if (bench.published(t.claim) or day) < day)
        return (t for t in known_then if gap(bench, claim, t.claim).comparable or when(t.claim))

    def alike(t: _Told) -> bool:
        return same_number(bench, claim, t.claim) != "inconsistent"

    # from the newest back, and no further than needed: a price may be told ten thousand times
    newest = next((t for t in islice(out(reversed(before)), _NEWEST) if not alike(t)), None)
    latest = next(filter(alike, out(reversed(before))), None) if newest else None
    if newest is None or latest is None or newest.day <= latest.day:
        return None  # what the value was before, or still is
    own = {bench.number(c.claim).nominal for c in told if c.claim.article_id == claim.article_id}
    if bench.number(newest.claim).nominal in own:
        return None  # an article that has both knows them for two things
    return next(filter(alike, out(before))).claim, newest.claim


def _stale(bench: Bench, claim: Claim, old: Claim, new: Claim) -> Check:
    measure = claim.measure.replace("_", " ")
    return explain.check(
        Finding(
            kind="stale",
            verdict="undetermined",
            title=f"{bench.label(claim)}: {said(claim)} ({measure}) is outdated",
            text=(
                f"{bench.label(claim)}, {measure}: {said(claim)} without a date, in an article of "
                f"{display.period(str(bench.published(claim)))}. That was told {_time(bench, old)}; "
                f"{_time(bench, new)} it was {said(new)}. {explain.settled_by((new, claim))}"
            ),
            formula="an undated value equals an older one, not the newest",
            claims=((claim, "outdated"), (old, "older"), (new, "newer")),
            stated=signed(bench, claim).coarse,
            derived=signed(bench, new).coarse,
            unit=claim.unit,
            severity="warning",
        )
    )


def _time(bench: Bench, claim: Claim) -> str:
    time = when(claim)
    return f"for {display.period(time)}" if time else f"on {display.period(str(bench.published(claim)))}"
