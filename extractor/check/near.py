"""A claim -> the levels near it that can enter its arithmetic: by place, time, kind and certainty."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.check.bench import Bench, when
from extractor.check.exact import Fraction
from extractor.check.forms import compiled
from extractor.check.intervals import Interval
from extractor.check.knobs import knobs
from extractor.check.periods import a_step_apart
from extractor.check.slots import gap, qualifier_words
from extractor.check.verdicts import Outcome, factor
from extractor.models import Claim

_CLAUSES = 160
"""Most characters between a level and a change whose clauses are looked at."""
_CLAUSE = r"[,;]|\b{clause}\b"
_MOVED = re.compile(r"\s(?P<what>\w[^,;.]{2,60})\sby\s[^,;.]{0,16}$")
_NOUN = r"\b(?!{nameless}\b)[^\W\d_]{2,}"
"""Words before a verb, but for those that name nothing."""
_WHICH = r"\bwhich (?:is|was|are|were) (?:{hedge} )?$"
_LEAD = 40
"""Characters before a number in which a clause about the one before it may open."""
_POINTS = {"percentage_points": ("percent", "points"), "points": ("points", "percent")}


def is_base(bench: Bench, level: Claim) -> bool:
    """Whether the level is said to be what the change starts from."""
    return bench.leads(level, "base")


def is_rate(claim: Claim) -> bool:
    """Whether it says by what part of itself something changed: in percent, or as a fraction ("by two thirds")."""
    return claim.measure == "growth" and (claim.unit == "percent" or is_part(claim))


def is_part(claim: Claim) -> bool:
    """Whether it is a fraction of something ("a third less"), and no multiple."""
    return claim.unit == "multiple" and claim.value is not None and claim.value < 1


def of_its_step(claim: Claim, first: Claim, second: Claim) -> bool:
    """Whether a change ("from a year earlier") can be from one of two levels to the other, as far as they are dated."""
    times = when(first), when(second)
    if not claim.step or not times[0] or not times[1] or times[0] == times[1]:
        return True
    return a_step_apart(times[0], times[1], claim.step)


def of_another(bench: Bench, claim: Claim, level: Claim) -> bool:
    """ "The fee fell from $9 to $6, and usage rose 40%": whether the change has a subject and verb of its own."""
    if level.end > claim.start or not (is_rate(claim) or claim.direction):
        return False
    if (level.article_id, bench.sentence_key(level)) != (claim.article_id, bench.sentence_key(claim)):
        return False
    text = bench.between(level, claim)
    verbs = list(knobs().cues.patterns["moves"].finditer(text)) if len(text) <= _CLAUSES else []
    breaks = list(compiled(_CLAUSE).finditer(text, 0, verbs[-1].start())) if verbs else []
    if not breaks:
        return False
    own = compiled(_NOUN).findall(text[breaks[-1].end() : verbs[-1].start()].casefold())
    moved = _MOVED.search(text, verbs[-1].end())  # "... and improved the speed by 40%"
    nouns = own or (compiled(_NOUN).findall(moved["what"].casefold()) if moved else [])
    return bool(nouns) and not set(nouns) & set(level.measure.split("_"))


def near_first(bench: Bench, claim: Claim, levels: Sequence[Claim]) -> list[Claim]:
    """Levels by their distance from a claim."""
    return sorted(levels, key=lambda c: bench.distance(claim, c))


def within_reach(bench: Bench, claim: Claim, key: tuple[str, ...]) -> list[Claim]:
    """Levels of some subjects in the claim's part of its article, the nearest first."""
    levels = bench.levels.get((claim.article_id, tuple(sorted(key))), [])
    reach = knobs().caps.reach
    return near_first(bench, claim, [c for c in levels if abs(c.start - claim.start) <= reach])


def reached(claim: Claim, other: Claim) -> bool:
    """Whether two claims stand in one part of one article."""
    return claim.article_id == other.article_id and abs(claim.start - other.start) <= knobs().caps.reach


def enters_time(claim: Claim, part: Claim) -> bool:
    """Whether a figure can be part of another by its time: unstated or the same, and both expected or neither."""
    times = (when(claim), when(part))
    return (not all(times) or times[0] == times[1]) and (claim.modality == "forecast") == (part.modality == "forecast")


def enters(bench: Bench, claim: Claim, level: Claim, any_time: bool = False) -> bool:
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


def of_these(bench: Bench, claim: Claim, parts: Sequence[Claim]) -> bool:
    """ "B with 69, which is 7 more than C": whether a change is held against the number before `which`, and where it
    names what it is compared with, against a number of that.
    """
    told = [set(bench.subjects(part)) for part in parts]
    if claim.counterpart_ids and all(told) and not any(set(claim.counterpart_ids) & ids for ids in told):
        return False
    if not compiled(_WHICH).search(bench.before(claim, _LEAD)):
        return True
    before = [c for c in bench.sentence(claim) if c.end <= claim.start and c.unit in {part.unit for part in parts}]
    return not before or before[-1].id in {part.id for part in parts}


def one_series(bench: Bench, before: Claim, after: Claim) -> bool:
    """Whether all that the corpus has for a thing at two stated times is one value each, of one platform if any."""
    if set(gap(bench, before, after).differ) - {"period"} or not (when(before) and when(after)):
        return False
    return all(
        bench.number(c).coarse.meets(bench.number(level).coarse)
        for level in (before, after)
        for c in bench.dated.get((bench.key(level), level.measure, level.unit, str(when(level))), [])
    )


def is_forecast(claim: Claim) -> bool:
    """Whether it speaks of what is expected."""
    return claim.modality == "forecast"


def plausible(bench: Bench, claim: Claim, outcome: Outcome) -> bool:
    """Whether a change is close enough to what two levels give, and all certain enough, to be meant of these."""
    if not bench.strong_together((claim, *(o.claim for o in outcome.sum.operands))):
        return False
    return factor(outcome.derived.nominal, outcome.stated.nominal) <= Fraction(knobs().caps.derived)


def added(*parts: Interval) -> Interval:
    """The sum of one interval or more."""
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total
