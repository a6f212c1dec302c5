"""Numbers that no measure explains, beside a share or a change -> counts that the share or the change is of.

`Of 1,200 firms 888, or 74%`; `fell from 2,850 people to 1,900, a third less`: without these two there is nothing that
the third can be held against, so that they are worth keeping even where nobody is named whom they are of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor import phrases
from extractor.assemble.fit import Choice
from extractor.assemble.scene import Scene
from extractor.models import Quantity

_LEAD, _NEAR, _REACH = 32, 60, 120
"""Characters before a number, between two beside each other, and between those of one relation."""
_TIMES = ("seconds", "minutes", "hours", "days")
_RELATIVE = ("percent", "percentage_points", "points", "multiple")


def operands(scene: Scene, inside: Sequence[int], chosen: Mapping[int, Choice]) -> set[int]:
    """Of the numbers of a sentence, those that a share or a change in it is of."""
    relations = [i for i in inside if i in chosen and _is_relation(chosen[i])]
    each = {
        i for i in inside if (i not in chosen or chosen[i].measure.id == "count") and _of_so_much_each(scene, i, inside)
    }
    if not relations:
        return each
    counts = [i for i in inside if i not in relations and _counts(scene.quantities[i])]
    kept = each | {i for i in counts if _is_told(scene, i, relations)}
    kept |= {
        i for i in counts if i - 1 in kept and _leads(scene, i, "to right before") and _follows(scene, i, relations)
    }
    starts = [i for i in kept if _leads(scene, i, "base right before")]
    return kept | {i for i in counts for r in relations for b in starts if i < r < b and _level(scene, i, r)}


def _of_so_much_each(scene: Scene, index: int, inside: Sequence[int]) -> bool:
    """`eight halls of 150 megawatts each, for 1.2 gigawatts`: how many there are of what has so much."""
    count = scene.quantities[index]
    if count.unit != "count" or count.noun is None or not {index + 1, index + 2} <= set(inside):
        return False
    size, total = scene.quantities[index + 1], scene.quantities[index + 2]
    between, behind = scene.view[count.end : size.start], scene.view[size.end : size.end + _LEAD]
    told = phrases.pattern("of so much").fullmatch(between) and phrases.pattern("apiece").match(behind)
    return bool(told) and size.unit == total.unit


def _is_relation(choice: Choice) -> bool:
    compared = choice.measure.has("comparison") or choice.measure.id in ("share", "growth", "multiple", "difference")
    return choice.unit in _RELATIVE and compared


def _counts(quantity: Quantity) -> bool:
    """Whether it counts something, or time, in digits: a small number in words seldom does."""
    size = quantity.value
    return (
        quantity.unit in ("count", *_TIMES)
        and size is not None
        and size >= 3
        and any(c.isdigit() for c in quantity.surface)
    )


def _is_told(scene: Scene, index: int, relations: Sequence[int]) -> bool:
    if _leads(scene, index, "of a whole right before"):
        return any(_apart(scene, index, r) <= _REACH for r in relations if scene.quantities[r].unit == "percent")
    if _leads(scene, index, "base right before"):
        return any(_apart(scene, index, r) <= _REACH for r in relations)
    return any(_has_share(scene, index, r) for r in relations if r == index + 1)


def _has_share(scene: Scene, index: int, relation: int) -> bool:
    part, share = scene.quantities[index], scene.quantities[relation]
    between = scene.view[part.end : share.start]
    joined = share.unit == "percent" and not share.direction and len(between) <= _NEAR
    return joined and phrases.pattern("number and its share").fullmatch(between) is not None


def _follows(scene: Scene, index: int, relations: Sequence[int]) -> bool:
    return any(_apart(scene, index, r) <= _REACH for r in relations)


def _level(scene: Scene, index: int, relation: int) -> bool:
    """`61,000 so far, 22% more than the 50,000`: the number right before a change whose base is told."""
    return relation == index + 1 and _apart(scene, index, relation) <= _NEAR


def _leads(scene: Scene, index: int, name: str) -> bool:
    start = scene.quantities[index].start
    return phrases.pattern(name).search(scene.view[max(0, start - _LEAD) : start]) is not None


def _apart(scene: Scene, one: int, other: int) -> int:
    first, second = sorted((scene.quantities[one], scene.quantities[other]), key=lambda q: q.start)
    return second.start - first.end
