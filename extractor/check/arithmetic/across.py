"""Growths and shares whose levels other articles give -> held against these levels, and only against those.

"Up 40% from the week before" in one article and a volume of this week in a second give the volume of last week, which
a third may state; "34% of the platform's tokens" gives one volume from two. What a growth or a share is of must be
stated, and all periods, alike and in full, before anything is accused; where articles differ about a level, nothing
follows from it. Each slot (subject, measure, unit, period) is looked up, never searched, and is worked out once.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from extractor.check import explain
from extractor.check.arithmetic.growth import growth_sum
from extractor.check.arithmetic.shares import SHARES, loses_majority, measure_of_share, portion
from extractor.check.bench import Bench, Key, when
from extractor.check.exact import Fraction
from extractor.check.explain import said
from extractor.check.knobs import knobs
from extractor.check.near import is_base, is_forecast, plausible
from extractor.check.periods import previous
from extractor.check.sentences.relations import of_stock
from extractor.check.slots import qualifier_words
from extractor.check.verdicts import Outcome, best, factor
from extractor.models import Check, Claim

Scope = frozenset[str]


def checks(bench: Bench, taken: Collection[str]) -> Iterator[Check]:
    """A check for each growth and each share that no other check has held against anything; `taken` have one."""
    levels = _Levels(bench)
    for claim in bench.claims:
        if claim.id in taken or not when(claim) or not bench.key(claim) or bench.number(claim).bound:
            continue
        if claim.measure == "growth" and claim.unit == "percent":
            yield from _growth(bench, levels, claim)
        elif claim.measure in SHARES and claim.unit == "percent":
            yield from _share(bench, levels, claim)


class _Levels:
    """What all articles together state of a slot: the most exact figure, where they agree."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._known: dict[tuple[Key, str, str, bool], dict[Scope, Claim | None]] = {}
        self._units: dict[tuple[Key, str, str], list[str]] = defaultdict(list)
        for key, measure, unit, time in bench.dated:
            self._units[key, measure, time].append(unit)

    def units(self, key: Key, measure: str, time: str) -> list[str]:
        """Units in which a measure of a thing is given for a time."""
        return sorted(self._units.get((key, measure, time), []))

    def at(self, like: Claim, key: Key, measure: str, unit: str, time: str) -> dict[Scope, Claim | None]:
        """By platform: the most exact figure of a thing for a time, expected or counted as `like` is; None where
        articles differ."""
        slot = (key, measure, f"{unit} {time}", is_forecast(like))
        if slot not in self._known:
            given = self._bench.dated.get((key, measure, unit, time), [])
            self._known[slot] = self._told([c for c in given if is_forecast(c) == is_forecast(like)])
        return self._known[slot]

    def _told(self, given: Sequence[Claim]) -> dict[Scope, Claim | None]:
        plain = [c for c in given if not self._bench.number(c).bound and not is_base(self._bench, c)]
        by_scope: dict[Scope, list[Claim]] = defaultdict(list)
        for claim in plain:
            if not qualifier_words(claim):
                by_scope[frozenset(claim.scope_ids)].append(claim)
        return {scope: self._exact(same) for scope, same in by_scope.items()}

    def _exact(self, same: Sequence[Claim]) -> Claim | None:
        number = self._bench.number
        best_one = min(same, key=lambda c: (-(c.decimals or 0), number(c).hedged, c.article_id, c.start, c.id))
        alike = all(number(c).coarse.meets(number(best_one).coarse) for c in same)
        return best_one if alike else None


# ---------------------------------------------------------------- growths


def _growth(bench: Bench, levels: _Levels, claim: Claim) -> Iterator[Check]:
    """A growth whose own article gives neither level, or only one of them that nothing else was found for."""
    time, of = str(when(claim)), claim.of
    earlier = previous(time, claim.step)
    if not of or not earlier or not claim.direction or of_stock(bench, claim):
        return
    key = bench.key(claim)
    for unit in levels.units(key, of, time):
        now, before = (levels.at(claim, key, of, unit, t) for t in (time, earlier))
        for scope in sorted(now.keys() & before.keys(), key=sorted):
            first, second = before[scope], now[scope]
            if first is None or second is None or not _same_place(claim, scope):
                continue
            outcome = best(bench.number(claim), [growth_sum(bench, claim, first, second)])
            if outcome and (outcome.verdict != "inconsistent" or _may_miss(bench, claim, outcome)):
                title = f"{bench.label(claim)}: {said(claim)} against what other articles state"
                high = outcome.derived.coarse.high
                yield explain.arithmetic(bench, "growth", claim, outcome, title, flips=high is not None and high < 0)
                return


def _may_miss(bench: Bench, claim: Claim, outcome: Outcome) -> bool:
    """Whether it is known over what the growth is counted, and the levels are close enough to be one series."""
    yearly = len(str(when(claim))) == 4
    levels = factor(*(operand.number.nominal for operand in outcome.sum.operands)) <= Fraction(knobs().caps.drift)
    return (claim.step is not None or yearly) and levels and _may_accuse(bench, claim, outcome)


def _same_place(claim: Claim, scope: Scope) -> bool:
    """Whether a claim is of one platform with the levels: named by both, or by neither."""
    return frozenset(claim.scope_ids) == scope


# ---------------------------------------------------------------- shares


def _share(bench: Bench, levels: _Levels, claim: Claim) -> Iterator[Check]:
    """ "34% of the platform's tokens": the thing's figure and that of the platform, both for the time of the share."""
    whole_id, of, time = _whole(bench, claim), measure_of_share(claim), str(when(claim))
    if whole_id is None or not of:
        return
    place, scopes = bench.root(whole_id), [frozenset((whole_id,)), frozenset[str]()]
    for unit in levels.units(bench.key(claim), of, time):
        parts = levels.at(claim, bench.key(claim), of, unit, time)
        wholes = levels.at(claim, (place,), of, unit, time)
        part = parts.get(frozenset((whole_id,)))
        whole = next((wholes[s] for s in scopes if wholes.get(s)), None)
        if part is None or whole is None or len({claim.article_id, part.article_id, whole.article_id}) < 2:
            continue
        outcome = portion(bench, claim, part, whole)
        if outcome and (outcome.verdict != "inconsistent" or _may_accuse(bench, claim, outcome)):
            title = f"{bench.label(claim)}: a share of {said(claim)} against what other articles state"
            yield explain.arithmetic(bench, "share", claim, outcome, title, flips=loses_majority(outcome))
            return


def _whole(bench: Bench, claim: Claim) -> str | None:
    """The platform whose whole a share is of, as the words right behind it say; None where they name anything else."""
    tail = bench.slice(claim.article_id, claim.end, claim.end + 120).partition("\n")[0]
    for platform in claim.scope_ids:
        if bench.kind(platform) == "platform" and _of_all_of(bench.name(platform)).match(tail):
            return platform
    return None


@functools.lru_cache(maxsize=1 << 10)
def _of_all_of(name: str) -> re.Pattern[str]:
    """ "of NAME's tokens", "of all tokens on NAME", with nothing behind it that makes the whole a smaller one."""
    kind = r"(?:(?:total|overall|entire|weekly|monthly|daily|token|all|combined) ){0,3}+"
    what = r"(?:tokens?|volume|traffic|usage|throughput|total)"
    by = r"(?:on|at|through|via|across|(?:served|routed|processed|handled) by)"
    owned = rf"(?:the )?{re.escape(name)}(?:['\u2019]s?)? {kind}{what}"
    served = rf"(?:the )?{kind}{what} {by} {re.escape(name)}"
    time = r"(?:the|that|this|those) (?:week|month|quarter|year|seven|days)"
    end = rf"(?![\w-])(?! (?:from|by|for|of|among|to|used|spent|going)\b)(?! in (?!{time}))"
    return re.compile(rf"[\s*_`]*of (?:all )?(?:{owned}|{served}){end}", re.IGNORECASE)


# ---------------------------------------------------------------- who may accuse


def _may_accuse(bench: Bench, claim: Claim, outcome: Outcome) -> bool:
    """Whether all three are certain and plain, and one is of another article."""
    parts = [operand.claim for operand in outcome.sum.operands]
    if len({c.article_id for c in (claim, *parts)}) < 2 or qualifier_words(claim):
        return False
    strong = all(bench.strong(c) and c.comparator in ("=", "~") for c in (claim, *parts))
    return strong and plausible(bench, claim, outcome)
