"""One number of one thing in two units that are easily taken for each other -> a doubt about the unit.

$310 million in one text and ¥310 million in the next, a rise of 3.2 percent and one of 3.2 points: one of the two units
is mostly a slip. It stays a doubt, for two figures may have the same digits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.check import explain
from extractor.check.bench import Bench, Key, when
from extractor.check.explain import Finding, said
from extractor.check.intervals import significant
from extractor.check.knobs import Twins, knobs
from extractor.models import Check, Claim

Slot = tuple[Key, str, Decimal]
"""What it is about, its measure (or the rule's name, where it joins measures), the number."""


def checks(bench: Bench) -> Iterator[Check]:
    """One check for each number that a thing has in two such units."""
    for rule in knobs().twins:
        slots: dict[Slot, list[Claim]] = defaultdict(list)
        for claim in bench.claims:
            told = claim.unit in rule.units and (not rule.measures or claim.measure in rule.measures)
            if told and claim.value and _telling(bench, claim):
                measure = claim.measure if not rule.measures else rule.say
                slots[bench.key(claim), measure, claim.value].append(claim)
        for _, claims in sorted(slots.items(), key=lambda slot: (slot[0][0], slot[0][1], slot[0][2])):
            pair = _pair(bench, claims, rule)
            if pair:
                yield _doubt(bench, *pair, rule)


def _telling(bench: Bench, claim: Claim) -> bool:
    digits = claim.value is not None and significant(claim.value) >= knobs().caps.telling_digits
    return digits and bench.strong(claim) and not bench.number(claim).bound


def _pair(bench: Bench, claims: Sequence[Claim], rule: Twins) -> tuple[Claim, Claim] | None:
    """The first in one unit and the first in the other, of one time as far as it is told, and of two sentences."""
    first, second = ([c for c in claims if c.unit == unit] for unit in rule.units)
    for a in first[: knobs().caps.links]:
        for b in second[: knobs().caps.links]:
            apart = (a.article_id, bench.sentence_key(a)) != (b.article_id, bench.sentence_key(b))
            one_time = not when(a) or not when(b) or when(a) == when(b)
            if apart and one_time and (a.modality == "forecast") == (b.modality == "forecast"):
                return a, b
    return None


def _doubt(bench: Bench, a: Claim, b: Claim, rule: Twins) -> Check:
    return explain.check(
        Finding(
            kind="scale_slip",
            verdict="undetermined",
            title=f"{bench.label(a)}: {said(a)} or {said(b)}?",
            text=(
                f"{bench.label(a)}: {said(a)} in one place, {said(b)} in another. The same digits in two units: "
                f"{rule.say}? {explain.settled_by((a, b))}"
            ),
            formula="same digits, different units",
            claims=((a, "one unit"), (b, "other unit")),
            unit=a.unit,
            severity="warning",
        )
    )
