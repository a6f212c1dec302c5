"""A reading -> "68% of revenue", "4.4 times sales": held against the part before it and the figure of that name.

The figure is the first of the article that has the measure which the word names, and is no older value. Where another
of that measure fits, it is meant; only where none does is something wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.check.arithmetic.multiples import fold_sums
from extractor.check.bench import Bench, when
from extractor.check.explain import operand, said
from extractor.check.forms import FIRST, LAST, compiled
from extractor.check.near import is_base
from extractor.check.sentences.joined import Joined
from extractor.check.sentences.reading import Reading
from extractor.check.verdicts import Sum
from extractor.models import Claim

_OF = r"(?:{measured})?(?: of)? (?:{whose} ){0,3}{income}\b(?! {elsewhere}\b)"
_JOINT = r"{a}{gap}(?:[,(—–:]|\b{says}\b)(?: ?[a-z][\w' -]{0,40})? ?$"
_MEASURE = "revenue"
_REACH = 120
"""Characters between a part and what is said of it."""


def joined(bench: Bench, reading: Reading) -> Iterator[Joined]:
    """Each share or multiple of revenue with the amount right before it."""
    behind, before = compiled(_OF), compiled(_JOINT)
    for place, sign in enumerate(reading.text):
        if not FIRST <= sign <= LAST or not behind.match(reading.text, place + 1):
            continue
        stated, found = reading.claim(sign), before.search(reading.text[max(0, place - _REACH) : place])
        part = reading.claim(found["a"]) if found else None
        if part is None or stated.id not in bench.numbers:
            continue
        wholes = _wholes(bench, stated, part)
        readings = [s for whole in wholes for s in _sums(bench, stated, part, whole)]
        if readings:
            yield Joined(
                stated, "share" if stated.unit == "percent" else "ratio", readings[:1], True, tuple(readings[1:])
            )


def _wholes(bench: Bench, stated: Claim, part: Claim) -> list[Claim]:
    """What may have the name: told before, of the part's time, none that the part is held against."""
    own = [c for c in bench.in_article[part.article_id] if (c.measure, c.unit) == (_MEASURE, part.unit)]
    own = [
        c for c in own if c.id != part.id and c.start < stated.start and c.value is not None and not is_base(bench, c)
    ]
    same = [c for c in own if not when(c) or not when(part) or when(c) == when(part)]
    share = stated.unit == "percent" and bench.number(stated).nominal < 100
    return [c for c in same if bench.number(c).nominal > bench.number(part).nominal or not share]


def _sums(bench: Bench, stated: Claim, part: Claim, whole: Claim) -> list[Sum]:
    if part.unit in ("percent", "count", "multiple") or not bench.number(whole).nominal:
        return []
    if stated.unit == "multiple":
        return fold_sums(bench, stated, part, whole)[:1]
    if stated.unit != "percent" or stated.measure == "growth":
        return []
    parts = (operand(bench, part, "part"), operand(bench, whole, "whole"))
    return [Sum(lambda x, y: (x / y).scaled(100), parts, "part / whole", f"{said(part)} / {said(whole)}")]
