"""Growths -> held against the pair of levels that each spans: in its sentence, by period, in other articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from extractor.check import explain, headlines
from extractor.check.bench import Bench, is_level, when
from extractor.check.explain import operand, said
from extractor.check.intervals import Interval
from extractor.check.near import (
    is_base,
    is_forecast,
    is_rate,
    near_first,
    of_another,
    of_its_step,
    one_series,
    plausible,
    within_reach,
)
from extractor.check.periods import a_year_before, comes_before, part_of_year, previous
from extractor.check.sentences.relations import of_stock
from extractor.check.slots import qualifier_words
from extractor.check.verdicts import Outcome, Sum, best
from extractor.models import Check, Claim

_ONE = Interval.point(1)
_BEHIND = 40
"""Most characters between a change and the base that its words lead to."""
_NEAREST = 12
"""Most levels of one sentence that a change is held against."""
_MARKS = " `*+$€£¥~"
"""Around a number of a list."""
_TOLD = 8
"""Most articles among which the one that tells a figure most exactly is looked for."""


def checks(bench: Bench) -> Iterator[Check]:
    """Each growth against the pair of levels that it spans."""
    for claim in bench.claims:
        if is_rate(claim):
            outcome = None if of_stock(bench, claim) else grown(bench, claim)
            if outcome:
                yield _growth_check(bench, claim, outcome)


def _growth_check(bench: Bench, claim: Claim, outcome: Outcome) -> Check:
    derived = outcome.derived.coarse
    reverse = bool(claim.direction) and derived.high is not None and derived.high < 0
    title = f"{bench.label(claim)}: {said(claim)} against its levels"
    return explain.arithmetic(bench, "growth", claim, outcome, title, flips=reverse)


def grown(bench: Bench, claim: Claim) -> Outcome | None:
    """The pair that fits, the nearest first; a pair that does not only where no other can be meant."""
    listed = _listed(bench, claim)
    if listed:
        outcome = best(bench.number(claim), [growth_sum(bench, claim, *listed)])
        return outcome if outcome and (outcome.verdict != "inconsistent" or plausible(bench, claim, outcome)) else None
    pairs = [pair for pair in _pairs(bench, claim) if of_its_step(claim, *pair[:2])]
    outcomes = [(best(bench.number(claim), [growth_sum(bench, claim, a, b)]), sure) for a, b, sure in pairs]
    fitting = [o for o, _ in outcomes if o and o.verdict != "inconsistent"]
    if fitting:
        return min(fitting, key=lambda o: o.verdict != "consistent")
    told = _told_base(bench, claim)
    accused = [o for o, sure in outcomes if o and sure and plausible(bench, claim, o)]
    accused = [o for o in accused if told is None or told.id in {part.claim.id for part in o.sum.operands}]
    values = {tuple(bench.number(p.claim).nominal for p in o.sum.operands) for o in accused}
    return accused[0] if len(values) == 1 else None


def _told_base(bench: Bench, claim: Claim) -> Claim | None:
    """ "58% more than the 411 billion": the level right behind a change that it is said to start from."""
    behind = [c for c in bench.sentence(claim) if claim.end <= c.start <= claim.end + _BEHIND]
    return behind[0] if behind and is_level(behind[0]) and is_base(bench, behind[0]) else None


def _listed(bench: Bench, claim: Claim) -> tuple[Claim, Claim] | None:
    """ "from X to Y/Z, or +P/+Q": the base and the level in the growth's place of the list, if any."""
    own = [c for c in bench.sentence(claim) if bench.key(c) == bench.key(claim)]
    rates = _slashed(bench, claim, [c for c in own if c.measure == "growth"]) if _direct(claim) else []
    levels = [c for c in own if c.end <= rates[0].start and speaks_of(bench, claim, c)] if len(rates) > 1 else []
    ends = _slashed(bench, levels[-1], levels) if levels else []
    base = [c for c in levels if c.end <= ends[0].start and is_base(bench, c)]
    if len(ends) != len(rates) or len(base) != 1 or len(levels) != len(ends) + 1:
        return None
    return base[0], ends[rates.index(claim)]


def _slashed(bench: Bench, claim: Claim, among: Sequence[Claim]) -> list[Claim]:
    """The claims of a list that a claim stands in, in which a stroke stands between one and the next."""
    runs: list[list[Claim]] = []
    for one in among:
        if runs and bench.between(runs[-1][-1], one).strip(_MARKS) == "/":
            runs[-1].append(one)
        else:
            runs.append([one])
    return next((run for run in runs if claim in run), [])


def _pairs(bench: Bench, claim: Claim) -> Iterator[tuple[Claim, Claim, bool]]:
    """(from, to, whether no other pair can be meant): in the sentence, else by period in the article, else anywhere."""
    levels = near_first(bench, claim, [c for c in bench.sentence(claim) if speaks_of(bench, claim, c)])[:_NEAREST]
    by_kind: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for level in levels:
        by_kind[level.measure, level.unit].append(level)
    found = False
    for same in by_kind.values():
        for a, b, sure in _ordered_pairs(bench, claim, same, len(by_kind) == 1):
            found = True
            yield a, b, sure
    if not found:
        yield from dated_pairs(bench, claim)
    if not found:
        yield from nearby_pairs(bench, claim)
        yield from _whole_story(bench, claim)


def speaks_of(bench: Bench, claim: Claim, level: Claim) -> bool:
    if not is_level(level) or bench.key(level) != bench.key(claim) or not bench.key(claim):
        return False
    if of_another(bench, claim, level):
        return False
    if level.unit in ("percent", "percentage_points", "points", "rank"):
        return claim.unit == "multiple" and level.measure == claim.of  # a percent of a score may be meant in points
    return level.measure == claim.of if claim.of else level.unit != "count"


def _ordered_pairs(
    bench: Bench, claim: Claim, levels: Sequence[Claim], alone: bool
) -> Iterator[tuple[Claim, Claim, bool]]:
    growths = [c for c in bench.sentence(claim) if c.measure == "growth" and bench.key(c) == bench.key(claim)]
    ordered = sorted(levels, key=lambda c: (not is_base(bench, c), c.start, c.id))
    if len({when(c) for c in ordered}) == len(ordered) and all(when(c) for c in ordered):
        ordered.sort(key=lambda c: str(when(c)))
    matched = len(ordered) == len(growths) + 1 and alone
    opened = bool(ordered) and is_base(bench, ordered[0])
    turn = growths.index(claim) + 1
    for i, first in enumerate(ordered):
        for j, second in enumerate(ordered[i + 1 :], i + 1):
            told = matched and i == 0 and j == turn and (opened or _dates_apart(first, second))
            yield first, second, (told or _embraced(bench, claim, first, second)) and _direct(claim)


def _embraced(bench: Bench, claim: Claim, first: Claim, second: Claim) -> bool:
    """ "0.40, down 20% from 0.50": the growth stands between its two levels, and nothing else does."""
    near = [
        c for c in bench.sentence(claim) if min(first.start, second.start) <= c.start <= max(first.start, second.start)
    ]
    return len(near) == 3 and near[1].id == claim.id and is_base(bench, first) and not is_base(bench, second)


def measure_of(bench: Bench, claim: Claim) -> str | None:
    """What grows: as the claim says, else the one measure that its article has for its subject and time."""
    if claim.of or not when(claim):
        return claim.of
    own = bench.levels.get((claim.article_id, bench.key(claim)), [])
    measures = {c.measure for c in own if when(c) == when(claim)} or {c.measure for c in own if when(c)}
    return measures.pop() if len(measures) == 1 else None


def _dates_apart(first: Claim, second: Claim) -> bool:
    return bool(when(first) and when(second) and when(first) != when(second))


def _direct(claim: Claim) -> bool:
    return bool(claim.direction) and claim.comparator in ("=", "~")


def dated_pairs(bench: Bench, claim: Claim) -> Iterator[tuple[Claim, Claim, bool]]:
    """Levels of the article (then of others) whose periods are the growth's and the one before."""
    own, of = bench.levels.get((claim.article_id, bench.key(claim)), []), measure_of(bench, claim)
    levels = [c for c in own if c.measure == of and when(c) and is_forecast(c) <= is_forecast(claim)]
    levels = [c for c in levels if not of_another(bench, claim, c)]
    last = {when(c): c for c in reversed(near_first(bench, claim, levels))}
    target = claim.period.split("/")[-1] if claim.period and len(claim.period) == 9 else when(claim)
    times = sorted(str(t) for t in last)
    for second in times:
        inside = bool(target) and target != second
        if inside and not part_of_year(str(target), second):
            continue
        for first in times:
            if a_year_before(first, second) if inside else comes_before(first, second, claim.step):
                yield (
                    last[first],
                    last[second],
                    bool(target) and _direct(claim) and last[first].unit == last[second].unit,
                )
    yield from _elsewhere(bench, claim)


def nearby_pairs(bench: Bench, claim: Claim) -> Iterator[tuple[Claim, Claim, bool]]:
    """One level beside the growth, the other a little further off: only ever to support."""
    levels = [c for c in within_reach(bench, claim, bench.key(claim)) if speaks_of(bench, claim, c)]
    here = [c for c in levels if bench.distance(claim, c)[0] == 0]
    only = two_points(bench, claim, claim.of)
    for one in (here or levels[:1])[:_NEAREST]:
        for other in levels[:_NEAREST]:
            if other is not one and (other.measure, other.unit) == (one.measure, one.unit):
                late = str(when(one) or "9999") >= str(when(other) or "9999") and not is_base(bench, one)
                yield (other, one, only) if late else (one, other, only)


def _whole_story(bench: Bench, claim: Claim) -> Iterator[tuple[Claim, Claim, bool]]:
    """The only two values that the article has of what changes, of two times that follow each other."""
    at = _by_time(bench, claim, claim.of) if not when(claim) and two_points(bench, claim, claim.of) else {}
    times = sorted(at)
    yearly = all(len(time) == 4 for time in times) and claim.step in (None, "P1Y")
    if times and yearly and comes_before(times[0], times[1], claim.step):
        first, second = (max(at[time], key=lambda c: (c.decimals or 0, -c.start)) for time in times)
        if (first.unit, is_forecast(first)) == (second.unit, is_forecast(second)):
            yield first, second, not qualifier_words(claim) | qualifier_words(first) | qualifier_words(second)


def two_points(bench: Bench, claim: Claim, of: str | None) -> bool:
    """Whether the article has just two values of what changes, at two stated times."""
    if not of or not _direct(claim):
        return False
    at = _by_time(bench, claim, of)
    alike = all(
        bench.number(a).coarse.meets(bench.number(b).coarse) for same in at.values() for a in same for b in same
    )
    return len(at) == 2 and "" not in at and alike


def _by_time(bench: Bench, claim: Claim, of: str | None) -> dict[str, list[Claim]]:
    """All values of what changes in the article, headlines aside, by their time; under "" those without."""
    at: dict[str, list[Claim]] = defaultdict(list)
    for level in bench.levels.get((claim.article_id, bench.key(claim)), []):
        if level.measure == of and not headlines.under(bench, level):
            at[when(level) or ""].append(level)
    return at


def _elsewhere(bench: Bench, claim: Claim) -> Iterator[tuple[Claim, Claim, bool]]:
    """The period before as another article states it."""
    target, of = when(claim), measure_of(bench, claim)
    if not target or not of:
        return
    key = bench.key(claim)
    earlier = previous(target, claim.step)
    for level in bench.levels.get((claim.article_id, key), []):
        if level.measure != of or when(level) != target or not earlier:
            continue
        given = bench.dated.get((key, level.measure, level.unit, earlier), [])
        others = [c for c in given if c.article_id != claim.article_id and is_forecast(c) == is_forecast(level)]
        if others and all(one_series(bench, other, level) for other in others[:_TOLD]):
            others = sorted(others[:_TOLD], key=lambda c: (-(c.decimals or 0), bench.number(c).hedged, c.id))[:1]
        for other in others[:3]:
            scoped = bool(set(other.scope_ids) & set(level.scope_ids)) or one_series(bench, other, level)
            yield other, level, scoped and _direct(claim)


def growth_sum(bench: Bench, claim: Claim, first: Claim, second: Claim) -> Sum:
    """The change in percent from one level to another, in the direction that the claim gives it."""
    down = claim.direction == "down"
    name = "1 - to / from" if down else "to / from - 1"
    written = f"{said(second)} against {said(first)}"

    def formula(a: Interval, b: Interval) -> Interval:
        change = (_ONE - b / a) if down else (b / a - _ONE)
        return change.scaled(100) if claim.unit == "percent" else change

    return Sum(formula, (operand(bench, first, "from"), operand(bench, second, "to")), name, written)
