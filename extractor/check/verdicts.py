"""A stated number and a derived one -> a verdict, the distance between them, and the smallest repair."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from math import ceil

from extractor.check.exact import Fraction
from extractor.check.intervals import Derived, Interval, Reported, derive
from extractor.models import Claim, Verdict

Formula = Callable[..., Interval]
_LIMIT = 1_000_000
_GRID, _HALVINGS = 64, 24
_FAR = Fraction(10) ** 99
_ORDER: tuple[Verdict, ...] = ("consistent", "consistent_by_rounding", "inconsistent")


@dataclass(frozen=True)
class Operand:
    """A claim that enters a formula, with its number."""

    claim: Claim
    number: Reported
    role: str


@dataclass(frozen=True)
class Sum:
    """A piece of arithmetic: the formula, what goes in, and how it is written."""

    formula: Formula
    operands: tuple[Operand, ...]
    name: str
    written: str
    """With the numbers in it: `4.1 - 2.6`."""

    def derived(self) -> Derived | None:
        """What it gives; None where it is not defined."""
        return derive(self.formula, *(operand.number for operand in self.operands))


@dataclass(frozen=True)
class Outcome:
    """A stated number held against one piece of arithmetic."""

    verdict: Verdict
    stated: Reported
    derived: Derived
    sum: Sum

    @property
    def readings_differ(self) -> bool:
        """Whether the fine reading of the digits fails where the coarse one holds."""
        return self.verdict != "inconsistent" and not self.stated.fine.meets(self.derived.fine)


@dataclass(frozen=True)
class Repair:
    """One number that would have to be another for all to fit; `claim` None stands for the stated one."""

    claim: Claim | None
    value: Fraction


def judge(stated: Reported, derived: Derived) -> Verdict:
    """Whether what is stated can be what is derived.

    `inconsistent`: the intervals do not meet even in the coarse reading. `consistent_by_rounding`: they meet, but only
    in that reading, or the derivation at face value does not round to what is stated.
    """
    if not stated.coarse.meets(derived.coarse):
        return "inconsistent"
    if not stated.fine.meets(derived.fine):
        return "consistent_by_rounding"
    return "consistent" if derived.bound or stated.rounds_from(derived.nominal) else "consistent_by_rounding"


def best(stated: Reported, sums: Sequence[Sum]) -> Outcome | None:
    """The kindest of several readings, the first where they are alike; None where none is defined."""
    found: list[Outcome] = []
    for one in sums:
        derived = one.derived()
        if derived is not None:
            found.append(Outcome(judge(stated, derived), stated, derived, one))
    return min(found, key=lambda o: _ORDER.index(o.verdict), default=None)


def distance(a: Interval, b: Interval) -> Fraction:
    """How far two intervals lie apart; 0 where they meet."""
    if a.high is not None and b.low is not None and a.high < b.low:
        return b.low - a.high
    if b.high is not None and a.low is not None and b.high < a.low:
        return a.low - b.high
    return Fraction(0)


def factor(a: Fraction, b: Fraction) -> Fraction:
    """How many times the larger is the smaller, signs aside; a huge number where one is zero."""
    small, large = sorted((abs(a), abs(b)))
    return large / small if small else (Fraction(1) if not large else Fraction(10) ** 9)


def repair(outcome: Outcome, claim: Claim) -> Repair | None:
    """The smallest change, relative to its size, to a single number that would make all fit."""
    parts = [(None, outcome.stated, unit_in_last_place(claim))] + [
        (o.claim, o.number, unit_in_last_place(o.claim)) for o in outcome.sum.operands
    ]
    smallest: Fraction | None = None
    found: Repair | None = None
    for position, (own, number, unit) in enumerate(parts):
        if unit is None or not number.nominal:
            continue
        one = abs(unit / number.nominal)
        for step in (unit, -unit):
            most = _LIMIT if smallest is None else min(_LIMIT, ceil(smallest / one) - 1)
            steps = _fewest(_Moved(outcome, position, step), most)
            if steps:
                smallest, found = one * steps, Repair(own, number.nominal + step * steps)
    return found


def needed(outcome: Outcome) -> tuple[Operand, Interval] | None:
    """Of numbers that fit only through rounding, the one that has least room left, and that room.

    Formulas are monotone in each operand, so the room is one stretch of what the operand may stand for.
    """
    rooms: list[tuple[Fraction, int, Operand, Interval]] = []
    for position, operand in enumerate(outcome.sum.operands):
        full = operand.number.coarse
        room = _room(outcome, position)
        if room is not None and full.low is not None and full.high is not None and room.low is not None and room.high:
            rooms.append(((room.high - room.low) / (full.high - full.low), position, operand, room))
    best_room = min(rooms, key=lambda r: r[:2], default=None)
    return (best_room[2], best_room[3]) if best_room is not None and best_room[0] < 1 else None


def _room(outcome: Outcome, position: int) -> Interval | None:
    """The part of one operand's coarse interval for which the sum meets what is stated."""
    coarse = outcome.sum.operands[position].number.coarse
    low, high = coarse.low, coarse.high
    if low is None or high is None or low >= high:
        return None

    def side(value: Fraction) -> int | None:
        return side_with(outcome, position + 1, Interval.point(value))

    def fits(value: Fraction) -> bool:
        return side(value) == 0

    inside = _first_inside(side, low, high)
    return None if inside is None else Interval(_edge(fits, inside, low), _edge(fits, inside, high))


def _first_inside(side: Callable[[Fraction], int | None], low: Fraction, high: Fraction) -> Fraction | None:
    """The first point of a grid that is on neither side; the sides of its points go one way only."""

    def at(step: int) -> Fraction:
        return low + (high - low) * step / _GRID

    grid, first, last = range(_GRID + 1), side(low), side(high)
    if first is None or last is None:
        return next((at(step) for step in grid if side(at(step)) == 0), None)
    if first in (0, last):
        return None if first else low
    point = at(bisect_left(grid, True, key=lambda step: side(at(step)) != first))
    return point if side(point) == 0 else None


def _edge(fits: Callable[[Fraction], bool], inside: Fraction, end: Fraction) -> Fraction:
    """How far towards an end the values fit, to a millionth of the stretch."""
    if fits(end):
        return end
    outside = end
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if fits(middle) else (inside, middle)
    return inside


def unit_in_last_place(claim: Claim) -> Fraction | None:
    """What one step of the last reported digit is worth."""
    return None if claim.decimals is None else Fraction(10) ** -claim.decimals


def as_decimal(value: Fraction | None) -> Decimal | None:
    """For storing: exact where it can be, else to 15 significant digits."""
    if value is None:
        return None
    with localcontext() as context:
        context.prec = 15
        return Decimal(value.numerator) / Decimal(value.denominator)


@dataclass(frozen=True)
class _Moved:
    """A sum that does not give what is stated, with one of its numbers (the stated one is the first) moved by steps."""

    outcome: Outcome
    position: int
    step: Fraction

    def apart(self, steps: int) -> Fraction | None:
        """How far what is stated then lies above what is derived (below, if negative); None where the two meet."""
        numbers = [self.outcome.stated.coarse, *(operand.number.coarse for operand in self.outcome.sum.operands)]
        numbers[self.position] += Interval.point(self.step * steps)
        try:
            derived = self.outcome.sum.formula(*numbers[1:])
        except (ZeroDivisionError, ValueError):
            return _FAR
        return numbers[0].side(derived) * distance(numbers[0], derived) if numbers[0].side(derived) else None


def _fewest(moved: _Moved, most: int) -> int | None:
    """The smallest number of steps that fits, where more steps stay on one side until they fit; None above `most`, and
    where one step is too coarse: the first that leaves the side lands beyond."""
    before, first = moved.apart(0), moved.apart(1) if most > 0 else _FAR
    if first is None:
        return 1
    if most < 2 or before is None or abs(first) > abs(before) or first * before < 0:
        return None  # too far, the wrong way, or beyond
    low, high = 1, min(2, most)
    while not _beyond(moved, high, before):
        if high == most:
            return None
        low, high = high, min(2 * high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if not _beyond(moved, middle, before) else (low, middle)
    return high if moved.apart(high) is None else None


def _beyond(moved: _Moved, steps: int, before: Fraction) -> bool:
    """Whether so many steps leave the side of what is derived that the stated number was on."""
    now = moved.apart(steps)
    return now is None or (abs(now) < _FAR and now * before < 0)


def side_with(outcome: Outcome, position: int, coarse: Interval) -> int | None:
    """On which side of what it should be the sum would be with another coarse reading in one place (0: of what is
    stated, of which it is the side then); None where it is not defined."""
    if position == 0:
        return coarse.side(outcome.derived.coarse)
    parts = [operand.number.coarse for operand in outcome.sum.operands]
    parts[position - 1] = coarse
    try:
        return outcome.sum.formula(*parts).side(outcome.stated.coarse)
    except (ZeroDivisionError, ValueError):
        return None


def fits_with(outcome: Outcome, position: int, number: Reported) -> bool:
    """Whether all would fit well with another number in one place: 0 is what is stated, then the operands in order."""
    if position == 0:
        return judge(number, outcome.derived) == "consistent"
    numbers = [operand.number for operand in outcome.sum.operands]
    numbers[position - 1] = number
    derived = derive(outcome.sum.formula, *numbers)
    return derived is not None and judge(outcome.stated, derived) == "consistent"
