""" "X, reduced by Y and Z" -> what is left, held against the figures of the same kind nearby."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.check import explain
from extractor.check.bench import Bench, is_level, when
from extractor.check.exact import Fraction
from extractor.check.explain import operand, said
from extractor.check.forms import compiled
from extractor.check.intervals import Interval
from extractor.check.knobs import knobs
from extractor.check.near import added
from extractor.check.slots import qualifier_words
from extractor.check.verdicts import Sum, best, factor
from extractor.models import Check, Claim

_JOINED = re.compile(r"\band\b|,|\+")
_TURNS = r"\b{but}\b"
"""Words after which something else is told."""


def checks(bench: Bench) -> Iterator[Check]:
    """ "X, reduced by Y and Z": the rest against the figures of the same kind nearby."""
    for (article, _), claims in sorted(bench.in_sentence.items()):
        chain = _deducted(bench, claims)
        if chain:
            yield from _rest_checks(bench, article, chain)


def _deducted(bench: Bench, claims: Sequence[Claim]) -> list[Claim]:
    """The figure that is reduced and those that reduce it, as far as they stand close together."""
    cue, ends = knobs().cues.patterns["reduced"], knobs().cues.patterns["leaving"]
    for i, (first, second) in enumerate(pairwise(claims)):
        link = bench.between(first, second)
        if len(link) > 60 or first.unit != second.unit or not cue.search(link) or not _amounts(first, second):
            continue
        chain = [first, second]
        for third in claims[i + 2 :]:
            text = bench.between(chain[-1], third)
            joined = _JOINED.search(text) and len(text) < 120 and not ends.search(text)
            if not joined or compiled(_TURNS).search(text) or third.unit != first.unit or not _amounts(first, third):
                break
            chain.append(third)
        return chain
    return []


def _amounts(first: Claim, other: Claim) -> bool:
    additive = knobs().measure(first.measure).additive and is_level(other)
    return additive and bool(first.value and other.value)


def _rest_checks(bench: Bench, article: str, chain: Sequence[Claim]) -> Iterator[Check]:
    for length in range(len(chain), 1, -1):
        parts = chain[:length]
        fitting = []
        for claim in bench.levels.get((article, bench.key(parts[0])), []):
            if claim in chain or claim.unit != parts[0].unit or claim.measure != parts[0].measure:
                continue
            outcome = best(bench.number(claim), [_rest(bench, parts)])
            if outcome and outcome.verdict != "inconsistent" and not outcome.stated.bound:
                fitting.append(
                    (
                        outcome.verdict != "consistent",
                        -(claim.decimals or 0),
                        bench.distance(parts[0], claim),
                        claim,
                        outcome,
                    )
                )
        if fitting:
            claim, outcome = min(fitting, key=lambda f: f[:3])[3:]
            title = f"{bench.label(claim)}: {said(claim)} is what remains"
            yield explain.arithmetic(bench, "difference", claim, outcome, title)
            return
    if len(chain) > 2:
        yield from _misstated_rest(bench, article, chain)


def _misstated_rest(bench: Bench, article: str, chain: Sequence[Claim]) -> Iterator[Check]:
    """A chain of deductions that ends at none of the figures of its kind, where these are one figure."""
    first, words = chain[0], qualifier_words(chain[0])
    own = bench.levels.get((article, bench.key(first)), [])
    same = [
        c for c in own if c not in chain and (c.measure, c.unit, when(c)) == (first.measure, first.unit, when(first))
    ]
    same = [c for c in same if words & qualifier_words(c) and not bench.number(c).bound]
    exact = max(same, key=lambda c: (c.decimals or 0, -c.start), default=None)
    if exact is None or not words or not bench.strong_together((exact, *chain)):
        return
    if any(not bench.number(c).coarse.meets(bench.number(exact).coarse) for c in same):
        return
    outcome = best(bench.number(exact), [_rest(bench, chain)])
    if outcome and factor(outcome.derived.nominal, outcome.stated.nominal) <= Fraction(knobs().caps.derived):
        title = f"{bench.label(exact)}: {said(exact)} against what remains"
        yield explain.arithmetic(bench, "difference", exact, outcome, title)


def _rest(bench: Bench, parts: Sequence[Claim]) -> Sum:
    operands = tuple(operand(bench, c, "whole" if c is parts[0] else "deduction") for c in parts)

    def formula(first: Interval, *others: Interval) -> Interval:
        return first - added(*others)

    return Sum(formula, operands, "a - b - ...", " - ".join(said(c) for c in parts))
