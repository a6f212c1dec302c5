"""Sentences of one article that tell one thing in much the same words -> figures that differ between them.

What a text leaves out (the kind of figure, the period) may not accuse, for two figures may differ in it. Where two
sentences share their wording as well as their subject and measure, they are one story told twice, as a headline and its
text are: then what both leave out is the same. So are two changes that start from one figure with digits enough.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from extractor.check import slips
from extractor.check.bench import Bench, Key
from extractor.check.comparison import wording
from extractor.check.comparison.agreement import same_number
from extractor.check.comparison.contradiction import contradiction
from extractor.check.comparison.lookalike import Pair
from extractor.check.exact import Fraction
from extractor.check.knobs import Field, knobs
from extractor.check.near import is_base
from extractor.check.slots import gap
from extractor.check.verdicts import factor
from extractor.models import Check, Claim

_MAY_LACK: frozenset[Field] = frozenset({"counterpart", "period", "scope", "qualifier", "of", "source"})
_VALUES = 3
"""Most values of a slot in one article: more are a series, or a list of variants."""
_FROM_TO = re.compile(
    r"(?<![\d.,])([\d.,]{1,16})((?: [^\W\d_]{1,16}){0,2})[ *_`]{0,4}(?:\bto|->|\u2192)[ *_`$\u20ac\u00a3\u00a5~]{0,6}$"
)
"""Right before the end of a change: what it starts from."""
_REACH = 48
"""Characters before the end of a change within which its start is looked for."""

Slot = tuple[Key, str, str, str | None]


def checks(bench: Bench) -> Iterator[Check]:
    """A contradiction for each slot of an article whose figure differs from one telling to the next."""
    for _, claims in sorted(bench.in_article.items()):
        slots: dict[Slot, list[Claim]] = defaultdict(list)
        for claim in claims:
            if knobs().measure(claim.measure).compared and claim.value is not None and _plain(bench, claim):
                slots[bench.key(claim), claim.measure, claim.unit, claim.direction].append(claim)
        for _, same in sorted(slots.items(), key=lambda slot: str(slot[0])):
            pairs = list(_told_twice(bench, same[: knobs().caps.links]))
            if pairs:
                yield contradiction(bench, _of_two_values(bench, pairs))


def _of_two_values(bench: Bench, pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs with the values of the first one, each value on its side."""
    (low, high), kept = _values(bench, pairs[0]), []
    for a, b, between in pairs:
        if _values(bench, (a, b, between)) == (low, high):
            kept.append((a, b, between) if bench.number(a).nominal == low else (b, a, between))
    return kept


def _values(bench: Bench, pair: Pair) -> tuple[Fraction, Fraction]:
    first, second = sorted(bench.number(c).nominal for c in pair[:2])
    return first, second


def _plain(bench: Bench, claim: Claim) -> bool:
    """Whether it is surely a figure, and the present one."""
    return bench.strong(claim) and not bench.number(claim).bound and not is_base(bench, claim)


def _told_twice(bench: Bench, claims: Sequence[Claim]) -> Iterator[Pair]:
    if not 1 < len({bench.number(c).nominal for c in claims}) <= _VALUES:
        return
    for i, a in enumerate(claims):
        for b in claims[i + 1 :]:
            if same_number(bench, a, b) == "inconsistent" and _close(bench, a, b) and _one_story(bench, a, b):
                between = gap(bench, a, b)
                if between.missing and not between.differ and set(between.missing) <= _MAY_LACK:
                    yield a, b, between


def _close(bench: Bench, a: Claim, b: Claim) -> bool:
    """Whether one can be a slip of the other; where the wording is one, two digits swapped are no chance."""
    apart = factor(bench.number(a).nominal, bench.number(b).nominal)
    if apart <= Fraction(knobs().retold.apart):
        return True
    return bool(a.value and b.value) and any(
        slip.telling and slip.factor == Fraction(b.value or 0) / Fraction(a.value or 1) for slip in slips.slips(a)
    )


def _one_story(bench: Bench, a: Claim, b: Claim) -> bool:
    """Whether two sentences share their words and name what they tell of, or tell of a change from one figure, and none
    has the other's figure or sets another time or variant."""
    if bench.sentence_key(a) == bench.sentence_key(b) or _has(bench, a, b) or _has(bench, b, a):
        return False
    if wording.narrowed(bench, a, b):
        return False
    named = bench.named(a) and bench.named(b)
    return (named and wording.alike(bench, a, b)) or _of_one_change(bench, a, b)


def _of_one_change(bench: Bench, a: Claim, b: Claim) -> bool:
    """ "from 1,417 to 1,385", "1,417 to 1,386": whether both are what one figure has become, but for a slip.

    Without the slip they may be what two means have made of it.
    """
    if not slips.likely(a, b):
        return False
    starts = [_start(bench, c) for c in (a, b)]
    return starts[0] is not None and starts[0] == starts[1]


def _start(bench: Bench, claim: Claim) -> tuple[str, str] | None:
    """The figure, as it is printed, that a change to another starts from; None where it has too few digits to tell."""
    found = _FROM_TO.search(bench.before(claim, _REACH))
    digits = found.group(1).replace(",", "") if found else ""
    if not found or len(digits.replace(".", "").strip("0")) < knobs().caps.slip_digits:
        return None
    return digits, found.group(2).casefold()


def _has(bench: Bench, claim: Claim, other: Claim) -> bool:
    """Whether the sentence of a claim gives the other's figure as well."""
    beside = (c for c in bench.sentence(claim) if c.id != claim.id and c.unit == other.unit)
    return any(same_number(bench, c, other) != "inconsistent" for c in beside)
