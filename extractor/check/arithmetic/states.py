"""A multiple between two states (peak and off-peak) -> held against every pair of values given for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.check import explain
from extractor.check.arithmetic.multiples import fold_sums, is_fold
from extractor.check.bench import Bench, is_level
from extractor.check.explain import operand, said
from extractor.check.knobs import knobs
from extractor.check.near import plausible
from extractor.check.verdicts import Outcome, Sum, best
from extractor.models import Check, Claim

Pair = tuple[Claim, Claim, bool, Outcome]
"""The low and the high state, whether words name them, and the multiple held against them."""


def checks(bench: Bench) -> Iterator[Check]:
    """Each multiple between two states against every pair of values given for them."""
    for claim in bench.claims:
        if claim.unit == "multiple" and is_fold(claim):
            yield from _of_states(bench, claim)


def _of_states(bench: Bench, claim: Claim) -> Iterator[Check]:
    rule = next((s for s in knobs().states if _names_states(bench, claim, s.high, s.low)), None)
    if rule is None:
        return
    found = []
    for low, high, named in _state_pairs(bench, claim, rule.high, rule.low):
        outcome = best(bench.number(claim), fold_sums(bench, claim, high, low)[:1])
        if outcome:
            found.append((low, high, named, outcome))
    fits = [outcome for *_, outcome in found if outcome.verdict != "inconsistent"]
    found = [_in_printed_order(bench, claim, pair, found) for pair in found]
    for low, high, named, outcome in found:
        told = named or (_row_of_states(fits, outcome) if fits else _all_but_the_multiple(found))
        if outcome.verdict != "inconsistent" or (told and plausible(bench, claim, outcome)):
            title = f"{bench.label(high)}: {rule.high} {said(high)}, {rule.low} {said(low)}"
            yield explain.arithmetic(bench, "ratio", claim, outcome, title)


def _in_printed_order(bench: Bench, claim: Claim, pair: Pair, found: Sequence[Pair]) -> Pair:
    """The pair as it is printed, where it has the high state first and two or more others have the low one first."""
    low, high, named, _ = pair
    others = [one for one in found if one is not pair and not one[2]]
    if named or low.start < high.start or len(others) < 2 or any(one[0].start > one[1].start for one in others):
        return pair
    parts = (operand(bench, low, "high"), operand(bench, high, "low"))
    printed = Sum(lambda a, b: a / b, parts, "high / low", f"{said(low)} / {said(high)}")
    outcome = best(bench.number(claim), [printed])
    return (high, low, named, outcome) if outcome else pair


def _row_of_states(fits: Sequence[Outcome], outcome: Outcome) -> bool:
    """Whether two pairs that the multiple fits are printed like this one, which it does not fit."""
    kinds = [{operand.claim.unit for operand in one.sum.operands} for one in (*fits, outcome)]
    return len(fits) > 1 and kinds.count(kinds[-1]) > 2


def _all_but_the_multiple(found: Sequence[Pair]) -> bool:
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
