"""A change, gap or multiple and the two numbers that its words join -> the sums that it can state, and of which others.

The unit of the number says what it is: percent of an amount its growth, points or an amount of one kind a difference,
a multiple a ratio. Percent of a percentage may be meant either way, and either fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from extractor import units
from extractor.check.arithmetic.difference import minus
from extractor.check.arithmetic.growth import growth_sum
from extractor.check.arithmetic.multiples import fold_sums
from extractor.check.bench import Bench
from extractor.check.near import is_base, is_part, of_these
from extractor.check.sentences.reading import Reading
from extractor.check.sentences.relations import POINTS, of_stock
from extractor.check.verdicts import Sum
from extractor.models import CheckKind, Claim

_PARTS = ("percent", *POINTS)
_MOST = 12
"""Most numbers near a change among which others are sought that it may be of."""


def kind_of(stated: Claim) -> CheckKind:
    """What a number states of two others."""
    if stated.unit == "percent" or is_part(stated):
        return "growth"
    return "ratio" if stated.unit == "multiple" else "difference"


def sums(bench: Bench, stated: Claim, to: Claim, base: Claim) -> list[Sum]:
    """The readings of a change from one number to another; none where units forbid it."""
    if not _joins(bench, stated, to, base) or of_stock(bench, stated) or is_base(bench, to):
        return []
    if stated.unit in POINTS or stated.unit == to.unit != "percent":
        return [minus(bench, to, base)]
    if stated.unit == "multiple" and not is_part(stated):
        return [*fold_sums(bench, stated, to, base), *fold_sums(bench, stated, base, to)]
    growth = [_growth(bench, stated, base, to)]
    if units.dimension(to.unit) == "time":  # "40% faster": in so much less time, or so much more in the same
        growth.append(_growth(bench, stated, to, base))
    return [*growth, minus(bench, to, base)] if to.unit == "percent" else growth


def _growth(bench: Bench, stated: Claim, base: Claim, to: Claim) -> Sum:
    """How much it is, in the direction that is told, else in the one it has."""
    if stated.direction and units.dimension(to.unit) != "time":
        return growth_sum(bench, stated, base, to)
    falls = bench.number(to).nominal < bench.number(base).nominal
    return growth_sum(bench, stated.model_copy(update={"direction": "down" if falls else "up"}), base, to)


def may_accuse(bench: Bench, stated: Claim, *levels: Claim) -> bool:
    """Whether a gap of scores is of the score of what has it, and a change of what its words name."""
    if not of_these(bench, stated, levels):
        return False
    subjects = set(bench.subjects(stated))
    own = any(subjects & set(bench.subjects(level)) for level in levels)
    return stated.measure != "benchmark_gap" or not subjects or own


def rivals(bench: Bench, reading: Reading, stated: Claim, chosen: frozenset[str]) -> Iterator[Sum]:
    """The same of other pairs of its sentence, or of one of these two and another number near: where one of them fits,
    the words may have meant it.
    """
    place = reading.claims.index(stated)
    line = [c for c in reading.claims[max(0, place - _MOST) : place + _MOST] if c.id != stated.id]
    here = {c.id for c in line if bench.sentence_key(c) == bench.sentence_key(stated)}
    near = [c for c in line if c.id in here or c.start < stated.start]
    for to, base in permutations((c for c in near if c.id != stated.id and c.id in bench.numbers), 2):
        pair = {to.id, base.id}
        if pair != chosen and (pair & chosen or pair <= here):
            yield from sums(bench, stated, to, base)


def _joins(bench: Bench, stated: Claim, to: Claim, base: Claim) -> bool:
    counted = {to.unit, base.unit} <= {"users", "count"}
    scored = {to.measure, base.measure} == {"benchmark_score"} and {to.unit, base.unit} <= set(_PARTS)
    if not (to.unit == base.unit or counted or scored) or to.unit in ("rank", "multiple"):
        return False
    if not bench.number(base).nominal or not bench.number(to).nominal:
        return False
    if stated.unit in POINTS:
        return to.unit == "percent" or scored
    return stated.unit in ("percent", "multiple", to.unit) and to.unit not in POINTS
