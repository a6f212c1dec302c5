""" "20 points more than the 1.0 billion" -> points between amounts, which have none: percent is meant.

Only where the words tie the number to two amounts, as they would a percentage, and these give just that percentage, and
nothing in the sentence has points: no score, no index, no share, no price on the stock market.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.check import explain
from extractor.check.arithmetic import portions
from extractor.check.arithmetic.growth import growth_sum
from extractor.check.arithmetic.shares import portion
from extractor.check.bench import Bench
from extractor.check.explain import Finding, said
from extractor.check.knobs import knobs
from extractor.check.sentences.meant import evident, pair_meant
from extractor.check.sentences.relations import Relation, enters, is_difference
from extractor.check.verdicts import Outcome, best
from extractor.models import Check, CheckKind, Claim

_RATES = ("percent", "percentage_points", "points")


def checks(bench: Bench) -> Iterator[Check]:
    """A check for each number of points that is a percentage of amounts."""
    for claim in bench.claims:
        told = claim.unit == "points" and (is_difference(claim) or claim.measure == "benchmark_score")
        if told and claim.comparator in ("=", "~") and claim.value and _no_points(bench, claim):
            found = _grown(bench, claim) or _part(bench, claim)
            if found and all(bench.fair(operand.claim) for operand in found[1].sum.operands):
                yield _check(bench, claim, *found)


def _no_points(bench: Bench, claim: Claim) -> bool:
    """Whether nothing in the sentence has points but this number."""
    words = knobs().cues.patterns
    around = claim.sentence or bench.before(claim, 120) + bench.after(claim, 120)
    scored = any(words[name].search(around) for name in ("scored", "traded"))
    others = (c for c in bench.sentence(claim) if c.id != claim.id)
    return not scored and not bench.is_row(claim) and not any(c.unit in _RATES for c in others)


def _grown(bench: Bench, claim: Claim) -> tuple[CheckKind, Outcome] | None:
    """The two amounts that it lies between as a growth."""
    for direction in ("up", "down"):
        rate = claim.model_copy(
            update={"unit": "percent", "measure": "growth", "of": None, "direction": claim.direction or direction}
        )
        relation = Relation(rate, "growth", ())
        pair = pair_meant(bench, relation, [c for c in bench.sentence(claim) if enters(bench, relation, c)])
        outcome = best(bench.number(claim), [growth_sum(bench, rate, *pair)]) if pair else None
        if pair and outcome and outcome.verdict == "consistent" and evident(bench, relation, pair):
            return "growth", outcome
    return None


def _part(bench: Bench, claim: Claim) -> tuple[CheckKind, Outcome] | None:
    """The part and the whole that it is a share of."""
    share = claim.model_copy(update={"unit": "percent", "measure": "share", "of": None, "qualifier": None})
    pair = portions.meant(bench, share)
    outcome = portion(bench, share, *pair) if pair else None
    return ("share", outcome) if outcome and outcome.verdict == "consistent" else None


def _check(bench: Bench, claim: Claim, kind: CheckKind, outcome: Outcome) -> Check:
    parts = [operand.claim for operand in outcome.sum.operands]
    percent = explain.amount(outcome.derived.nominal, "percent", 3)
    return explain.check(
        Finding(
            kind=kind,
            verdict="inconsistent",
            title=f"{bench.label(claim)}: {said(claim)}, where percent is meant",
            text=(
                f"{outcome.sum.written} = {percent}; stated: {said(claim)}. Between amounts there are no points: "
                f"percent is meant. {explain.settled_by((claim, *parts))}"
            ),
            formula=f"{outcome.sum.name}, in percent",
            claims=((claim, "stated"), *((operand.claim, operand.role) for operand in outcome.sum.operands)),
            stated=outcome.stated.coarse,
            derived=outcome.derived.coarse,
            unit="percent",
        )
    )
