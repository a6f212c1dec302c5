""" "Y, up P from X", "A, N times the B", "A against B, a gap of C" -> held against the numbers that the words name.

Other checks go by what figures are about; here the sentence alone decides which numbers enter the arithmetic, so that a
figure whose subject was misread still takes part. Only a sentence that leaves no choice may accuse: the two levels, of
one unit, are all that it has (or all that stand beside the relation), and a word says which is the base.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from extractor.check import explain
from extractor.check.arithmetic.difference import minus
from extractor.check.arithmetic.growth import growth_sum
from extractor.check.arithmetic.multiples import fold_sums
from extractor.check.bench import Bench
from extractor.check.exact import Fraction
from extractor.check.explain import said
from extractor.check.knobs import knobs
from extractor.check.near import is_base
from extractor.check.sentences.meant import evident, from_to, in_brackets, pair_meant
from extractor.check.sentences.relations import Pair, Relation, enters, relation_of
from extractor.check.verdicts import Outcome, Sum, best
from extractor.models import Check, Claim

_MOST = 6
"""Most levels of one sentence among which a pair is sought."""
_ODDS = Fraction(1, 4)
"""Chance fits that are accepted among all the pairs tried."""


def checks(bench: Bench, taken: Collection[str]) -> Iterator[Check]:
    """A check for each relation that no other check has held against anything; `taken` are the claims that one has."""
    for claim in bench.claims:
        relation = relation_of(bench, claim)
        if relation and claim.id in taken and not in_brackets(bench, relation):
            continue
        outcome = _held(bench, relation) if relation else None
        if relation and outcome:
            title = f"{bench.label(claim)}: {said(claim)} against {outcome.sum.written}"
            yield explain.arithmetic(bench, relation.kind, claim, outcome, title, flips=_reversed(relation, outcome))


def _held(bench: Bench, relation: Relation) -> Outcome | None:
    """The nearest pair that the relation fits; else the one pair that the sentence leaves, where there is but one."""
    levels = _levels(bench, relation)
    meant = pair_meant(bench, relation, levels)
    told = meant is not None and (in_brackets(bench, relation) == meant or from_to(bench, relation, meant))
    for pairs in () if told else (_pairs(levels), _pairs(_nearby(bench, relation, levels))):
        fitting = [o for o in _outcomes(bench, relation, pairs) if o.verdict == "consistent"]
        if fitting and _no_chance(bench, relation, len(pairs)):
            return fitting[0]
    outcomes = list(_outcomes(bench, relation, [meant])) if meant else []
    if not outcomes or not meant:
        return None
    fitting = [o for o in outcomes if o.verdict != "inconsistent"]
    if fitting:
        return fitting[0]
    return _in_order(bench, relation, outcomes) if evident(bench, relation, meant) else None


def _in_order(bench: Bench, relation: Relation, outcomes: Sequence[Outcome]) -> Outcome:
    """Of both orders that do not fit, the one with the base first, else the one that goes in the stated direction."""

    def wrong(outcome: Outcome) -> tuple[bool, bool]:
        first, second = (operand.claim for operand in outcome.sum.operands)
        return is_base(bench, second) > is_base(bench, first), outcome.derived.nominal < 0

    return min(outcomes, key=wrong)


def _levels(bench: Bench, relation: Relation) -> list[Claim]:
    """The levels of its sentence that can enter, in the order of the text."""
    return [c for c in bench.sentence(relation.claim) if enters(bench, relation, c)]


def _nearby(bench: Bench, relation: Relation, here: Sequence[Claim]) -> list[Claim]:
    """Those, and the levels like them shortly before."""
    kinds = {(c.measure, c.unit) for c in here}
    claim, reach = relation.claim, knobs().caps.reach
    before = [
        c
        for c in bench.in_article[claim.article_id]
        if claim.start - reach <= c.start < claim.start
        and enters(bench, relation, c)
        and ((c.measure, c.unit) in kinds or (not kinds and (relation.units or c.measure == claim.of or not claim.of)))
    ]
    return sorted({c.id: c for c in (*before[-_MOST:], *here)}.values(), key=lambda c: (c.start, c.id))


def _pairs(levels: Sequence[Claim]) -> list[Pair]:
    found = [(a, b) for a, b in combinations(levels[-_MOST:], 2) if a.unit == b.unit]
    return sorted(found, key=lambda pair: (pair[0].measure != pair[1].measure, pair[1].start - pair[0].start))


def _outcomes(bench: Bench, relation: Relation, pairs: Sequence[Pair]) -> Iterator[Outcome]:
    for first, second in pairs:
        for a, b in ((first, second), (second, first)):
            outcome = best(bench.number(relation.claim), _sums(bench, relation, a, b))
            if outcome:
                yield outcome


def _sums(bench: Bench, relation: Relation, first: Claim, second: Claim) -> list[Sum]:
    claim = relation.claim
    if relation.kind == "difference":
        return [minus(bench, first, second)]
    if relation.kind == "ratio" or claim.measure == "price_ratio":
        return fold_sums(bench, claim, first, second)
    return [growth_sum(bench, claim, first, second)]


def _no_chance(bench: Bench, relation: Relation, pairs: int) -> bool:
    """Whether so many pairs would hardly fit by accident a number with so many digits."""
    number = bench.number(relation.claim)
    low, high = number.coarse.low, number.coarse.high
    if low is None or high is None or not number.nominal:
        return pairs == 1
    return pairs == 1 or pairs * (high - low) / abs(number.nominal) <= 2 * _ODDS


def _reversed(relation: Relation, outcome: Outcome) -> bool:
    high = outcome.derived.coarse.high
    return relation.kind == "growth" and bool(relation.claim.direction) and high is not None and high < 0
