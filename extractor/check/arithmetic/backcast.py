"""A growth that stands with one level only -> the level before, which nobody states."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extractor import display
from extractor.check import explain
from extractor.check.arithmetic.growth import grown, measure_of, speaks_of
from extractor.check.bench import Bench, when
from extractor.check.explain import Finding, said
from extractor.check.intervals import Derived, Interval, derive
from extractor.check.near import is_base, is_forecast
from extractor.check.periods import previous
from extractor.models import Check, Claim

_EARLIER = {"P1Y": "a year earlier"}
"""Where no period can be named."""
_HUNDRED = Interval.point(100)
_ONE = Interval.point(1)


@dataclass(frozen=True)
class Backcast:
    """A level that nobody states: what a growth and the level after it give for the period before."""

    growth: Claim
    level: Claim
    derived: Derived


def backcasts(bench: Bench) -> list[Backcast]:
    """The level before, of every growth that stands with one level only."""
    found = []
    for claim in bench.claims:
        if claim.measure != "growth" or claim.unit != "percent" or not claim.direction or bench.number(claim).bound:
            continue
        level = _level_after(bench, claim)
        if level is not None and grown(bench, claim) is None:
            derived = derive(_before(claim), bench.number(level), bench.number(claim))
            if derived:
                found.append(Backcast(claim, level, derived))
    return found


def checks(bench: Bench, backs: Sequence[Backcast]) -> Iterator[Check]:
    """Derived levels, with their lineage."""
    for back in backs:
        yield _derived_check(bench, back)


def _level_after(bench: Bench, claim: Claim) -> Claim | None:
    """The one level that the growth led to: in its sentence, else of its stated period in its article."""
    near = [c for c in bench.sentence(claim) if speaks_of(bench, claim, c)]
    if near:
        kinds = {(c.measure, c.unit) for c in near}
        values = {bench.number(c).nominal for c in near}
        if len(kinds) == 1 and len(values) == 1 and not is_base(bench, near[0]):
            return near[0] if not bench.number(near[0]).bound and _its_own(bench, claim, near[0]) else None
        return None
    own = bench.levels.get((claim.article_id, bench.key(claim)), [])
    of = measure_of(bench, claim)
    same = [c for c in own if of and c.measure == of and when(c) == when(claim) and when(c)]
    same = [c for c in same if not bench.number(c).bound and not is_forecast(c)]
    if not same or len({bench.number(c).nominal for c in same}) > 1:
        return None
    return min(same, key=lambda c: (bench.distance(claim, c), c.id))


def _its_own(bench: Bench, claim: Claim, level: Claim) -> bool:
    """Whether no other growth stands between: "bookings rose 50% and orders 110% to 8 billion" are two things."""
    between = [c for c in bench.sentence(claim) if claim.start < c.start < level.start]
    return not any(c.measure == "growth" for c in between)


def _before(claim: Claim) -> Callable[[Interval, Interval], Interval]:
    down = claim.direction == "down"

    def formula(level: Interval, growth: Interval) -> Interval:
        rate = growth / _HUNDRED
        return level / (_ONE - rate if down else _ONE + rate)

    return formula


def _derived_check(bench: Bench, back: Backcast) -> Check:
    level, derived, unit = back.level, back.derived, back.level.unit
    time = when(back.growth) or when(level)
    earlier = previous(time, back.growth.step) if time else None
    before = (
        f"in {display.period(earlier)}" if earlier else _EARLIER.get(back.growth.step or "", "in the period before")
    )
    return explain.check(
        Finding(
            kind="growth",
            verdict="derived",
            title=f"{bench.label(level)} {before}: {explain.amount(derived.nominal, unit, 4)}",
            text=(
                f"{said(back.growth)} to {said(level)} means that {bench.label(level)} stood at "
                f"{explain.span(derived.coarse, unit)} {before} "
                f"({explain.amount(derived.nominal, unit)} at face value)."
            ),
            formula="to / (1 - growth)" if back.growth.direction == "down" else "to / (1 + growth)",
            claims=((back.growth, "growth"), (level, "to")),
            derived=derived.coarse,
            unit=unit,
        )
    )
