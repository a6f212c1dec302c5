"""A claim -> how its number speaks of two others, if it does: as a gap, a change or a multiple."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.check.bench import Bench, is_level
from extractor.check.knobs import knobs
from extractor.models import CheckKind, Claim

POINTS = ("percentage_points", "points")

Pair = tuple[Claim, Claim]
"""Base and result; for a gap or a multiple in the order of the text."""


@dataclass(frozen=True)
class Relation:
    """A number that speaks of two others, and how."""

    claim: Claim
    kind: CheckKind
    units: tuple[str, ...]
    """Units that its operands may have; any, where empty."""


def relation_of(bench: Bench, claim: Claim) -> Relation | None:
    """The relation that a claim states; None where its number is a level or too vague."""
    if bench.number(claim).vague:
        return None
    if claim.unit == "multiple" and claim.measure in ("multiple", "ratio", "price_ratio", "growth"):
        return Relation(claim, "ratio", ())
    if claim.unit == "percent" and claim.measure in ("growth", "price_ratio"):
        return Relation(claim, "growth", ())
    if claim.measure in ("difference", "benchmark_gap") or _by(bench, claim):
        points = claim.unit in POINTS
        return Relation(claim, "difference", (*POINTS, "percent") if points else (claim.unit,))
    return None


def _by(bench: Bench, claim: Claim) -> bool:
    """Whether the words before an amount make it a change: "narrowed by", "a gap of", "so 27 points"; a deduction is
    none.
    """
    if claim.unit in POINTS and claim.measure == "benchmark_score":
        return bench.leads(claim, "pointing")
    if not is_level(claim) or not knobs().measure(claim.measure).additive or bench.leads(claim, "reduced"):
        return False
    return bench.leads(claim, "gap")


def enters(bench: Bench, relation: Relation, level: Claim) -> bool:
    """Whether a level can be one of the two numbers of a relation."""
    number = bench.number(level)
    if level.id == relation.claim.id or number.vague or level.value is None or not number.nominal:
        return False
    if relation.units:
        share = level.unit == "percent" and level.measure in ("share", "token_share")
        return level.unit in relation.units and (is_level(level) or share or relation.claim.unit in POINTS)
    # a percent of a percentage or of points may be meant in points
    return is_level(level) and (level.unit not in ("rank", "percent", *POINTS) or relation.kind == "ratio")
