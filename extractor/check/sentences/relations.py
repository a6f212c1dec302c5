"""A claim -> how its number speaks of two others, if it does: as a gap, a change or a multiple."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.check.bench import Bench, is_level
from extractor.check.forms import compiled
from extractor.check.knobs import knobs
from extractor.check.near import is_rate, of_another
from extractor.models import CheckKind, Claim

_MARKS = " \u00a0*_`~$\u20ac\u00a3\u00a5"
_IS = r"\b(?:{is}|{hedge})$"
_VERB = r"\b{verb}\b"
_THEM = r"\s(?:of|among) {them}\b"
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
    if bench.number(claim).vague or is_end(bench, claim):
        return None
    if is_rate(claim) or (claim.unit == "percent" and claim.measure == "price_ratio"):
        return None if of_stock(bench, claim) else Relation(claim, "growth", ())
    if claim.unit == "multiple" and claim.measure in ("multiple", "ratio", "price_ratio", "growth"):
        return Relation(claim, "ratio", ())
    if is_difference(claim) or _by(bench, claim):
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
    return bench.leads(claim, "gap") or goes_beyond(bench, claim) or lies_between(bench, claim)


def goes_beyond(bench: Bench, claim: Claim) -> bool:
    """ "$4 billion short of its target": whether such words stand right behind an amount."""
    tail = bench.after(claim, 24)[len(claim.surface) :].lstrip(_MARKS)
    return bool(knobs().cues.patterns["beyond"].match(tail))


def of_stock(bench: Bench, claim: Claim) -> bool:
    """Whether what grew is worth on the stock market, which nothing else here is told of."""
    return claim.of != "valuation" and bool(knobs().cues.patterns["traded"].search(bench.before(claim, 30)))


def is_end(bench: Bench, claim: Claim) -> bool:
    """ "The gap between A, with X, and B": whether an amount is one of the two that a gap lies between."""
    lead = bench.slice(claim.article_id, claim.sentence_start, claim.start)
    found = [m.end() for m in knobs().cues.patterns["between"].finditer(lead)]
    return bool(found) and is_difference(claim) and not compiled(_VERB).search(lead[found[-1] :])


def is_difference(claim: Claim) -> bool:
    """Whether a claim is read as a gap."""
    return claim.measure in ("difference", "benchmark_gap")


def lies_between(bench: Bench, claim: Claim) -> bool:
    """ "The gap between A's X and B's Y is Z": whether an amount is the last of three, and told to be the gap."""
    lead = bench.slice(claim.article_id, claim.sentence_start, claim.start)
    found = [m.end() for m in knobs().cues.patterns["between"].finditer(lead)]
    inner = [c for c in bench.sentence(claim) if found and claim.sentence_start + found[-1] <= c.start < claim.start]
    return len(inner) == 2 and bool(compiled(_IS).search(lead.rstrip(_MARKS)))


def _of_them(bench: Bench, level: Claim) -> bool:
    """ "450 of them": a part of what the text speaks of, and no level of that."""
    return compiled(_THEM).match(bench.after(level, 16), len(level.surface)) is not None


def enters(bench: Bench, relation: Relation, level: Claim) -> bool:
    """Whether a level can be one of the two numbers of a relation."""
    number = bench.number(level)
    if level.id == relation.claim.id or number.vague or level.value is None or not number.nominal:
        return False
    if of_another(bench, relation.claim, level) or _of_them(bench, level):
        return False
    if relation.units:
        share = level.unit == "percent" and level.measure in ("share", "token_share")
        return level.unit in relation.units and (is_level(level) or share or relation.claim.unit in POINTS)
    # a percent of a percentage or of points may be meant in points
    return is_level(level) and (level.unit not in ("rank", "percent", *POINTS) or relation.kind == "ratio")
