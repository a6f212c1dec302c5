"""Sums, differences, deductions, formulas, discounts and blends -> held against the figures that enter them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from extractor.check import explain, headlines
from extractor.check.bench import Bench, Key, is_level, when
from extractor.check.change import is_base, one_series, previous
from extractor.check.explain import operand, said
from extractor.check.intervals import Interval
from extractor.check.knobs import Formula, knobs
from extractor.check.slots import gap, qualifier_words
from extractor.check.verdicts import Operand, Outcome, Sum, best, factor
from extractor.models import Check, Claim

_HUNDRED = Interval.point(100)
_POINTS = {"percentage_points": ("percent", "points"), "points": ("points", "percent")}
_OF_IT = re.compile(r"\bof (?:the |its |their |all )?$", re.IGNORECASE)
_BREAK = re.compile(r"[:;]|[.!?]\s")
_LONGEST = 8
"""Most parts of one total."""
_PLACES = 3
"""Most places of one article whose operands one difference is held against."""


def difference_checks(bench: Bench) -> Iterator[Check]:
    """Each stated difference against every place of its article where both levels stand."""
    for claim in bench.claims:
        if claim.measure in ("difference", "benchmark_gap"):
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
    return outcomes[:1] if outcomes and _sure_difference(bench, claim, outcomes) else []


def _held(bench: Bench, claim: Claim, pairs: Sequence[tuple[Claim, Claim]]) -> list[Outcome]:
    return [o for a, b in pairs if (o := best(bench.number(claim), [minus(bench, a, b)]))]


def _sides(bench: Bench, claim: Claim) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The roots of what is compared with what."""
    ids = bench.subjects(claim)
    if claim.counterpart_ids and ids:
        return tuple(sorted(bench.root(i) for i in ids)), tuple(sorted(bench.root(i) for i in claim.counterpart_ids))
    if len(ids) == 2:
        return (bench.root(ids[0]),), (bench.root(ids[1]),)
    rivals = _rivals(bench, claim)
    return (bench.key(claim), rivals[0]) if len(rivals) == 1 else None


def _rivals(bench: Bench, claim: Claim) -> list[Key]:
    """Other countries' models with a level of the difference's kind and time: a lead is a lead over these."""
    if not claim.of or not when(claim) or not _is_nation(bench.key(claim)):
        return []
    levels = bench.of_kind.get((claim.article_id, claim.of, claim.unit), [])
    keys = {bench.key(c) for c in levels if when(c) == when(claim)}
    return sorted(key for key in keys if _is_nation(key) and key != bench.key(claim))


def _is_nation(key: Key) -> bool:
    return len(key) == 1 and key[0].startswith("nation:")


def _places(bench: Bench, claim: Claim, own: tuple[str, ...], other: tuple[str, ...]) -> list[tuple[Claim, Claim]]:
    """Pairs (own level, other's level): one for each sentence that holds both, else the nearest two."""
    mine, yours = (
        [c for c in bench.levels.get((claim.article_id, key), []) if _enters(bench, claim, c)] for key in (own, other)
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
    here = [c for c in bench.sentence(claim) if _is_side(claim, c) and _enters(bench, claim, c, any_time=True)]
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
        if bench.distance(claim, own)[0] and _enters(bench, claim, own):
            beside = [c for c in bench.sentence(own) if (c.measure, c.unit) == (own.measure, own.unit)]
            others = [c for c in beside if bench.key(c) != bench.key(own) and _enters(bench, claim, c)]
            pairs += [(own, c) for c in others[:1]]
    return sorted(pairs, key=lambda p: bench.distance(claim, p[0]))[:_PLACES]


def _over_time(bench: Bench, claim: Claim) -> list[tuple[Claim, Claim]]:
    time, key = when(claim), bench.key(claim)
    earlier = previous(time, claim.step) if time else None
    own = [c for c in bench.levels.get((claim.article_id, key), []) if when(c) == time and _enters(bench, claim, c)]
    if not earlier or not own:
        return []
    now = min(own, key=lambda c: (bench.distance(claim, c), c.id))
    past = bench.dated.get((key, now.measure, now.unit, earlier), [])
    past = [c for c in past if not bench.number(c).bound]
    return [(now, min(past, key=lambda c: (bench.distance(claim, c), c.id)))] if past else []


def _enters(bench: Bench, claim: Claim, level: Claim, any_time: bool = False) -> bool:
    """Whether a level can be one side of a difference."""
    if level.unit not in _POINTS.get(claim.unit, (claim.unit,)) or bench.number(level).vague:
        return False
    if claim.of and level.measure != claim.of:
        return False
    named, own_name = qualifier_words(claim), qualifier_words(level)
    if "qualifier" in knobs().measure(level.measure).needs and named and own_name and not named & own_name:
        return False
    time, own = when(claim), when(level)
    return (any_time or not time or not own or time == own) and (level.modality == "forecast") == (
        claim.modality == "forecast"
    )


def _sure_difference(bench: Bench, claim: Claim, outcomes: Sequence[Outcome]) -> bool:
    """Whether nothing else can be meant: both levels stated for the difference's time, close by, and no other pair."""
    parts = [o.claim for o in outcomes[0].sum.operands]
    if _since_before(bench, claim, parts):
        return len(outcomes) == 1
    if not _sides(bench, claim) and not bench.is_row(claim) and not _from_one_to_the_other(bench, claim, parts):
        return False
    if not bench.strong_together((claim, *parts)) or len(outcomes) > 1 or not _of_one_kind(*parts):
        return False
    named = bool(qualifier_words(claim) & qualifier_words(parts[0]) & qualifier_words(parts[1]))
    dated = bool(when(claim)) and {when(c) for c in parts} == {when(claim)}
    reach = 2 if named or dated or all(_only_one(bench, c) for c in parts) else 1
    near = all(bench.distance(claim, c)[0] <= reach and _reached(claim, c) for c in parts)
    named = named or claim.measure != "benchmark_gap" or all(_only_one(bench, c) for c in parts)
    alike = factor(outcomes[0].derived.nominal, outcomes[0].stated.nominal) <= Fraction(knobs().caps.derived)
    return near and named and alike


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


def _reached(claim: Claim, other: Claim) -> bool:
    return claim.article_id == other.article_id and abs(claim.start - other.start) <= knobs().caps.reach


def minus(bench: Bench, a: Claim, b: Claim) -> Sum:
    """The larger less the smaller where no order is stated."""
    first, second = (a, b) if bench.number(a).nominal >= bench.number(b).nominal else (b, a)
    parts = (operand(bench, first, "minuend"), operand(bench, second, "subtrahend"))
    return Sum(lambda x, y: x - y, parts, "a - b", f"{said(first)} - {said(second)}")


# ---------------------------------------------------------------- sums


def sum_checks(bench: Bench) -> Iterator[Check]:
    """Each total of several named subjects against their own levels."""
    for claim in bench.claims:
        if is_level(claim) and knobs().measure(claim.measure).additive and len(bench.subjects(claim)) > 1:
            outcome = _total(bench, claim)
            if outcome:
                title = f"{bench.label(claim)}: {said(claim)} together"
                yield explain.arithmetic(bench, "sum", claim, outcome, title)
    for _, claims in sorted(bench.in_article.items()):
        yield from _runs(bench, claims)


def _runs(bench: Bench, claims: Sequence[Claim]) -> Iterator[Check]:
    """A total of one subject and the run of figures of its kind that stands right before or after it."""
    kinds: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        if is_level(claim) and knobs().measure(claim.measure).additive and not bench.number(claim).bound:
            kinds.setdefault((claim.measure, claim.unit), []).append(claim)
    for _, same in sorted(kinds.items()):
        for place, claim in enumerate(same):
            outcome = _run_total(bench, claim, same, place) if len(same) > 2 else None
            if outcome:
                title = f"{bench.label(claim)}: {said(claim)} in all"
                yield explain.arithmetic(bench, "sum", claim, outcome, title)


def _run_total(bench: Bench, claim: Claim, same: Sequence[Claim], place: int) -> Outcome | None:
    after = [c for c in same[place + 1 : place + 1 + 2 * _LONGEST] if _enters_time(claim, c)][:_LONGEST]
    before = [c for c in same[max(0, place - 2 * _LONGEST) : place][::-1] if _enters_time(claim, c)][:_LONGEST]
    told = told_total(bench, claim)
    for run in (after, before):
        parts: list[Claim] = []
        for part in run:
            if not _reached(claim, part) or not _part_of_run(bench, claim, part, parts, told):
                break
            parts.append(part)
            if len(parts) < (2 if told else 3):
                continue
            outcome = best(bench.number(claim), [sum_of(bench, parts)])
            if outcome and outcome.verdict == "consistent":
                return outcome
        if told and len(parts) > 1 and _whole_sentence(bench, claim, parts):
            outcome = best(bench.number(claim), [sum_of(bench, parts)])
            if outcome and _may_miss(bench, claim, parts, outcome):
                return outcome
    return None


def told_total(bench: Bench, claim: Claim) -> bool:
    """Whether words around a number say that it is a total."""
    cue = knobs().cues.patterns["together"]
    before, after = _BREAK.split(bench.before(claim, 60))[-1], _BREAK.split(bench.after(claim, 30))[0]
    words = (claim.qualifier or "", before, after)
    # "90 percent of the total" speaks of another figure
    return any(not _OF_IT.search(text[: found.start()]) for text in words for found in cue.finditer(text))


def _part_of_run(bench: Bench, claim: Claim, part: Claim, parts: Sequence[Claim], told: bool) -> bool:
    """Smaller than the total unless that is said to be one, and not another figure of a part that is in already."""
    smaller = (told and bench.distance(claim, part)[0] == 0) or bench.number(part).nominal < bench.number(claim).nominal
    fresh = all(
        (bench.key(p), qualifier_words(p)) != (bench.key(part), qualifier_words(part)) or not bench.key(p)
        for p in parts
    )
    return smaller and (fresh or not qualifier_words(part))


def sum_of(bench: Bench, parts: Sequence[Claim]) -> Sum:
    """The parts added up, in the order of the text."""
    ordered = sorted(parts, key=lambda c: (c.start, c.id))
    operands = tuple(operand(bench, part, "part") for part in ordered)
    return Sum(_added, operands, "sum of parts", " + ".join(said(part) for part in ordered))


def _whole_sentence(bench: Bench, claim: Claim, parts: Sequence[Claim]) -> bool:
    """Whether the parts are all that their one sentence gives of the kind, beside the total."""
    sentences = {bench.sentence_key(part) for part in parts}
    same = [
        c for c in bench.sentence(parts[0]) if (c.measure, c.unit) == (claim.measure, claim.unit) and c.id != claim.id
    ]
    return len(sentences) == 1 and len(same) == len(parts)


def _may_miss(bench: Bench, claim: Claim, parts: Sequence[Claim], outcome: Outcome) -> bool:
    """Whether a total that its parts do not give is a fault: a closed list, all of it certain, and not far off."""
    ordered = sorted((claim, *parts), key=lambda c: c.start)
    text = bench.slice(claim.article_id, ordered[0].start - 60, ordered[-1].end)
    closed = not knobs().cues.patterns["open"].search(text)
    near = factor(outcome.derived.nominal, outcome.stated.nominal) <= Fraction(knobs().caps.derived)
    near = near and min(abs(claim.start - part.start) for part in parts) <= knobs().caps.reach // 4
    apart = [f for part in parts for f in gap(bench, claim, part).differ if f in ("scope", "period", "modality")]
    return closed and near and not apart and bench.strong_together((claim, *parts))


def _total(bench: Bench, claim: Claim) -> Outcome | None:
    parts = [_part(bench, claim, subject) for subject in bench.subjects(claim)]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    outcome = best(bench.number(claim), [sum_of(bench, known)])
    if outcome and outcome.verdict == "inconsistent" and not _sure_sum(bench, claim, known):
        return None
    return outcome


def _part(bench: Bench, claim: Claim, subject: str) -> Claim | None:
    """The nearest level of one subject alone, of the total's measure and time."""
    own = bench.levels.get((claim.article_id, (bench.root(subject),)), [])
    fit = [
        c
        for c in own
        if c.measure == claim.measure and c.unit == claim.unit and c.id != claim.id and _enters(bench, claim, c)
    ]
    return min(fit, key=lambda c: (bench.distance(claim, c), c.id), default=None)


def _sure_sum(bench: Bench, claim: Claim, parts: Sequence[Claim]) -> bool:
    """Whether the total is said to be one, of these parts: a word for it, all close by, nothing sets them apart."""
    cue = knobs().cues.patterns["together"]
    said_so = cue.search(claim.qualifier or "") or cue.search(bench.before(claim, 60)) or cue.search(bench.after(claim))
    close = all(_reached(claim, part) for part in parts)
    kind, listed = (claim.measure, claim.unit), {claim.id, *(part.id for part in parts)}
    beside = [c for part in parts for c in bench.sentence(part) if (c.measure, c.unit) == kind]
    close = close and all(c.id in listed for c in beside)
    alike = all(not set(gap(bench, claim, part).differ) - {"subject", "qualifier", "source"} for part in parts)
    return bool(said_so) and close and alike and bench.strong_together((claim, *parts)) and claim.measure != "users"


def _added(*parts: Interval) -> Interval:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


# ---------------------------------------------------------------- deductions


def deduction_checks(bench: Bench) -> Iterator[Check]:
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
            joined = re.search(r"\band\b|,|\+", text) and len(text) < 120 and not ends.search(text)
            if not joined or third.unit != first.unit or not _amounts(first, third):
                break
            chain.append(third)
        return chain
    return []


def _amounts(first: Claim, other: Claim) -> bool:
    additive = knobs().measure(first.measure).additive and is_level(other)
    return additive and bool(first.value and other.value and other.value < first.value)


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
        return first - _added(*others)

    return Sum(formula, operands, "a - b - ...", " - ".join(said(c) for c in parts))


# ---------------------------------------------------------------- formulas


def formula_checks(bench: Bench) -> Iterator[Check]:
    """Measures that two others give: loss, tokens per parameter, unit price times volume."""
    by_target: dict[str, list[Formula]] = {}
    for rule in knobs().formulas:
        by_target.setdefault(rule.target, []).append(rule)
    for claim in bench.claims:
        for rule in by_target.get(claim.measure, []):
            if rule.unit in ("*", claim.unit):
                outcome = _by_formula(bench, claim, rule)
                if outcome:
                    title = f"{bench.label(claim)}: {said(claim)} from {rule.name.partition(' = ')[2] or rule.name}"
                    yield explain.arithmetic(
                        bench, "difference" if rule.op == "difference" else "ratio", claim, outcome, title
                    )


def _by_formula(bench: Bench, claim: Claim, rule: Formula) -> Outcome | None:
    firsts, seconds = (_ingredients(bench, claim, rule, side) for side in (0, 1))
    outcomes = [
        o for a in firsts[:4] for b in seconds[:4] if (o := best(bench.number(claim), [_by_rule(bench, rule, a, b)]))
    ]
    fitting = [o for o in outcomes if o.verdict != "inconsistent"]
    if fitting:
        return min(fitting, key=lambda o: o.verdict != "consistent")
    nearest = (
        outcomes[0] if outcomes and (len(outcomes) == 1 or (rule.op == "quotient" and len(outcomes) == 2)) else None
    )
    return nearest if nearest and rule.accuses and _sure_formula(bench, claim, rule, nearest) else None


def _ingredients(bench: Bench, claim: Claim, rule: Formula, side: int) -> list[Claim]:
    """Candidates for one part: same subject, compatible time, in the sentence first, then in the line."""
    unit = claim.unit if rule.units[side] == "*" else rule.units[side]
    own = bench.levels.get((claim.article_id, bench.key(claim)), [])
    fit = [c for c in own if c.measure == rule.parts[side] and c.unit == unit and _enters_time(claim, c)]
    reach = 1 if rule.op == "quotient" else 0
    near = [c for c in fit if bench.distance(claim, c)[0] <= reach]
    near = [c for c in near if not headlines.under(bench, c)] or near
    if not near and rule.op == "quotient":
        near = [c for c in fit if _reached(claim, c)]
    return sorted(near, key=lambda c: (bench.distance(claim, c), c.id))


def _enters_time(claim: Claim, part: Claim) -> bool:
    times = (when(claim), when(part))
    return (not all(times) or times[0] == times[1]) and (claim.modality == "forecast") == (part.modality == "forecast")


def _by_rule(bench: Bench, rule: Formula, a: Claim, b: Claim) -> Sum:
    sign = {"difference": "-", "quotient": "/", "product": "x"}[rule.op]
    scale = Interval.point(Fraction(rule.scale))

    def formula(x: Interval, y: Interval) -> Interval:
        if rule.op == "difference":
            return x - y
        return (x / y if rule.op == "quotient" else x * y) * scale

    operands = (operand(bench, a, rule.parts[0]), operand(bench, b, rule.parts[1]))
    return Sum(formula, operands, rule.name, f"{said(a)} {sign} {said(b)}")


def _sure_formula(bench: Bench, claim: Claim, rule: Formula, outcome: Outcome) -> bool:
    """Alone in one sentence, of one subject, with no qualifier that could mean another kind of figure."""
    parts = [o.claim for o in outcome.sum.operands]
    here = rule.op == "quotient" or all(bench.distance(claim, c)[0] == 0 for c in parts)
    here = here and bench.strong_together((claim, *parts))
    rivals = [c for c in bench.sentence(claim) if c.measure == claim.measure and c.unit == claim.unit]
    rivals = [c for c in rivals if qualifier_words(c) == qualifier_words(claim) and not headlines.under(bench, c)]
    plain = not any(qualifier_words(c) - set(rule.kinds) for c in (claim, *parts)) or rule.op == "quotient"
    near = factor(outcome.derived.nominal, outcome.stated.nominal) <= Fraction(knobs().caps.derived)
    return here and plain and near and len(rivals) == 1


# ---------------------------------------------------------------- discounts and blends


def discount_checks(bench: Bench) -> Iterator[Check]:
    """ "90% off, to $0.30": the discount against two prices of its sentence."""
    for claim in bench.claims:
        if claim.measure == "discount" and claim.unit == "percent":
            outcome = _discounted(bench, claim)
            if outcome:
                yield explain.arithmetic(
                    bench, "ratio", claim, outcome, f"{bench.label(claim)}: a discount of {said(claim)}"
                )


def _discounted(bench: Bench, claim: Claim) -> Outcome | None:
    prices = [
        c
        for c in bench.levels.get((claim.article_id, bench.key(claim)), [])
        if c.measure.startswith("price") and (_reached(claim, c))
    ]
    if any(bench.distance(claim, c)[0] for c in prices):
        prices = _price_of_cache(bench, claim, prices)
    pairs = [(a, b) for a in prices for b in prices if a.unit == b.unit]
    pairs = [(a, b) for a, b in pairs if bench.number(a).nominal > bench.number(b).nominal]
    outcomes = [o for a, b in pairs if (o := best(bench.number(claim), [_off(bench, a, b)]))]
    fitting = [o for o in outcomes if o.verdict != "inconsistent"]
    if fitting:
        return min(
            fitting, key=lambda o: (o.verdict != "consistent", [bench.distance(claim, p.claim) for p in o.sum.operands])
        )
    sure = [o for o in outcomes if _price_before_and_after(o)]
    if len(sure) == 1 and bench.strong_together((claim, *(p.claim for p in sure[0].sum.operands))):
        return sure[0]
    return None


def _price_before_and_after(outcome: Outcome) -> bool:
    """Whether two prices can only be one with and without the discount: fresh and cached input, or of one kind."""
    full, reduced = (part.claim.measure for part in outcome.sum.operands)
    return full == reduced or (full, reduced) == ("price_input", "price_cached")


def _price_of_cache(bench: Bench, claim: Claim, prices: Sequence[Claim]) -> list[Claim]:
    """Of prices near and far: those of the sentence where it has two, else its cached one with all fresh ones."""
    here = [c for c in prices if bench.distance(claim, c)[0] == 0]
    if len(here) != 1 or here[0].measure != "price_cached":
        return here
    fresh = [c for c in prices if c.measure == "price_input"]
    return [here[0], *([c for c in fresh if not is_base(bench, c)] or fresh)]


def _off(bench: Bench, a: Claim, b: Claim) -> Sum:
    parts = (operand(bench, a, "full price"), operand(bench, b, "reduced price"))
    return Sum(
        lambda x, y: (Interval.point(1) - y / x).scaled(100), parts, "1 - reduced / full", f"1 - {said(b)} / {said(a)}"
    )


def blend_checks(bench: Bench) -> Iterator[Check]:
    """A blended price against the input and output price, weighted by the shares in its sentence."""
    for claim in bench.claims:
        if claim.measure == "price_blended":
            outcome = _blended(bench, claim)
            if outcome:
                yield explain.arithmetic(
                    bench, "sum", claim, outcome, f"{bench.label(claim)}: blended to {said(claim)}"
                )


def _blended(bench: Bench, claim: Claim) -> Outcome | None:
    prices = [_nearest_price(bench, claim, measure) for measure in ("price_input", "price_output")]
    known = [operand(bench, price, "price") for price in prices if price is not None]
    weights = _weights(bench, claim)
    if len(known) < 2:
        return None
    if weights is None:
        return _usual_blend(bench, claim, known)
    # the weights are chosen by who blends, not measured: they are exact
    shares = [_exactly(operand(bench, weight, "weight")) for weight in weights]
    written = " + ".join(f"{said(w.claim)} of {said(p.claim)}" for p, w in zip(known, shares, strict=True))

    def formula(a: Interval, b: Interval, u: Interval, v: Interval) -> Interval:
        return (a * u + b * v) / _HUNDRED

    outcome = best(
        bench.number(claim), [Sum(formula, (*known, *shares), "input share x input + output share x output", written)]
    )
    if (
        outcome
        and outcome.verdict == "inconsistent"
        and not bench.strong_together((claim, *(o.claim for o in (*known, *shares))))
    ):
        return None
    return outcome


def _usual_blend(bench: Bench, claim: Claim, prices: Sequence[Operand]) -> Outcome | None:
    """Mixes in common use, where the text gives no weights as figures: to support, or where its words name the mix."""
    for mix in knobs().blends:
        a, b = Interval.point(mix.input), Interval.point(mix.output)

        def formula(x: Interval, y: Interval, a: Interval = a, b: Interval = b) -> Interval:
            return (x * a + y * b) / (a + b)

        shares = zip((mix.input, mix.output), prices, strict=True)
        said_mix = f"({' + '.join(f'{n} x {said(p.claim)}' for n, p in shares)}) / {mix.input + mix.output}"
        outcome = best(bench.number(claim), [Sum(formula, tuple(prices), f"{mix.input}:{mix.output} blend", said_mix)])
        told = any(words in claim.sentence.casefold() for words in mix.said.split("|"))
        sure = told and bench.strong_together((claim, *(p.claim for p in prices)))
        if outcome and (outcome.verdict == "consistent" or sure):
            return outcome
    return None


def _exactly(part: Operand) -> Operand:
    point = Interval.point(part.number.nominal)
    return Operand(part.claim, type(part.number)(point, point, part.number.nominal), part.role)


def _weights(bench: Bench, claim: Claim) -> tuple[Claim, Claim] | None:
    shares = [
        c
        for c in bench.sentence(claim)
        if c.unit == "percent" and c.value is not None and c.measure in ("share", "ratio", "token_share")
    ]
    found: dict[str, Claim] = {}
    for share in shares:
        words = f"{share.qualifier or ''} {bench.after(share, 12)}".casefold()
        for word in ("input", "output"):
            if word in words and not (word == "output" and "input" in words.split("output")[0]):
                found.setdefault(word, share)
                break
    if len(found) < 2 or sum(Fraction(c.value) for c in found.values() if c.value is not None) != 100:
        return None
    return found["input"], found["output"]


def _nearest_price(bench: Bench, claim: Claim, measure: str) -> Claim | None:
    own = bench.levels.get((claim.article_id, bench.key(claim)), [])
    fit = [c for c in own if c.measure == measure and c.unit == claim.unit and not bench.number(c).bound]
    fit = [c for c in fit if not is_base(bench, c)] or fit
    if len({bench.number(c).nominal for c in fit}) > 1:
        return None
    return min(fit, key=lambda c: (bench.distance(claim, c), c.id), default=None)
