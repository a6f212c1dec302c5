"""Amounts side by side -> single amounts and ranges, units and scales shared along lists and pairs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extractor import numbers, phrases
from extractor.numbers import Number
from extractor.quantify.amount import Amount
from extractor.quantify.ellipsis import filled
from extractor.quantify.words import vocabulary

Group = tuple[Amount, ...]


def grouped(view: str, amounts: Sequence[Amount]) -> list[Group]:
    """Amounts with their neighbours: units shared along lists and pairs, the two ends of a range together."""
    shared = filled(view, _share_units(view, list(amounts)))
    groups: list[Group] = []
    position = 0
    while position < len(shared):
        left = shared[position]
        right = shared[position + 1] if position + 1 < len(shared) else None
        if right is not None and (joined := _range(view, left, right)):
            groups.append(joined)
            position += 2
        else:
            groups.append((left,))
            position += 1
    return groups


def _share_units(view: str, amounts: list[Amount]) -> list[Amount]:
    """`32, 33 and 34 GB`, `$0.30/$1.20 per 1M`, `10 to 20 percent`: a bare number takes the unit on its right.

    Nobody counts percents in millions: in `82 million or 15%` the first has its unit from elsewhere.
    """
    for position in range(len(amounts) - 2, -1, -1):
        left, right = amounts[position], amounts[position + 1]
        between = view[left.end : right.start]
        if len(between) > 8 or not phrases.pattern("units shared across").fullmatch(between) or _part(view, left):
            continue
        if (
            left.unit == "count"
            and left.noun is None
            and not left.money
            and (right.own or right.unit != "count")
            and right.unit != "rank"
            and right.number.form != "multiple"
            and left.number.form != "fraction"
            and not (right.unit in ("percent", "percentage_points") and _restated(view, left, between))
        ):
            before = view[max(0, left.start - 24) : left.start]
            paired = "-" if vocabulary().between.search(before) else between
            amounts[position] = _borrow(left, right, paired)
        elif (
            left.money
            and right.money
            and right.unit.endswith("_per_1m_tokens")
            and left.unit == right.unit.removesuffix("_per_1m_tokens")
            and left.per is None
        ):
            amounts[position] = replace(left, unit=right.unit, factor=left.factor * right.factor, per="tokens")
        elif (
            left.money
            and right.unit == "count"
            and right.noun is None
            and phrases.pattern("dash or to").fullmatch(between)
        ):
            amounts[position], amounts[position + 1] = _lend(left, right)
        elif left.unit == right.unit == "count" and left.noun is None and not right.own and _fuller(right):
            before = view[max(0, left.start - 24) : left.start]
            amounts[position] = _borrow(left, right, "-" if vocabulary().between.search(before) else between)
        elif left.money and left.unit == right.unit and phrases.pattern("dash or to").fullmatch(between):
            amounts[position] = _with_scale_of(left, right)
    return amounts


def _restated(view: str, left: Amount, between: str) -> bool:
    """`82 million or 15%`, `of 40 firms 12, or 30%`: the first is no percentage, and the second says it once more."""
    if left.number.exponent:
        return True
    alone = phrases.pattern("number of a list before").search(view[max(0, left.start - 24) : left.start]) is None
    return alone and "," in between and "or" in between


def _part(view: str, amount: Amount) -> bool:
    """Whether a fraction is by how much something changes: `rose by a third to $4 billion`."""
    before = view[max(0, amount.start - 32) : amount.start]
    return amount.number.form == "fraction" and phrases.pattern("change by a part").search(before) is not None


def _fuller(right: Amount) -> bool:
    """Whether a number has a noun or a scale that the one before it may share."""
    return bool(right.noun or right.number.exponent)


def _with_scale_of(left: Amount, right: Amount) -> Amount:
    """`$89 to $93 billion`: the left end stands for billions too, where it stays the lower one."""
    number, scale = left.number, right.number.exponent
    if not scale or number.exponent or number.value is None or right.number.value is None:
        return left
    if number.value >= right.number.value.scaleb(-scale):
        return left
    return replace(left, number=_scaled(number, scale))


def _scaled(number: Number, scale: int) -> Number:
    """A number without scale, with one."""
    value = None if number.value is None else number.value.scaleb(scale)
    decimals = (number.decimals or 0) - scale
    return Number(number.start, number.end, value, decimals, number.form, bare_end=number.bare_end, exponent=scale)


def _lend(left: Amount, right: Amount) -> tuple[Amount, Amount]:
    """`$10-20 million`: the right end takes the currency, the left one the scale."""
    right = replace(right, unit=left.unit, money=True, own=False)
    number, scale = left.number, right.number.exponent
    if scale and not number.exponent and number.value is not None and number.value < 1000:
        number = _scaled(number, scale)
    return replace(left, number=number), right


def _borrow(left: Amount, right: Amount, between: str) -> Amount:
    """The left number with the unit, and where it has none of its own the scale, of its right neighbour."""
    number = left.number
    scale = right.number.exponent
    ranged = not phrases.pattern("numbers joined").fullmatch(between)
    if (
        scale
        and not number.exponent
        and number.value is not None
        and number.value < 1000
        and number.form in ("digits", "words")
        and (ranged or right.money)
    ):
        number = _scaled(number, scale)
    if right.money and not left.money and right.number.start != right.start and between.strip().lower() in (",", "and"):
        return left
    return replace(
        left, number=number, unit=right.unit, factor=right.factor, noun=right.noun, money=right.money, per=right.per
    )


_DASH = re.compile(r"[ \t]{0,3}[-–—][ \t]{0,3}")


_PAIRED = re.compile(r"[ \t]{0,3}/[ \t]{0,3}[$€£¥]?\d")


def _range(view: str, left: Amount, right: Amount) -> Group | None:
    """Both ends as one range, or None where they are two levels or two things."""
    if left.number.value is None or right.number.value is None or "multiple" in (left.number.form, right.number.form):
        return None
    between = view[left.end : right.start]
    before = view[max(0, left.start - 48) : left.start]
    same = left.unit == right.unit and (left.noun == right.noun or not left.noun)
    low, high = (left.value or Decimal(0)), (right.value or Decimal(0))
    moved = phrases.pattern("moved by").search(before) is not None
    if not same or right.sign or (moved and not _near(left, low, high)):
        return None
    if _DASH.fullmatch(between):
        spaced = between[0] in " \t" or between[-1] in " \t"
        return (left, right) if not spaced or (between[0] in " \t" and between[-1] in " \t" and low < high) else None
    if phrases.pattern("range and").fullmatch(between):
        return (left, right) if vocabulary().between.search(before) else None
    if phrases.pattern("range or").fullmatch(between):
        return (left, right) if _neighbours(left.number, right.number) else None
    if phrases.pattern("range to").fullmatch(between):
        if low < high and phrases.pattern("from the").search(before):
            return left, right
        if (not moved and _moves(before)) or _PAIRED.match(view, right.end):
            return None
        ranging = vocabulary().between.search(before) or phrases.pattern("ranging from").search(before)
        if left.own and right.own and not ranging and phrases.pattern("from before").search(before):
            return None
        if low > high and _own_size(left, right):
            return left, right
        opened = vocabulary().opening.search(before) or vocabulary().between.search(before)
        return (left, right) if low < high and (opened or not left.own or left.unit == right.unit) else None
    return None


def _own_size(left: Amount, right: Amount) -> bool:
    """`1.3 mm to 0.2 mm`: two sizes with a unit each are ends of a range, whichever stands first."""
    return left.own and right.own and not left.money and left.unit not in _NO_SIZES


_NO_SIZES = frozenset({"count", "percent", "percentage_points", "basis_points", "points", "rank", "multiple"})


def _near(left: Amount, low: Decimal, high: Decimal) -> bool:
    """`sank by 2 to 2.8 metres`: ends of one change, as the first has no unit and is hardly the smaller."""
    return not left.own and low < high <= 2 * low


def _neighbours(left: Number, right: Number) -> bool:
    """`three or four` is a guess at one number; `32 or 64` are two options."""
    if left.form != "words" or right.form != "words" or left.value is None:
        return False
    return left.exponent == right.exponent and right.value == left.value + Decimal(1).scaleb(left.exponent)


def _moves(before: str) -> bool:
    """Whether a verb of change governs what follows: `rose from`, `cut prices from`, `increased by`."""
    clauses = re.split(r"[.;:,()]", before)
    words = re.findall(r"[a-z]+", clauses[-1].lower())[-7:]
    if words == ["from"] and before.rpartition(clauses[-1])[0].endswith(","):  # "it grew tenfold, from 4 to 40"
        words = [*re.findall(r"[a-z]+", clauses[-2].lower())[-6:], "from"]
    compiled = numbers.vocabulary().changes
    moving = {*compiled.up.before, *compiled.down.before, *phrases.words("moving verbs")}
    return any(w in moving for w in words) and (
        "from" in words or "by" in words or (bool(words) and words[-1] in moving)
    )
