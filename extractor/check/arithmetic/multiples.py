"""Multiples ("8x", "N times the", "x % cheaper") -> held against the two levels that each compares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.check import explain
from extractor.check.arithmetic.growth import dated_pairs, measure_of, nearby_pairs, speaks_of, two_points
from extractor.check.bench import Bench, is_level
from extractor.check.explain import operand, said
from extractor.check.intervals import Interval
from extractor.check.knobs import knobs
from extractor.check.near import is_base, is_rate, plausible, within_reach
from extractor.check.verdicts import Operand, Outcome, Sum, best
from extractor.models import Check, Claim

_ONE = Interval.point(1)
_LINK = 60
_THAN = re.compile(r"[\s*_`]*(?:[a-z]+[\s*_`]+)?(?:than|that of|of)\b")
"""Between a multiple and the name of what it compares with."""
_BREAK = re.compile(r"[,;:()\n]")
_NEAREST = 12
"""Most levels of one sentence that a multiple is held against."""


def checks(bench: Bench) -> Iterator[Check]:
    """Each n-fold and each "x % cheaper" against the two levels that it compares."""
    for claim in bench.claims:
        if claim.measure in ("multiple", "ratio", "price_ratio", "growth") and is_fold(claim):
            outcome = _fold(bench, claim)
            if outcome:
                title = f"{bench.label(claim)}: {said(claim)} against its levels"
                yield explain.arithmetic(bench, "ratio", claim, outcome, title)


def is_fold(claim: Claim) -> bool:
    return (claim.unit == "multiple" and not is_rate(claim)) or (
        claim.measure == "price_ratio" and claim.unit == "percent"
    )


def _fold(bench: Bench, claim: Claim) -> Outcome | None:
    outcomes = []
    for a, b, sure in list(_fold_pairs(bench, claim)) or list(_beside(bench, claim)):
        outcome = best(bench.number(claim), fold_sums(bench, claim, a, b))
        if outcome:
            outcomes.append((outcome, sure))
    fitting = [o for o, _ in outcomes if o.verdict != "inconsistent"]
    if fitting:
        return min(fitting, key=lambda o: o.verdict != "consistent")
    accused = [o for o, sure in outcomes if sure and plausible(bench, claim, o) and _two_levels(bench, claim, o)]
    return accused[0] if len(accused) == 1 and len(outcomes) == 1 else None


def _two_levels(bench: Bench, claim: Claim, outcome: Outcome) -> bool:
    """Whether a multiple can be of these: one figure told twice has none, and each must be what it seems."""
    parts = [operand.claim for operand in outcome.sum.operands]
    told = {bench.number(part).nominal for part in parts}
    sure = all(bench.strong(part) for part in (claim, *parts)) or _base_told(bench, claim, parts)
    return len(told) == len(parts) and sure


def _base_told(bench: Bench, claim: Claim, parts: Sequence[Claim]) -> bool:
    """ "8x smaller than B's Y": whether the words right behind the multiple are those of its base."""
    bases = [c for c in parts if set(bench.subjects(c)) & set(claim.counterpart_ids) and c.start >= claim.end]
    link = bench.between(claim, bases[0]) if len(bases) == 1 else ""
    return bool(link) and len(link) <= _LINK and bool(_THAN.match(link)) and not _BREAK.search(link)


def _fold_pairs(bench: Bench, claim: Claim) -> Iterator[tuple[Claim, Claim, bool]]:
    """(the smaller-or-earlier, the other, whether no other pair can be meant)."""
    own, other = _two_sides(bench, claim)
    if other:
        yield from _pairs_of_two(bench, claim, own, other)
    elif own:
        levels = [c for c in bench.sentence(claim) if speaks_of(bench, claim, c)][:_NEAREST]
        for a, b, _ in _ordered_pairs_of(levels):
            yield a, b, len(levels) == 2 and _direct_multiple(claim)
        if not levels and measure_of(bench, claim):
            pairs = {(a.id, b.id): (a, b) for a, b, _ in (*dated_pairs(bench, claim), *nearby_pairs(bench, claim))}
            alone = len(pairs) == 1 and two_points(bench, claim, measure_of(bench, claim))
            for first, second in pairs.values():
                yield first, second, alone


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
    """Levels near by, else anywhere in the article, without those that the text calls the old ones; where all are old,
    all of them."""
    near = within_reach(bench, claim, key) or bench.levels.get((claim.article_id, tuple(sorted(key))), [])
    return [c for c in near if not is_base(bench, c)] or near


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
