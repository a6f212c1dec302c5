"""Stated differences -> held against the two levels that they lie between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from extractor.check import explain
from extractor.check.bench import Bench, Key, is_level, when
from extractor.check.exact import Fraction
from extractor.check.explain import operand, said
from extractor.check.forms import compiled
from extractor.check.knobs import knobs
from extractor.check.near import enters, is_base, of_these, one_series, reached
from extractor.check.periods import previous
from extractor.check.sentences.relations import is_difference, is_end
from extractor.check.slots import gap, qualifier_words
from extractor.check.verdicts import Outcome, Sum, best, factor
from extractor.models import Check, Claim

_LONGEST = 8
"""Most parts of one total."""
_LEAD = r"\b{lead}(?: of)? (?:{hedge} )?$"
_AHEAD = r"[,;]?\s{ahead}\b(?!\sof)"
_NAMED = r"\s{over}\s"
"""Around a difference: it is of two that were just told, and of no other that the words go on to name."""
_PLACES = 3
"""Most places of one article whose operands one difference is held against."""


def checks(bench: Bench) -> Iterator[Check]:
    """Each stated difference against every place of its article where both levels stand."""
    for claim in bench.claims:
        if is_difference(claim) and not is_end(bench, claim):
            for outcome in _differences(bench, claim):
                title = f"{bench.label(claim)}: a difference of {said(claim)}"
                reverse = (outcome.derived.coarse.high or 1) < 0
                yield explain.arithmetic(bench, "difference", claim, outcome, title, flips=reverse)


def _differences(bench: Bench, claim: Claim) -> list[Outcome]:
    sides = _sides(bench, claim)
    pairs = _places(bench, claim, *sides) if sides else _one_sided(bench, claim)
    outcomes = _held(bench, claim, pairs)
    fitting = [o for o in outcomes if o.verdict != "inconsistent"]
    if sides and not any(bench.distance(claim, o.sum.operands[0].claim)[0] == 0 for o in fitting):
        here = _held(bench, claim, _beside(bench, claim))
        fitting += [o for o in here if o.verdict != "inconsistent"]
    if fitting:
        return fitting[:_PLACES]
    if sides and outcomes and _told_here(bench, claim, outcomes[0]):
        outcomes = outcomes[:1]
    return outcomes[:1] if outcomes and _sure_difference(bench, claim, outcomes) else []


def _told_here(bench: Bench, claim: Claim, outcome: Outcome) -> bool:
    """Whether both levels stand in the sentence of the difference."""
    return all(bench.distance(claim, o.claim)[0] == 0 for o in outcome.sum.operands)


def _held(bench: Bench, claim: Claim, pairs: Sequence[tuple[Claim, Claim]]) -> list[Outcome]:
    return [o for a, b in pairs if (o := best(bench.number(claim), [minus(bench, a, b)]))]


def _sides(bench: Bench, claim: Claim) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The roots of what is compared with what."""
    ids = bench.subjects(claim)
    if claim.counterpart_ids and ids:
        return tuple(sorted(bench.root(i) for i in ids)), tuple(sorted(bench.root(i) for i in claim.counterpart_ids))
    if len(ids) == 2:
        return (bench.root(ids[0]),), (bench.root(ids[1]),)
    rivals = _rivals(bench, claim) or _rivals_before(bench, claim)
    return (bench.key(claim), rivals[0]) if len(rivals) == 1 else None


def _rivals(bench: Bench, claim: Claim) -> list[Key]:
    """Other countries' models with a level of the difference's kind and time: a lead is a lead over these."""
    if not claim.of or not when(claim) or not _is_nation(bench.key(claim)):
        return []
    levels = bench.of_kind.get((claim.article_id, claim.of, claim.unit), [])
    keys = {bench.key(c) for c in levels if when(c) == when(claim)}
    return sorted(key for key in keys if _is_nation(key) and key != bench.key(claim))


def _rivals_before(bench: Bench, claim: Claim) -> list[Key]:
    """ "A scored X on the test. B scored Y, a lead of Z": whose figures of one kind the paragraph gave before."""
    key = bench.key(claim)
    here = [c for c in bench.sentence(claim) if is_level(c) and bench.key(c) == key and enters(bench, claim, c)]
    if len(here) != 1 or not key or len({bench.key(c) for c in bench.sentence(claim) if is_level(c)}) > 1:
        return []
    lead, tail = bench.before(claim), bench.slice(claim.article_id, claim.end, claim.end + 12)
    if not (compiled(_LEAD).search(lead) or compiled(_AHEAD).match(tail)) or compiled(_NAMED).match(tail):
        return []  # a gain may be one over what the thing was
    levels = bench.of_kind.get((claim.article_id, here[0].measure, here[0].unit), [])
    before = [c for c in levels if c.start < here[0].start and bench.line(c) == bench.line(claim)]
    alike = [c for c in before if when(c) == when(here[0]) and qualifier_words(c) == qualifier_words(here[0])]
    return sorted({bench.key(c) for c in alike} - {key})


def _is_nation(key: Key) -> bool:
    return len(key) == 1 and key[0].startswith("nation:")


def _places(bench: Bench, claim: Claim, own: tuple[str, ...], other: tuple[str, ...]) -> list[tuple[Claim, Claim]]:
    """Pairs (own level, other's level): one for each sentence that holds both, else the nearest two."""
    mine, yours = (
        [c for c in bench.levels.get((claim.article_id, key), []) if enters(bench, claim, c)] for key in (own, other)
    )
    by_sentence: dict[str, tuple[Claim, Claim]] = {}
    for a in mine:
        for b in yours:
            if (
                a.measure == b.measure
                and a.unit == b.unit
                and bench.sentence_key(a) == bench.sentence_key(b)
                and gap(bench, a, b).differ in ((), ("subject",))
            ):
                by_sentence.setdefault(bench.sentence_key(a), (a, b))
    pairs = sorted(by_sentence.values(), key=lambda p: bench.distance(claim, p[0]))
    if pairs:
        return pairs
    nearest = [(a, b) for a in mine for b in yours if a.measure == b.measure and a.unit == b.unit]
    named = [p for p in nearest if qualifier_words(p[0]) and qualifier_words(p[0]) == qualifier_words(p[1])]
    nearest = sorted(named or nearest, key=lambda p: (bench.distance(claim, p[0]), bench.distance(claim, p[1])))
    values = {tuple(bench.number(c).nominal for c in pair): pair for pair in reversed(nearest)}
    return list(values.values())[::-1][:_LONGEST]


def _one_sided(bench: Bench, claim: Claim) -> list[tuple[Claim, Claim]]:
    """Nothing is named to compare with: two levels of its sentence, or its own level and the one before."""
    pairs = _beside(bench, claim)
    return [*pairs, *_elsewhere_said(bench, claim)] if pairs else _over_time(bench, claim)


def _beside(bench: Bench, claim: Claim) -> list[tuple[Claim, Claim]]:
    """Two levels of one kind in the sentence of the difference, one of them of its subject."""
    here = [c for c in bench.sentence(claim) if _is_side(claim, c) and enters(bench, claim, c, any_time=True)]
    here = sorted(here, key=lambda c: bench.distance(claim, c))[: 2 * _LONGEST]
    pairs = [
        (a, b)
        for a, b in combinations(sorted(here, key=lambda c: c.start), 2)
        if (a.measure, a.unit) == (b.measure, b.unit)
    ]
    return [p for p in pairs if any(bench.key(c) == bench.key(claim) for c in p)]


def _is_side(claim: Claim, other: Claim) -> bool:
    """Points lie between any two percentages, also between shares."""
    return is_level(other) or (claim.unit == "percentage_points" and other.measure in ("share", "token_share"))


def _elsewhere_said(bench: Bench, claim: Claim) -> list[tuple[Claim, Claim]]:
    """Other sentences of the article that set the own level beside one of another subject."""
    pairs = []
    for own in bench.levels.get((claim.article_id, bench.key(claim)), []):
        if bench.distance(claim, own)[0] and enters(bench, claim, own):
            beside = [c for c in bench.sentence(own) if (c.measure, c.unit) == (own.measure, own.unit)]
            others = [c for c in beside if bench.key(c) != bench.key(own) and enters(bench, claim, c)]
            pairs += [(own, c) for c in others[:1]]
    return sorted(pairs, key=lambda p: bench.distance(claim, p[0]))[:_PLACES]


def _over_time(bench: Bench, claim: Claim) -> list[tuple[Claim, Claim]]:
    time, key = when(claim), bench.key(claim)
    earlier = previous(time, claim.step) if time else None
    own = [c for c in bench.levels.get((claim.article_id, key), []) if when(c) == time and enters(bench, claim, c)]
    if not earlier or not own:
        return []
    now = min(own, key=lambda c: (bench.distance(claim, c), c.id))
    past = bench.dated.get((key, now.measure, now.unit, earlier), [])
    past = [c for c in past if not bench.number(c).bound]
    return [(now, min(past, key=lambda c: (bench.distance(claim, c), c.id)))] if past else []


def _sure_difference(bench: Bench, claim: Claim, outcomes: Sequence[Outcome]) -> bool:
    """Whether nothing else can be meant: both levels stated for the difference's time, close by, and no other pair."""
    parts = [o.claim for o in outcomes[0].sum.operands]
    if not of_these(bench, claim, parts):
        return False
    if _since_before(bench, claim, parts):
        return len(outcomes) == 1
    if not _sides(bench, claim) and not bench.is_row(claim) and not _from_one_to_the_other(bench, claim, parts):
        return False
    if not bench.strong_together((claim, *parts)) or len(outcomes) > 1 or not _of_one_kind(*parts):
        return False
    named = bool(qualifier_words(claim) & qualifier_words(parts[0]) & qualifier_words(parts[1]))
    dated = bool(when(claim)) and {when(c) for c in parts} == {when(claim)}
    reach = 2 if named or dated or all(_only_one(bench, c) for c in parts) else 1
    near = all(bench.distance(claim, c)[0] <= reach and reached(claim, c) for c in parts)
    named = named or claim.measure != "benchmark_gap" or all(_only_one(bench, c) for c in parts)
    named = named or _side_by_side(bench, claim, parts)
    alike = factor(outcomes[0].derived.nominal, outcomes[0].stated.nominal) <= Fraction(knobs().caps.derived)
    alike = alike or factor(*(bench.number(c).nominal for c in parts)) <= Fraction(knobs().caps.drift)
    return near and named and alike


def _side_by_side(bench: Bench, claim: Claim, parts: Sequence[Claim]) -> bool:
    """Whether the sentence of a gap has one level of either side, and no other of theirs."""
    here = [c for c in bench.sentence(claim) if (c.measure, c.unit) == (parts[0].measure, parts[0].unit)]
    return all([c.id for c in here if bench.key(c) == bench.key(part)] == [part.id] for part in parts)


def _since_before(bench: Bench, claim: Claim, parts: Sequence[Claim]) -> bool:
    """Whether a change is between what a thing had in the claim's period and in the one before, each told one way."""
    time, times = when(claim), {when(c) for c in parts}
    if not claim.direction or not time or times != {time, previous(time, claim.step)}:
        return False
    fair = bench.strong_together((claim, *parts)) and bool(bench.key(claim))
    alike = factor(*(bench.number(c).nominal for c in parts)) <= Fraction(knobs().caps.drift)
    return fair and alike and all(bench.key(c) == bench.key(claim) for c in parts) and one_series(bench, *parts)


def _of_one_kind(a: Claim, b: Claim) -> bool:
    """Whether two levels are of one kind where the measure has many: scores of one benchmark."""
    return "qualifier" not in knobs().measure(a.measure).needs or qualifier_words(a) == qualifier_words(b)


def _from_one_to_the_other(bench: Bench, claim: Claim, parts: Sequence[Claim]) -> bool:
    """Whether the sentence has the difference and two levels at two times: dated, or `from` one to the other."""
    same = [c for c in bench.sentence(claim) if (c.measure, c.unit) == (parts[0].measure, parts[0].unit)]
    times = {when(c) for c in parts if when(c)}
    told = len(times) == 2 or any(is_base(bench, c) for c in parts)
    one = len({bench.key(c) for c in (claim, *parts)}) == 1
    return claim.measure == "difference" and len(same) == 2 and told and one


def _only_one(bench: Bench, level: Claim) -> bool:
    """Whether the article has no other value of this kind for its subject."""
    own = bench.levels.get((level.article_id, bench.key(level)), [])
    same = [c for c in own if (c.measure, c.unit) == (level.measure, level.unit)]
    return len({bench.number(c).nominal for c in same if qualifier_words(c) == qualifier_words(level)}) == 1


def minus(bench: Bench, a: Claim, b: Claim) -> Sum:
    """The larger less the smaller where no order is stated."""
    first, second = (a, b) if bench.number(a).nominal >= bench.number(b).nominal else (b, a)
    parts = (operand(bench, first, "minuend"), operand(bench, second, "subtrahend"))
    return Sum(lambda x, y: x - y, parts, "a - b", f"{said(first)} - {said(second)}")
