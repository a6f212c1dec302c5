"""Amounts of a text -> the same, where a bare number has the unit that its sentence gave another: `82 points to 3,140`.

A unit is taken over only where the words say that both numbers measure one thing: a change and its level, a level and
the one it is held against, a whole and its part, two clauses of one build.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extractor import phrases
from extractor.quantify.amount import Amount
from extractor.quantify.words import vocabulary

_REACH = 160
"""Characters that may lie between a number and the one whose unit it takes."""
_LEAD = 32
"""Characters before a number in which the words stand that lead to it."""
_APART = Decimal(20)
"""How many times larger one of two numbers of one unit may be where only the build of the clauses joins them."""


def filled(view: str, amounts: Sequence[Amount]) -> list[Amount]:
    """The amounts in order, bare ones with unit and noun of a neighbour in their sentence."""
    done = list(amounts)
    for place, amount in enumerate(done):
        if not _bare(view, amount):
            model = _whole(view, done, place)
        else:
            model = _model(view, done, place) or _whole(view, done, place)
        if model is not None:
            done[place] = replace(amount, unit=model.unit, factor=model.factor, noun=model.noun, money=model.money)
    return done


def _bare(view: str, amount: Amount) -> bool:
    """A number in digits with neither unit nor noun, nor a word behind it that may be one."""
    if amount.unit != "count" or amount.noun or amount.own or amount.number.form != "digits" or amount.plus:
        return False
    word = phrases.pattern("word behind").match(view, amount.end)
    return word is None or word[1].lower() in vocabulary().stops


def _whole(view: str, amounts: Sequence[Amount], place: int) -> Amount | None:
    """`Of its 1,200 engineers, 300 work abroad`: the whole whose part a bare number is."""
    part, whole = amounts[place], amounts[place - 1] if place else None
    if whole is None or part.unit != "count" or part.noun or part.own or part.number.form != "digits":
        return None
    sizes = (part.number.value, whole.number.value)
    if not whole.noun or whole.money or part.start - whole.end > _REACH or (sizes[0] or 0) > (sizes[1] or 0):
        return None
    opens = phrases.pattern("of a whole before").search(view[max(0, whole.start - _LEAD) : whole.start])
    return (
        whole if opens and phrases.pattern("part of the whole named").fullmatch(view, whole.end, part.start) else None
    )


def _named(amount: Amount) -> bool:
    return amount.unit != "count" or amount.noun is not None


def _model(view: str, amounts: Sequence[Amount], place: int) -> Amount | None:
    """The amount whose unit a bare one takes, or None."""
    amount = amounts[place]
    behind = amounts[place + 1] if place + 1 < len(amounts) else None
    if behind is not None and behind.unit == "points" and _changes(view[amount.end : behind.start]):
        return behind
    left = _before(view, amounts, place)
    if not left:
        return None
    lead = view[max(left[0].end, amount.start - _LEAD) : amount.start]
    if left[0].unit == "years_of_age" and phrases.pattern("ages joined").fullmatch(view, left[0].end, amount.start):
        return left[0]
    if left[0].unit == "multiple" and phrases.pattern("base of a multiple").fullmatch(view, left[0].end, amount.start):
        return next((a for a in left[1:] if _named(a) and _alike(a, amount)), None)
    points = next((a for a in left if a.unit == "points"), None)
    if points is not None and phrases.pattern("level").search(lead):
        return points
    if (same := next((a for a in left if _named(a) and _goes_on_alike(view, a, amount)), None)) is not None:
        return same
    model = left[0]
    if not _named(model) or model.unit in ("rank", "multiple"):
        return None
    gapped = phrases.pattern("verb left out").fullmatch(view, model.end, amount.start) is not None
    if gapped and _alike(model, amount) and not (model.money and model.start != model.number.start):
        return model
    if _held_against(view, model, amount, lead) or _part(model, amount, lead) or _built_alike(view, model, amount):
        return model
    return None


def _changes(between: str) -> bool:
    """`3,140.25, up 82 points`."""
    return phrases.pattern("level and its change").fullmatch(between) is not None


def _before(view: str, amounts: Sequence[Amount], place: int) -> list[Amount]:
    """The amounts before one in its sentence, the nearest first."""
    start = amounts[place].start
    near = [a for a in amounts[max(0, place - 4) : place] if start - a.end <= _REACH]
    stop = max(
        (m.end() for m in phrases.pattern("sentence ends").finditer(view, max(0, start - _REACH), start)), default=0
    )
    return [a for a in reversed(near) if a.start >= stop]


def _held_against(view: str, model: Amount, amount: Amount, lead: str) -> bool:
    """`5.2 million seats, up from 3.6 million`; a change in percent is of another kind than its level."""
    if phrases.pattern("held against").search(lead) is None or model.unit in ("percent", "percentage_points"):
        return phrases.pattern("share held against").search(lead) is not None and model.unit == "percent"
    return _alike(model, amount)


def _part(model: Amount, amount: Amount, lead: str) -> bool:
    """`8 million desks, 2.3 million of them abroad`: large counts of one noun."""
    large = bool(amount.number.exponent and model.number.exponent)
    return large and not model.money and phrases.pattern("part before").search(lead) is not None


def _built_alike(view: str, model: Amount, amount: Amount) -> bool:
    """`the dearest costs 61.5 cents, the cheapest 47.2`: one word leads to both numbers."""
    if model.money and model.start != model.number.start:
        return False
    between = view[model.end : amount.start]
    place = phrases.pattern("place and joint").fullmatch(between)
    if place and _alike(model, amount) and phrases.pattern("place behind").match(view, amount.end):
        return True
    lead = phrases.pattern("word before").search(between)
    if lead is None or not _alike(model, amount) or not phrases.pattern("clauses joined").search(between):
        return False
    known = phrases.pattern("word before").search(view[max(0, model.start - _LEAD) : model.start])
    word = lead[1].lower()
    return known is not None and known[1].lower() == word and word in phrases.words("leads to a level")


def _goes_on_alike(view: str, model: Amount, amount: Amount) -> bool:
    """`68,400 people who wait and 95,800 who do not`, `400 yen ($3) there and 500 ($4) here`."""
    if not _alike(model, amount) or (model.money and model.start != model.number.start):
        return False
    behind = phrases.pattern("goes on alike").match
    one, other = behind(view, model.end), behind(view, amount.end)
    return one is not None and other is not None and one[1] == other[1]


def _alike(model: Amount, amount: Amount) -> bool:
    """Numbers of like size, both with a scale word or both without."""
    one, other = model.number.value, amount.number.value
    if not one or not other or bool(model.number.exponent) != bool(amount.number.exponent):
        return False
    return max(one, other) <= _APART * min(one, other)
