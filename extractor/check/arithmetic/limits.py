"""A fall by more than all there was -> a contradiction in itself: a price cannot fall 140%.

Only what cannot be less than nothing is held so: a profit may fall by more than itself, into a loss.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.check import explain
from extractor.check.bench import Bench
from extractor.check.explain import Finding
from extractor.check.intervals import Interval
from extractor.check.knobs import knobs
from extractor.models import Check, Claim

WHOLE = "nothing falls by more than 100%"


def checks(bench: Bench) -> Iterator[Check]:
    """One check for each impossible fall, whether it is stated or only supposed."""
    supposed = (claim for _, claims in sorted(bench.supposed.items()) for claim in claims)
    for claim in (*bench.claims, *supposed):
        denied = knobs().cues.patterns["taken_back"].search(bench.before(claim))
        if _is_fall(claim) and bench.strong(claim) and _above_whole(bench, claim) and not denied:
            yield _impossible(bench, claim)


def _is_fall(claim: Claim) -> bool:
    if claim.unit != "percent" or claim.value is None:
        return False
    if claim.measure == "discount":
        return True
    falls = claim.measure in ("growth", "price_ratio") and claim.direction == "down"
    return falls and bool(claim.of) and not knobs().measure(claim.of or "").signed


def _above_whole(bench: Bench, claim: Claim) -> bool:
    low = bench.number(claim).coarse.low
    return low is not None and low > 100


def _impossible(bench: Bench, claim: Claim) -> Check:
    return explain.check(
        Finding(
            kind="bound",
            verdict="inconsistent",
            title=f"{bench.label(claim)}: less by {_amount(bench, claim)}?",
            text=(
                f"{bench.label(claim)}: less by {_amount(bench, claim)}. What falls by 100% is gone, and no more can "
                "be taken from it. Perhaps so many times less is meant, or a rise."
            ),
            formula=WHOLE,
            claims=((claim, "stated"),),
            stated=bench.number(claim).coarse,
            derived=Interval.point(100),
            unit=claim.unit,
        )
    )


def _amount(bench: Bench, claim: Claim) -> str:
    """The figure without its direction."""
    return explain.amount(bench.number(claim).nominal, claim.unit)
