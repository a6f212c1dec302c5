"""A relation and its sentence -> the two numbers that the words tie to it; none where the sentence leaves a choice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractor.check.arithmetic.order import PAIRED
from extractor.check.bench import Bench, is_level, when
from extractor.check.forms import compiled
from extractor.check.knobs import knobs
from extractor.check.near import is_base, of_its_step, of_these
from extractor.check.sentences.relations import Pair, Relation, enters, goes_beyond, lies_between
from extractor.check.slots import qualifier_words
from extractor.models import Claim

_JOINT = r"\s*(?:{hedge} )?{own}\s[\s*_`~$€£¥]*"
"""Between a multiple and its base."""
_NAME = re.compile(r"[^,;:.()\n]{0,60}")
"""Between words of distance and the number that they lead to."""
_TO = re.compile(r"[^.;,\d]{0,40}\bto\s[\s*_`~$€£¥]*")
_BRACKETS = re.compile(r"[\s*_`]*\(([^()\n]{3,80})\)")
_FIGURE = re.compile(r"(?<![\w.,-])(?!(?:19|20)\d\d\b)(?:\d{1,3}(?:,\d{3})+|\d{1,12}\.\d{1,6}|\d{3,12})(?![\w-])")
"""A number of some size that is no year."""
_WORD = re.compile(r"[^\W\d_]+")


def pair_meant(bench: Bench, relation: Relation, levels: Sequence[Claim]) -> Pair | None:
    """The pair in brackets after the relation, the one tied to it among the levels of its sentence, or that before."""
    return in_brackets(bench, relation) or _meant(bench, relation, levels) or _pointed_at(bench, relation)


def in_brackets(bench: Bench, relation: Relation) -> Pair | None:
    """ "a gap of C (A vs B)": the two numbers in brackets right after the relation, and nothing else in them."""
    claim = relation.claim
    found = _BRACKETS.match(bench.slice(claim.article_id, claim.end, claim.end + 120))
    if found is None:
        return None
    inside = (claim.end + found.start(1), claim.end + found.end(1))
    levels = [c for c in bench.in_article[claim.article_id] if inside[0] <= c.start < inside[1]]
    if len(levels) != 2 or not all(enters(bench, relation, c) for c in levels) or levels[0].unit != levels[1].unit:
        return None
    words = _WORD.findall(bench.between(*levels).casefold())
    return (
        (levels[0], levels[1]) if words in (["vs"], ["versus"], ["against"], ["minus"], ["less"], ["to"], []) else None
    )


def _meant(bench: Bench, relation: Relation, levels: Sequence[Claim]) -> Pair | None:
    """The two numbers that the sentence ties to the relation, base first; None where it leaves a choice."""
    claim = relation.claim
    beside = [c for c in levels if _rivals_none(bench, claim, c)]
    for choose in (_times_the, _beyond, _from_and_to, _side_by_side):
        pair = choose(bench, relation, beside)
        if pair and _alike(bench, relation, *pair):
            return pair
    return None


def from_to(bench: Bench, relation: Relation, pair: Pair) -> bool:
    """Whether the sentence of a relation says "from X to Y" of a pair: then it is of no other."""
    first, second = sorted(pair, key=lambda c: c.start)
    here = {bench.sentence_key(c) for c in pair} == {bench.sentence_key(relation.claim)}
    return here and is_base(bench, first) and _TO.fullmatch(bench.between(first, second)) is not None


def _alike(bench: Bench, relation: Relation, first: Claim, second: Claim) -> bool:
    """Whether two levels are of one kind, and of one thing where it is that thing that changes."""
    over_time = relation.claim.measure == "growth" or relation.claim.direction is not None
    one = not over_time or relation.kind == "difference" or bench.key(first) == bench.key(second)
    counted = first.unit != "count" or qualifier_words(first) == qualifier_words(second)
    counted = counted and bench.number(first).nominal != bench.number(second).nominal
    one = one and (not over_time or of_its_step(relation.claim, first, second))
    return one and counted and first.measure == second.measure and first.unit == second.unit


def _times_the(bench: Bench, relation: Relation, levels: Sequence[Claim]) -> Pair | None:
    """ "X, N times the Y": the level right after the multiple, and the one before it."""
    claim = relation.claim
    if relation.kind != "ratio":
        return None
    after = [c for c in levels if c.start >= claim.end and compiled(_JOINT).fullmatch(bench.between(claim, c))]
    before = [c for c in levels if c.end <= claim.start and after and c.unit == after[0].unit]
    return (after[0], before[-1]) if before and after else None


def _beyond(bench: Bench, relation: Relation, levels: Sequence[Claim]) -> Pair | None:
    """ "X, N short of Y", "X, N more than the Y of May": the level right after, and the one before."""
    claim = relation.claim
    if relation.kind != "difference" or not goes_beyond(bench, claim):
        return None
    after = [c for c in levels if c.start >= claim.end and _NAME.fullmatch(bench.between(claim, c))][:1]
    before = [c for c in levels if c.end <= claim.start and after and (c.measure, c.unit) == _kind(after[0])][-1:]
    return (after[0], before[0]) if before else None


def _kind(claim: Claim) -> tuple[str, str]:
    return claim.measure, claim.unit


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
        if 0 < claim.start - c.start <= reach and line - bench.line(c) <= 2 and enters(bench, relation, c)
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
    if relation.kind == "growth" or len(levels) != 2:
        return None
    first, second = levels
    if is_level(relation.claim) and not lies_between(bench, relation.claim) and not _paired(bench, first, second):
        return None
    if relation.kind == "difference" and not _of_two(bench, first, second):
        return None
    if relation.kind == "ratio":
        told = second.end <= relation.claim.start and bench.leads_on(relation.claim, "compared")
    else:
        ends = sorted((c.start, c.end) for c in (*levels, relation.claim))
        told = bool(
            knobs().cues.patterns["apart"].search(bench.slice(first.article_id, ends[0][0] - 40, ends[-1][1] + 40))
        )
    return (first, second) if told else None


def _paired(bench: Bench, first: Claim, second: Claim) -> bool:
    """ "A leads by N, X to Y": two levels of two things, one right after the other."""
    return bench.key(first) != bench.key(second) and bool(compiled(PAIRED).fullmatch(bench.between(first, second)))


def _of_two(bench: Bench, first: Claim, second: Claim) -> bool:
    """Whether two levels can lie apart: of two things, of two times, or set against each other."""
    apart = bench.key(first) != bench.key(second) or _then_and_now(first, second)
    return (
        apart
        or any(is_base(bench, c) for c in (first, second))
        or bool(compiled(PAIRED).fullmatch(bench.between(first, second)))
    )


def evident(bench: Bench, relation: Relation, pair: Pair) -> bool:
    """Whether a misfit is a fault: all three stated plainly, of one time unless that is what changes."""
    parts = (relation.claim, *pair)
    if len({bench.sentence_key(c) for c in parts}) > 1 and _unread(bench, relation.claim):
        return False
    if relation.kind == "difference" and not of_these(bench, relation.claim, pair):
        return False
    plain = all(c.comparator in ("=", "~") for c in parts) and (_certain(parts) or _of_nobody(bench, parts))
    modal = len({c.modality == "forecast" for c in pair}) == 1 or _then_and_now(*pair) or _to_come(bench, *pair)
    directed = relation.kind != "growth" or bool(relation.claim.direction) or relation.claim.measure == "price_ratio"
    return plain and modal and directed and _own(bench, relation.claim, pair)


def _unread(bench: Bench, claim: Claim) -> bool:
    """Whether a sentence holds a figure that was not understood: it may be what is compared."""
    spans = [(c.start - claim.sentence_start, c.end - claim.sentence_start) for c in bench.sentence(claim)]
    return any(not any(a <= m.start() < b for a, b in spans) for m in _FIGURE.finditer(claim.sentence))


def _certain(parts: Sequence[Claim]) -> bool:
    return all(c.confidence >= knobs().caps.confidence_beside for c in parts)


def _of_nobody(bench: Bench, parts: Sequence[Claim]) -> bool:
    """Whether one sentence has them all and none has a subject: they are uncertain for that alone, and it is one."""
    one = len({(c.article_id, bench.sentence_key(c)) for c in parts}) == 1
    return one and not any(bench.subjects(c) or c.subject for c in parts)


def _then_and_now(a: Claim, b: Claim) -> bool:
    """Whether two levels are of two stated times: what was counted for one may be expected for the other."""
    return bool(when(a) and when(b)) and when(a) != when(b)


def _to_come(bench: Bench, first: Claim, second: Claim) -> bool:
    """ "From X to Y by 2028": what is, and what it is to become."""
    bases = [c for c in (first, second) if is_base(bench, c)]
    return len(bases) == 1 and bases[0].modality != "forecast"


def _own(bench: Bench, claim: Claim, pair: Pair) -> bool:
    """Whether a gap of scores is of the score of what has it: where that one was not read, two others stand nearest."""
    subjects = set(bench.subjects(claim))
    return claim.measure != "benchmark_gap" or any(subjects & set(bench.subjects(level)) for level in pair)
