""" "Y, up P from X", "A, N times the B", "A against B, a gap of C" -> held against the numbers that the words name.

Other checks go by what figures are about; here the sentence alone decides which numbers enter the arithmetic, so that a
figure whose subject was misread still takes part. Only a sentence that leaves no choice may accuse: the two levels, of
one unit, are all that it has (or all that stand beside the relation), and a word says which is the base.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from extractor.check import explain
from extractor.check.arithmetic import minus
from extractor.check.bench import Bench, is_level, when
from extractor.check.change import fold_sums, growth_sum, is_base
from extractor.check.explain import said
from extractor.check.knobs import knobs
from extractor.check.slots import qualifier_words
from extractor.check.verdicts import Outcome, Sum, best
from extractor.models import Check, CheckKind, Claim

_MOST = 6
"""Most levels of one sentence among which a pair is sought."""
_JOINT = re.compile(r"\s*(?:more than |over |about )?(?:the|that of|those of|its|their|what was)\s[\s*_`~$€£¥]*")
"""Between a multiple and its base."""
_POINTS = ("percentage_points", "points")
_BRACKETS = re.compile(r"[\s*_`]*\(([^()\n]{3,80})\)")
_WORD = re.compile(r"[^\W\d_]+")
_ODDS = Fraction(1, 4)
"""Chance fits that are accepted among all the pairs tried."""


@dataclass(frozen=True)
class Relation:
    """A number that speaks of two others, and how."""

    claim: Claim
    kind: CheckKind
    units: tuple[str, ...]
    """Units that its operands may have; any, where empty."""


Pair = tuple[Claim, Claim]
"""Base and result; for a gap or a multiple in the order of the text."""


def checks(bench: Bench, taken: Collection[str]) -> Iterator[Check]:
    """A check for each relation that no other check has held against anything; `taken` are the claims that one has."""
    for claim in bench.claims:
        relation = _relation(bench, claim)
        if relation and claim.id in taken and not _in_brackets(bench, relation):
            continue
        outcome = _held(bench, relation) if relation else None
        if relation and outcome:
            title = f"{bench.label(claim)}: {said(claim)} against {outcome.sum.written}"
            yield explain.arithmetic(bench, relation.kind, claim, outcome, title, flips=_reversed(relation, outcome))


def _relation(bench: Bench, claim: Claim) -> Relation | None:
    if bench.number(claim).vague:
        return None
    if claim.unit == "multiple" and claim.measure in ("multiple", "ratio", "price_ratio", "growth"):
        return Relation(claim, "ratio", ())
    if claim.unit == "percent" and claim.measure in ("growth", "price_ratio"):
        return Relation(claim, "growth", ())
    if claim.measure in ("difference", "benchmark_gap") or _by(bench, claim):
        points = claim.unit in _POINTS
        return Relation(claim, "difference", (*_POINTS, "percent") if points else (claim.unit,))
    return None


def _by(bench: Bench, claim: Claim) -> bool:
    """Whether the words before an amount make it a change: "narrowed by", "a gap of", "so 27 points"; a deduction is
    none.
    """
    if claim.unit in _POINTS and claim.measure == "benchmark_score":
        return bench.leads(claim, "pointing")
    if not is_level(claim) or not knobs().measure(claim.measure).additive or bench.leads(claim, "reduced"):
        return False
    return bench.leads(claim, "gap")


def _held(bench: Bench, relation: Relation) -> Outcome | None:
    """The nearest pair that the relation fits; else the one pair that the sentence leaves, where there is but one."""
    levels = _levels(bench, relation)
    for pairs in (_pairs(levels), _pairs(_nearby(bench, relation, levels))):
        fitting = [o for o in _outcomes(bench, relation, pairs) if o.verdict == "consistent"]
        if fitting and _no_chance(bench, relation, len(pairs)):
            return fitting[0]
    meant = _in_brackets(bench, relation) or _meant(bench, relation, levels) or _pointed_at(bench, relation)
    outcomes = list(_outcomes(bench, relation, [meant])) if meant else []
    if not outcomes or not meant:
        return None
    fitting = [o for o in outcomes if o.verdict != "inconsistent"]
    if fitting:
        return fitting[0]
    return _in_order(bench, relation, outcomes) if _evident(bench, relation, meant) else None


def _in_order(bench: Bench, relation: Relation, outcomes: Sequence[Outcome]) -> Outcome:
    """Of both orders that do not fit, the one with the base first, else the one that goes in the stated direction."""

    def wrong(outcome: Outcome) -> tuple[bool, bool]:
        first, second = (operand.claim for operand in outcome.sum.operands)
        return is_base(bench, second) > is_base(bench, first), outcome.derived.nominal < 0

    return min(outcomes, key=wrong)


def _levels(bench: Bench, relation: Relation) -> list[Claim]:
    """The levels of its sentence that can enter, in the order of the text."""
    return [c for c in bench.sentence(relation.claim) if _enters(bench, relation, c)]


def _nearby(bench: Bench, relation: Relation, here: Sequence[Claim]) -> list[Claim]:
    """Those, and the levels like them shortly before."""
    kinds = {(c.measure, c.unit) for c in here}
    claim, reach = relation.claim, knobs().caps.reach
    before = [
        c
        for c in bench.in_article[claim.article_id]
        if claim.start - reach <= c.start < claim.start
        and _enters(bench, relation, c)
        and ((c.measure, c.unit) in kinds or (not kinds and (relation.units or c.measure == claim.of or not claim.of)))
    ]
    return sorted({c.id: c for c in (*before[-_MOST:], *here)}.values(), key=lambda c: (c.start, c.id))


def _enters(bench: Bench, relation: Relation, level: Claim) -> bool:
    number = bench.number(level)
    if level.id == relation.claim.id or number.vague or level.value is None or not number.nominal:
        return False
    if relation.units:
        share = level.unit == "percent" and level.measure in ("share", "token_share")
        return level.unit in relation.units and (is_level(level) or share or relation.claim.unit in _POINTS)
    # a percent of a percentage or of points may be meant in points
    return is_level(level) and (level.unit not in ("rank", "percent", *_POINTS) or relation.kind == "ratio")


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


# ---------------------------------------------------------------- the pair that is meant


def _meant(bench: Bench, relation: Relation, levels: Sequence[Claim]) -> Pair | None:
    """The two numbers that the sentence ties to the relation, base first; None where it leaves a choice."""
    claim = relation.claim
    beside = [c for c in levels if _rivals_none(bench, claim, c)]
    for choose in (_times_the, _from_and_to, _side_by_side):
        pair = choose(bench, relation, beside)
        if pair and _alike(bench, relation, *pair):
            return pair
    return None


def _alike(bench: Bench, relation: Relation, first: Claim, second: Claim) -> bool:
    """Whether two levels are of one kind, and of one thing where it is that thing that changes."""
    over_time = relation.claim.measure == "growth" or relation.claim.direction is not None
    one = not over_time or relation.kind == "difference" or bench.key(first) == bench.key(second)
    counted = first.unit != "count" or qualifier_words(first) == qualifier_words(second)
    counted = counted and bench.number(first).nominal != bench.number(second).nominal
    return one and counted and first.measure == second.measure and first.unit == second.unit


def _times_the(bench: Bench, relation: Relation, levels: Sequence[Claim]) -> Pair | None:
    """ "X, N times the Y": the level right after the multiple, and the one before it."""
    claim = relation.claim
    if relation.kind != "ratio":
        return None
    after = [c for c in levels if c.start >= claim.end and _JOINT.fullmatch(bench.between(claim, c))]
    before = [c for c in levels if c.end <= claim.start and after and c.unit == after[0].unit]
    return (after[0], before[-1]) if before and after else None


def _pointed_at(bench: Bench, relation: Relation) -> Pair | None:
    """ "The gap is C", "that is a fall of P", "N times as much": the two levels of this sentence and the one before."""
    claim = relation.claim
    lead, tail = bench.before(claim, 60), bench.after(claim, 16)
    if not any(knobs().cues.patterns["pointing"].search(text) for text in (lead, tail)):
        return None
    line, reach = bench.line(claim), knobs().caps.reach // 2
    near = [
        c
        for c in bench.in_article[claim.article_id]
        if 0 < claim.start - c.start <= reach and line - bench.line(c) <= 2 and _enters(bench, relation, c)
    ]
    units = Counter(c.unit for c in near)
    near = [c for c in near if units[c.unit] > 1]
    if len(near) > 2:  # where two are compared, what one of them came from is neither
        near = [c for c in near if not is_base(bench, c)]
    values = {bench.number(c).nominal for c in near}
    if not len(near) == 2 == len(values) or near[0].unit != near[1].unit:
        return None
    return (near[0], near[1]) if _alike(bench, relation, *near) or _prices(relation, *near) else None


def _prices(relation: Relation, first: Claim, second: Claim) -> bool:
    """Whether what a thing costs is called once its price and once a cost, and changes."""
    named = {first.measure, second.measure}
    return relation.kind == "growth" and named <= {"cost", "price"} and bool(relation.claim.direction)


def _in_brackets(bench: Bench, relation: Relation) -> Pair | None:
    """ "a gap of C (A vs B)": the two numbers in brackets right after the relation, and nothing else in them."""
    claim = relation.claim
    found = _BRACKETS.match(bench.slice(claim.article_id, claim.end, claim.end + 120))
    if found is None:
        return None
    inside = (claim.end + found.start(1), claim.end + found.end(1))
    levels = [c for c in bench.in_article[claim.article_id] if inside[0] <= c.start < inside[1]]
    if len(levels) != 2 or not all(_enters(bench, relation, c) for c in levels) or levels[0].unit != levels[1].unit:
        return None
    words = _WORD.findall(bench.between(*levels).casefold())
    return (
        (levels[0], levels[1]) if words in (["vs"], ["versus"], ["against"], ["minus"], ["less"], ["to"], []) else None
    )


def _rivals_none(bench: Bench, claim: Claim, level: Claim) -> bool:
    """Whether no other relation stands between a level and this one: that one would have the better right to it."""
    low, high = sorted((claim.start, level.start))
    between = [c for c in bench.sentence(claim) if low < c.start < high and c.id not in (claim.id, level.id)]
    return not any(c.measure == claim.measure and c.unit == claim.unit and not is_level(c) for c in between)


def _from_and_to(bench: Bench, relation: Relation, levels: Sequence[Claim]) -> Pair | None:
    """ "Y, up P from X", "from X to Y, a gain of P": the marked base, and the only other level beside it."""
    bases = [c for c in levels if is_base(bench, c)]
    nearest = min(bases, key=lambda c: abs(c.start - relation.claim.start), default=None)
    if nearest is None:
        return None
    near = [c for c in levels if c.unit == nearest.unit and c not in bases]
    near = [c for c in near if c.measure == nearest.measure] or near
    span = sorted([relation.claim.start, nearest.start])
    inner = [c for c in near if span[0] <= c.start <= span[1]]
    before = [c for c in near if c.start < span[0]][-1:]
    after = [c for c in near if c.start > span[1]][:1]
    options = inner or [*before, *after] or _last_before(bench, nearest, relation.claim)
    return (nearest, options[0]) if len(options) == 1 else None


def _last_before(bench: Bench, base: Claim, claim: Claim) -> list[Claim]:
    """The level that the text gave last before the sentence: "it stands at Y. That is P above the X of May"."""
    own = bench.levels.get((base.article_id, bench.key(base)), [])
    near = [
        c for c in own if (c.measure, c.unit) == (base.measure, base.unit) and c.start < min(base.start, claim.start)
    ]
    near = [c for c in near if claim.start - c.start <= knobs().caps.reach // 2 and not is_base(bench, c)]
    return near[-1:]


def _side_by_side(bench: Bench, relation: Relation, levels: Sequence[Claim]) -> Pair | None:
    """ "A costs X, B Y, N times as much", "X is N times the Y": two levels of one kind, and no third."""
    if relation.kind == "growth" or len(levels) != 2 or is_level(relation.claim):
        return None
    first, second = levels
    if relation.kind == "ratio":
        told = second.end <= relation.claim.start and bench.leads_on(relation.claim, "compared")
    else:
        ends = sorted((c.start, c.end) for c in (*levels, relation.claim))
        told = bool(
            knobs().cues.patterns["apart"].search(bench.slice(first.article_id, ends[0][0] - 40, ends[-1][1] + 40))
        )
    return (first, second) if told else None


def _evident(bench: Bench, relation: Relation, pair: Pair) -> bool:
    """Whether a misfit is a fault: all three stated plainly, of one time unless that is what changes."""
    parts = (relation.claim, *pair)
    plain = all(c.comparator in ("=", "~") and c.confidence >= knobs().caps.confidence_beside for c in parts)
    modal = len({c.modality == "forecast" for c in pair}) == 1 or _then_and_now(*pair)
    directed = relation.kind != "growth" or bool(relation.claim.direction) or relation.claim.measure == "price_ratio"
    return plain and modal and directed and _own(bench, relation.claim, pair)


def _then_and_now(a: Claim, b: Claim) -> bool:
    """Whether two levels are of two stated times: what was counted for one may be expected for the other."""
    return bool(when(a) and when(b)) and when(a) != when(b)


def _own(bench: Bench, claim: Claim, pair: Pair) -> bool:
    """Whether a gap of scores is of the score of what has it: where that one was not read, two others stand nearest."""
    subjects = set(bench.subjects(claim))
    return claim.measure != "benchmark_gap" or any(subjects & set(bench.subjects(level)) for level in pair)


def _reversed(relation: Relation, outcome: Outcome) -> bool:
    high = outcome.derived.coarse.high
    return relation.kind == "growth" and bool(relation.claim.direction) and high is not None and high < 0
