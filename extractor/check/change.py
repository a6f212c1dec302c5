"""Growths and multiples -> held against the levels near them; a growth with one level gives the level before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from extractor import display
from extractor.check import explain, headlines
from extractor.check.bench import Bench, is_level, when
from extractor.check.explain import Finding, operand, said
from extractor.check.intervals import Derived, Interval, derive
from extractor.check.knobs import knobs
from extractor.check.slots import gap
from extractor.check.verdicts import Operand, Outcome, Sum, best, factor
from extractor.models import Check, Claim

_ONE, _HUNDRED = Interval.point(1), Interval.point(100)
_NEAREST = 12
"""Most levels of one sentence that a change is held against."""
_STEPS = {"P1W": 7, "P7D": 7, "P1D": 1}


@dataclass(frozen=True)
class Backcast:
    """A level that nobody states: what a growth and the level after it give for the period before."""

    growth: Claim
    level: Claim
    derived: Derived


def growth_checks(bench: Bench) -> Iterator[Check]:
    """Each growth against the pair of levels that it spans."""
    for claim in bench.claims:
        if claim.measure == "growth" and claim.unit == "percent":
            outcome = _grown(bench, claim)
            if outcome:
                yield _growth_check(bench, claim, outcome)


def backcasts(bench: Bench) -> list[Backcast]:
    """The level before, of every growth that stands with one level only."""
    found = []
    for claim in bench.claims:
        if claim.measure != "growth" or claim.unit != "percent" or not claim.direction or bench.number(claim).bound:
            continue
        level = _level_after(bench, claim)
        if level is not None and _grown(bench, claim) is None:
            derived = derive(_before(claim), bench.number(level), bench.number(claim))
            if derived:
                found.append(Backcast(claim, level, derived))
    return found


def backcast_checks(bench: Bench, backs: Sequence[Backcast]) -> Iterator[Check]:
    """Derived levels, with their lineage."""
    for back in backs:
        yield _derived_check(bench, back)


def _growth_check(bench: Bench, claim: Claim, outcome: Outcome) -> Check:
    derived = outcome.derived.coarse
    reverse = bool(claim.direction) and derived.high is not None and derived.high < 0
    title = f"{bench.label(claim)}: {said(claim)} against its levels"
    return explain.arithmetic(bench, "growth", claim, outcome, title, flips=reverse)


# ---------------------------------------------------------------- pairs of levels


def _grown(bench: Bench, claim: Claim) -> Outcome | None:
    """The pair that fits, the nearest first; a pair that does not only where no other can be meant."""
    pairs = list(_pairs(bench, claim))
    outcomes = [(best(bench.number(claim), [growth_sum(bench, claim, a, b)]), sure) for a, b, sure in pairs]
    fitting = [o for o, _ in outcomes if o and o.verdict != "inconsistent"]
    if fitting:
        return min(fitting, key=lambda o: o.verdict != "consistent")
    accused = [o for o, sure in outcomes if o and sure and _plausible(bench, claim, o)]
    values = {tuple(bench.number(p.claim).nominal for p in o.sum.operands) for o in accused}
    return accused[0] if len(values) == 1 else None


def _plausible(bench: Bench, claim: Claim, outcome: Outcome) -> bool:
    """Close enough for the growth to be meant of these levels."""
    if not bench.strong_together((claim, *(o.claim for o in outcome.sum.operands))):
        return False
    return factor(outcome.derived.nominal, outcome.stated.nominal) <= Fraction(knobs().caps.derived)


def _pairs(bench: Bench, claim: Claim) -> Iterator[tuple[Claim, Claim, bool]]:
    """(from, to, whether no other pair can be meant): in the sentence, else by period in the article, else anywhere."""
    levels = _near_first(bench, claim, [c for c in bench.sentence(claim) if _speaks_of(bench, claim, c)])[:_NEAREST]
    by_kind: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for level in levels:
        by_kind[level.measure, level.unit].append(level)
    found = False
    for same in by_kind.values():
        for a, b, sure in _ordered_pairs(bench, claim, same, len(by_kind) == 1):
            found = True
            yield a, b, sure
    if not found:
        yield from _dated_pairs(bench, claim)
    if not found:
        yield from _nearby_pairs(bench, claim)


def _speaks_of(bench: Bench, claim: Claim, level: Claim) -> bool:
    if not is_level(level) or bench.key(level) != bench.key(claim) or not bench.key(claim):
        return False
    if level.unit in ("percent", "percentage_points", "points", "rank"):
        return claim.unit == "multiple" and level.measure == claim.of  # a percent of a score may be meant in points
    return level.measure == claim.of if claim.of else level.unit != "count"


def _ordered_pairs(
    bench: Bench, claim: Claim, levels: Sequence[Claim], alone: bool
) -> Iterator[tuple[Claim, Claim, bool]]:
    growths = [c for c in bench.sentence(claim) if c.measure == "growth" and bench.key(c) == bench.key(claim)]
    ordered = sorted(levels, key=lambda c: (not is_base(bench, c), c.start, c.id))
    if len({when(c) for c in ordered}) == len(ordered) and all(when(c) for c in ordered):
        ordered.sort(key=lambda c: str(when(c)))
    matched = len(ordered) == len(growths) + 1 and alone
    opened = bool(ordered) and is_base(bench, ordered[0])
    turn = growths.index(claim) + 1
    for i, first in enumerate(ordered):
        for j, second in enumerate(ordered[i + 1 :], i + 1):
            told = matched and i == 0 and j == turn and (opened or _dates_apart(first, second))
            yield first, second, (told or _embraced(bench, claim, first, second)) and _direct(claim)


def _embraced(bench: Bench, claim: Claim, first: Claim, second: Claim) -> bool:
    """ "0.40, down 20% from 0.50": the growth stands between its two levels, and nothing else does."""
    near = [
        c for c in bench.sentence(claim) if min(first.start, second.start) <= c.start <= max(first.start, second.start)
    ]
    return len(near) == 3 and near[1].id == claim.id and is_base(bench, first) and not is_base(bench, second)


def is_base(bench: Bench, level: Claim) -> bool:
    """Whether the level is said to be what the change starts from."""
    return bench.leads(level, "base")


def _measure_of(bench: Bench, claim: Claim) -> str | None:
    """What grows: as the claim says, else the one measure that its article has for its subject and time."""
    if claim.of or not when(claim):
        return claim.of
    own = bench.levels.get((claim.article_id, bench.key(claim)), [])
    measures = {c.measure for c in own if when(c) == when(claim)} or {c.measure for c in own if when(c)}
    return measures.pop() if len(measures) == 1 else None


def _dates_apart(first: Claim, second: Claim) -> bool:
    return bool(when(first) and when(second) and when(first) != when(second))


def _direct(claim: Claim) -> bool:
    return bool(claim.direction) and claim.comparator in ("=", "~")


def _dated_pairs(bench: Bench, claim: Claim) -> Iterator[tuple[Claim, Claim, bool]]:
    """Levels of the article (then of others) whose periods are the growth's and the one before."""
    own, of = bench.levels.get((claim.article_id, bench.key(claim)), []), _measure_of(bench, claim)
    levels = [c for c in own if c.measure == of and when(c) and _forecast(c) <= _forecast(claim)]
    last = {when(c): c for c in reversed(_near_first(bench, claim, levels))}
    target = claim.period.split("/")[-1] if claim.period and len(claim.period) == 9 else when(claim)
    times = sorted(str(t) for t in last)
    for second in times:
        inside = bool(target) and target != second
        if inside and not _part_of_year(str(target), second):
            continue
        for first in times:
            if _a_year_before(first, second) if inside else _comes_before(first, second, claim.step):
                yield (
                    last[first],
                    last[second],
                    bool(target) and _direct(claim) and last[first].unit == last[second].unit,
                )
    yield from _elsewhere(bench, claim)


def _nearby_pairs(bench: Bench, claim: Claim) -> Iterator[tuple[Claim, Claim, bool]]:
    """One level beside the growth, the other a little further off: only ever to support."""
    levels = [c for c in _within_reach(bench, claim, bench.key(claim)) if _speaks_of(bench, claim, c)]
    here = [c for c in levels if bench.distance(claim, c)[0] == 0]
    only = _two_points(bench, claim)
    for one in (here or levels[:1])[:_NEAREST]:
        for other in levels[:_NEAREST]:
            if other is not one and (other.measure, other.unit) == (one.measure, one.unit):
                late = str(when(one) or "9999") >= str(when(other) or "9999") and not is_base(bench, one)
                yield (other, one, only) if late else (one, other, only)


def _two_points(bench: Bench, claim: Claim) -> bool:
    """Whether the article has just two values of what changes, at two stated times."""
    if not claim.of or not _direct(claim):
        return False
    own = [c for c in bench.levels.get((claim.article_id, bench.key(claim)), []) if c.measure == claim.of]
    at: dict[str, list[Claim]] = defaultdict(list)
    for level in own:
        if not headlines.under(bench, level):
            at[when(level) or ""].append(level)
    alike = all(
        bench.number(a).coarse.meets(bench.number(b).coarse) for same in at.values() for a in same for b in same
    )
    return len(at) == 2 and "" not in at and alike


def _elsewhere(bench: Bench, claim: Claim) -> Iterator[tuple[Claim, Claim, bool]]:
    """The period before as another article states it."""
    target, of = when(claim), _measure_of(bench, claim)
    if not target or not of:
        return
    key = bench.key(claim)
    earlier = previous(target, claim.step)
    for level in bench.levels.get((claim.article_id, key), []):
        if level.measure != of or when(level) != target or not earlier:
            continue
        others = bench.dated.get((key, level.measure, level.unit, earlier), [])
        for other in others[:3]:
            if other.article_id != claim.article_id and _forecast(other) == _forecast(level):
                scoped = bool(set(other.scope_ids) & set(level.scope_ids)) or one_series(bench, other, level)
                yield other, level, scoped and _direct(claim)


def one_series(bench: Bench, before: Claim, after: Claim) -> bool:
    """Whether all that the corpus has for a thing at two stated times is one value each, of one platform if any."""
    if set(gap(bench, before, after).differ) - {"period"} or not (when(before) and when(after)):
        return False
    return all(
        bench.number(c).coarse.meets(bench.number(level).coarse)
        for level in (before, after)
        for c in bench.dated.get((bench.key(level), level.measure, level.unit, str(when(level))), [])
    )


def _near_first(bench: Bench, claim: Claim, levels: Sequence[Claim]) -> list[Claim]:
    return sorted(levels, key=lambda c: bench.distance(claim, c))


def _forecast(claim: Claim) -> bool:
    return claim.modality == "forecast"


def _part_of_year(year: str, period: str) -> bool:
    """Whether a period of days lies in one year: its first half, a quarter."""
    return len(year) == 4 and len(period) == 21 and period[:4] == period[11:15] == year


def _a_year_before(first: str, second: str) -> bool:
    """Whether two periods of days are the same part of two years, one after the other."""
    alike = len(first) == len(second) == 21 and (first[4:11], first[15:]) == (second[4:11], second[15:])
    return alike and int(first[:4]) + 1 == int(second[:4]) and int(first[11:15]) + 1 == int(second[11:15])


def _comes_before(first: str, second: str, step: str | None) -> bool:
    return first < second and _just_before(first, second, step)


def _just_before(first: str, second: str, step: str | None) -> bool:
    before = previous(second, step)
    return first == before if before else len(first) == len(second)


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


def growth_sum(bench: Bench, claim: Claim, first: Claim, second: Claim) -> Sum:
    """The change in percent from one level to another, in the direction that the claim gives it."""
    down = claim.direction == "down"
    name = "1 - to / from" if down else "to / from - 1"
    written = f"{said(second)} against {said(first)}"

    def formula(a: Interval, b: Interval) -> Interval:
        change = (_ONE - b / a) if down else (b / a - _ONE)
        return change.scaled(100)

    return Sum(formula, (operand(bench, first, "from"), operand(bench, second, "to")), name, written)


# ---------------------------------------------------------------- back-casts


def _level_after(bench: Bench, claim: Claim) -> Claim | None:
    """The one level that the growth led to: in its sentence, else of its stated period in its article."""
    near = [c for c in bench.sentence(claim) if _speaks_of(bench, claim, c)]
    if near:
        kinds = {(c.measure, c.unit) for c in near}
        values = {bench.number(c).nominal for c in near}
        if len(kinds) == 1 and len(values) == 1 and not is_base(bench, near[0]):
            return near[0] if not bench.number(near[0]).bound else None
        return None
    own = bench.levels.get((claim.article_id, bench.key(claim)), [])
    of = _measure_of(bench, claim)
    same = [c for c in own if of and c.measure == of and when(c) == when(claim) and when(c)]
    same = [c for c in same if not bench.number(c).bound and not _forecast(c)]
    if not same or len({bench.number(c).nominal for c in same}) > 1:
        return None
    return min(same, key=lambda c: (bench.distance(claim, c), c.id))


def _before(claim: Claim) -> Callable[[Interval, Interval], Interval]:
    down = claim.direction == "down"

    def formula(level: Interval, growth: Interval) -> Interval:
        rate = growth / _HUNDRED
        return level / (_ONE - rate if down else _ONE + rate)

    return formula


def _derived_check(bench: Bench, back: Backcast) -> Check:
    level, derived, unit = back.level, back.derived, back.level.unit
    time = when(back.growth) or when(level)
    earlier = previous(time, back.growth.step) if time else None
    before = f"in {display.period(earlier)}" if earlier else "in the period before"
    return explain.check(
        Finding(
            kind="growth",
            verdict="derived",
            title=f"{bench.label(level)} {before}: {explain.amount(derived.nominal, unit, 4)}",
            text=(
                f"{said(back.growth)} to {said(level)} means that {bench.label(level)} stood at "
                f"{explain.span(derived.coarse, unit)} {before} "
                f"({explain.amount(derived.nominal, unit)} at face value)."
            ),
            formula="to / (1 - growth)" if back.growth.direction == "down" else "to / (1 + growth)",
            claims=((back.growth, "growth"), (level, "to")),
            derived=derived.coarse,
            unit=unit,
        )
    )


# ---------------------------------------------------------------- multiples


def multiple_checks(bench: Bench) -> Iterator[Check]:
    """Each n-fold and each "x % cheaper" against the two levels that it compares."""
    for claim in bench.claims:
        if claim.measure in ("multiple", "ratio", "price_ratio", "growth") and _is_fold(claim):
            outcome = _fold(bench, claim)
            if outcome:
                title = f"{bench.label(claim)}: {said(claim)} against its levels"
                yield explain.arithmetic(bench, "ratio", claim, outcome, title)
            yield from _state_checks(bench, claim)


def _is_fold(claim: Claim) -> bool:
    return claim.unit == "multiple" or (claim.measure == "price_ratio" and claim.unit == "percent")


def _fold(bench: Bench, claim: Claim) -> Outcome | None:
    outcomes = []
    for a, b, sure in list(_fold_pairs(bench, claim)) or list(_beside(bench, claim)):
        outcome = best(bench.number(claim), fold_sums(bench, claim, a, b))
        if outcome:
            outcomes.append((outcome, sure))
    fitting = [o for o, _ in outcomes if o.verdict != "inconsistent"]
    if fitting:
        return min(fitting, key=lambda o: o.verdict != "consistent")
    accused = [o for o, sure in outcomes if sure and _plausible(bench, claim, o) and _two_levels(bench, claim, o)]
    return accused[0] if len(accused) == 1 and len(outcomes) == 1 else None


def _two_levels(bench: Bench, claim: Claim, outcome: Outcome) -> bool:
    """Whether a multiple can be of these: one figure told twice has none, and each must be what it seems."""
    parts = [operand.claim for operand in outcome.sum.operands]
    told = {bench.number(part).nominal for part in parts}
    return len(told) == len(parts) and all(bench.strong(part) for part in (claim, *parts))


def _fold_pairs(bench: Bench, claim: Claim) -> Iterator[tuple[Claim, Claim, bool]]:
    """(the smaller-or-earlier, the other, whether no other pair can be meant)."""
    own, other = _two_sides(bench, claim)
    if other:
        yield from _pairs_of_two(bench, claim, own, other)
    elif own:
        levels = [c for c in bench.sentence(claim) if _speaks_of(bench, claim, c)][:_NEAREST]
        for a, b, _ in _ordered_pairs_of(levels):
            yield a, b, len(levels) == 2 and _direct_multiple(claim)
        if not levels and claim.of:
            for pair in (*_dated_pairs(bench, claim), *_nearby_pairs(bench, claim)):
                yield pair[0], pair[1], False


def _beside(bench: Bench, claim: Claim) -> Iterator[tuple[Claim, Claim, bool]]:
    """The level before and the level after the multiple, whoever has them: only ever to support."""
    same = [c for c in bench.in_article[claim.article_id] if is_level(c) and c.measure == claim.of]
    before = [c for c in same if c.end <= claim.start and claim.start - c.end <= knobs().caps.reach // 4]
    after = [c for c in same if c.start >= claim.end and c.start - claim.end <= knobs().caps.reach // 4]
    if before and after and before[-1].unit == after[0].unit:
        yield before[-1], after[0], False


def _ordered_pairs_of(levels: Sequence[Claim]) -> Iterator[tuple[Claim, Claim, int]]:
    for i, first in enumerate(levels):
        for second in levels[i + 1 :]:
            if (first.measure, first.unit) == (second.measure, second.unit):
                yield first, second, i


def _direct_multiple(claim: Claim) -> bool:
    return claim.comparator in ("=", "~")


def _two_sides(bench: Bench, claim: Claim) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Roots of the subject and of what it is compared with, which may be listed as a second subject."""
    ids = bench.subjects(claim)
    if claim.counterpart_ids:
        return tuple(bench.root(i) for i in ids), tuple(bench.root(i) for i in claim.counterpart_ids)
    if len(ids) == 2:
        return (bench.root(ids[0]),), (bench.root(ids[1]),)
    return tuple(bench.root(i) for i in ids), ()


def _pairs_of_two(
    bench: Bench, claim: Claim, own: tuple[str, ...], other: tuple[str, ...]
) -> Iterator[tuple[Claim, Claim, bool]]:
    mine, yours = ([c for c in _in_reach_now(bench, claim, key) if _of(claim, c)] for key in (own, other))
    kinds = {(c.measure, c.unit) for c in mine} & {(c.measure, c.unit) for c in yours}
    for kind in sorted(kinds):
        a = [c for c in mine if (c.measure, c.unit) == kind]
        b = [c for c in yours if (c.measure, c.unit) == kind]
        here = [bench.distance(claim, c)[0] == 0 for c in (a[0], b[0])]
        alone = len(kinds) == 1 and all(len({bench.number(c).nominal for c in side}) == 1 for side in (a, b))
        meant = all(here) or (any(here) and _of(claim, a[0]) and bool(claim.of))
        sure = alone and meant and _direct_multiple(claim) and (claim.of == kind[0] or claim.measure == "price_ratio")
        for second in b[:2]:
            for first in a[:2]:
                yield first, second, sure


def _of(claim: Claim, level: Claim) -> bool:
    if claim.of and claim.of != "price":
        return level.measure == claim.of
    return claim.measure != "price_ratio" or level.measure == "cost" or level.measure.startswith("price")


def _in_reach_now(bench: Bench, claim: Claim, key: tuple[str, ...]) -> list[Claim]:
    """Levels near by, without those that the text calls the old ones; where all are old, all of them."""
    near = _within_reach(bench, claim, key)
    return [c for c in near if not is_base(bench, c)] or near


def _within_reach(bench: Bench, claim: Claim, key: tuple[str, ...]) -> list[Claim]:
    levels = bench.levels.get((claim.article_id, tuple(sorted(key))), [])
    reach = knobs().caps.reach
    return _near_first(bench, claim, [c for c in levels if abs(c.start - claim.start) <= reach])


def fold_sums(bench: Bench, claim: Claim, first: Claim, second: Claim) -> list[Sum]:
    """The readings of a multiple: the ratio, and where it is an increase also the ratio less one."""
    large, small = first, second
    if bench.number(first).nominal < bench.number(second).nominal:
        large, small = second, first
    parts = (operand(bench, large, "larger"), operand(bench, small, "smaller"))
    written = f"{said(large)} / {said(small)}"
    if claim.unit == "percent":
        return _percent_sums(parts, written)
    if bench.number(claim).nominal < 1:
        return [Sum(lambda a, b: b / a, parts, "smaller / larger", f"{said(small)} / {said(large)}")]
    sums = [Sum(lambda a, b: a / b, parts, "larger / smaller", written)]
    if knobs().cues.patterns["rise"].search(bench.after(claim)):
        sums.append(Sum(lambda a, b: a / b - _ONE, parts, "larger / smaller - 1", f"{written} - 1"))
    return sums


def _percent_sums(parts: tuple[Operand, Operand], written: str) -> list[Sum]:
    return [
        Sum(lambda a, b: (_ONE - b / a).scaled(100), parts, "1 - smaller / larger", f"1 - 1 / ({written})"),
        Sum(lambda a, b: (a / b - _ONE).scaled(100), parts, "larger / smaller - 1", f"{written} - 1"),
    ]


def _state_checks(bench: Bench, claim: Claim) -> Iterator[Check]:
    """A multiple between two states (peak and off-peak) against every pair of values given for them."""
    rule = next((s for s in knobs().states if _names_states(bench, claim, s.high, s.low)), None)
    if rule is None or claim.unit != "multiple":
        return
    found = []
    for low, high, named in _state_pairs(bench, claim, rule.high, rule.low):
        outcome = best(bench.number(claim), fold_sums(bench, claim, high, low)[:1])
        if outcome:
            found.append((low, high, named, outcome))
    fits = [outcome for *_, outcome in found if outcome.verdict != "inconsistent"]
    for low, high, named, outcome in found:
        told = named or (_row_of_states(fits, outcome) if fits else _all_but_the_multiple(found))
        if outcome.verdict != "inconsistent" or (told and _plausible(bench, claim, outcome)):
            title = f"{bench.label(high)}: {rule.high} {said(high)}, {rule.low} {said(low)}"
            yield explain.arithmetic(bench, "ratio", claim, outcome, title)


def _row_of_states(fits: Sequence[Outcome], outcome: Outcome) -> bool:
    """Whether two pairs that the multiple fits are printed like this one, which it does not fit."""
    kinds = [{operand.claim.unit for operand in one.sum.operands} for one in (*fits, outcome)]
    return len(fits) > 1 and kinds.count(kinds[-1]) > 2


def _all_but_the_multiple(found: Sequence[tuple[Claim, Claim, bool, Outcome]]) -> bool:
    """Whether three pairs or more have one ratio between them, which is not the one that is stated."""
    ratios = [outcome.derived.coarse for *_, outcome in found]
    return len(ratios) > 2 and all(one.meets(other) for one in ratios for other in ratios)


def _names_states(bench: Bench, claim: Claim, high: str, low: str) -> bool:
    around = f"{claim.qualifier or ''} {bench.before(claim, 160)} {bench.after(claim, 60)}".casefold()
    return low in around and high in around.replace(low, "")


def _state_pairs(bench: Bench, claim: Claim, high: str, low: str) -> Iterator[tuple[Claim, Claim, bool]]:
    """Two values of one thing that stand side by side, or that the text names by the states."""
    own = [
        c
        for c in bench.in_article[claim.article_id]
        if is_level(c) and abs(c.start - claim.start) < 4 * knobs().caps.reach
    ]
    for first, second in pairwise(own):
        if (first.measure, first.unit, bench.key(first)) != (second.measure, second.unit, bench.key(second)):
            continue
        states = [(c.qualifier or "").casefold() for c in (first, second)]
        named = low in states[0] and high in states[1].replace(low, "") and low not in states[1]
        swapped = low in states[1] and high in states[0].replace(low, "") and low not in states[0]
        if named or swapped:
            yield (first, second, True) if named else (second, first, True)
        elif bench.between(first, second).strip(" `*$\u00a5\u20ac~") == "/":
            pair = sorted((first, second), key=lambda c: bench.number(c).nominal)
            yield pair[0], pair[1], False
