"""Outcomes -> checks with sentences that a journalist understands."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import partial
from itertools import islice

from extractor import display, ids
from extractor.check import slips
from extractor.check.bench import Bench
from extractor.check.exact import Fraction
from extractor.check.intervals import Interval
from extractor.check.knobs import Field, houses, knobs
from extractor.check.slips import Place, Slip
from extractor.check.verdicts import Operand, Outcome, as_decimal, distance, fits_with, needed, repair, side_with
from extractor.models import Check, CheckClaim, CheckKind, Claim, Severity, Verdict

_SEVERITY: dict[Verdict, Severity] = {
    "consistent": "info", "consistent_by_rounding": "warning", "inconsistent": "error",
    "not_comparable": "notice", "derived": "info", "undetermined": "notice",
}  # fmt: skip


_LONGEST = 8
"""Most digits of a gap that are of use to a reader."""
_OFFERS = 3
"""Most repairs and sources that one finding names."""


@dataclass(frozen=True)
class Finding:
    """A check before it has an id."""

    kind: CheckKind
    verdict: Verdict
    title: str
    text: str
    formula: str
    claims: tuple[tuple[Claim, str], ...]
    stated: Interval | None = None
    derived: Interval | None = None
    unit: str | None = None
    flips: bool = False
    origins: int | None = None
    severity: Severity | None = None
    detail: str = ""
    """What tells two checks of the same claims and formula apart."""


def check(finding: Finding) -> Check:
    """The record; its id depends on kind, claims, formula and detail alone."""
    claims: dict[str, str] = {}
    for claim, role in finding.claims:
        claims.setdefault(claim.id, role)
    return Check(
        id=ids.check_id(finding.kind, sorted(claims), f"{finding.formula}\0{finding.detail}"),
        kind=finding.kind,
        verdict=finding.verdict,
        severity=finding.severity or _SEVERITY[finding.verdict],
        title=finding.title,
        explanation=finding.text,
        formula=finding.formula,
        stated_low=as_decimal(finding.stated.low) if finding.stated else None,
        stated_high=as_decimal(finding.stated.high) if finding.stated else None,
        derived_low=as_decimal(finding.derived.low) if finding.derived else None,
        derived_high=as_decimal(finding.derived.high) if finding.derived else None,
        unit=finding.unit,
        flips_headline=finding.flips,
        origins=finding.origins,
        claims=tuple(CheckClaim(claim_id=i, role=role) for i, role in claims.items()),
    )


def amount(value: Fraction, unit: str, digits: int = 5) -> str:
    """A computed number for a reader, to so many significant digits.

    >>> amount(Fraction(1396000000000), "tokens"), amount(Fraction(176, 3), "percent", 4)
    ('1.396 trillion tokens', '58.67%')
    """
    with localcontext() as context:
        context.prec = digits
        rounded = Decimal(value.numerator) / Decimal(value.denominator)
    return display.quantity(rounded, unit)


def exact(value: Fraction, unit: str) -> str:
    """A gap for a reader: all its digits, as far as 15 of them go.

    >>> exact(Fraction(50650), "tokens")
    '50,650 tokens'
    """
    digits = as_decimal(value)
    assert digits is not None
    return display.quantity(digits.normalize(), unit)


def span(interval: Interval, unit: str) -> str:
    """An interval for a reader: `at most X`, `X to Y`."""
    if interval.low is None or interval.high is None:
        if interval.high is not None:
            return f"at most {amount(interval.high, unit)}"
        return f"at least {amount(interval.low, unit)}" if interval.low is not None else "any number"
    if interval.low == interval.high:
        return f"exactly {amount(interval.low, unit)}"
    return f"{amount(interval.low, unit, 6)} to {amount(interval.high, unit, 6)}"


def said(claim: Claim) -> str:
    """The number of a claim as a reader sees it."""
    return display.claim(claim)


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    parts = list(words)
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def fields(names: Sequence[Field]) -> str:
    """Names of fields for a reader."""
    return listed(knobs().fields[name] for name in names)


def arithmetic(
    bench: Bench, kind: CheckKind, stated: Claim, outcome: Outcome, title: str, flips: bool = False
) -> Check:
    """A check of one stated number against one piece of arithmetic."""
    roles = ((stated, "stated"), *((o.claim, o.role) for o in outcome.sum.operands))
    return check(
        Finding(
            kind=kind,
            verdict=outcome.verdict,
            title=title,
            text=_told(bench, stated, outcome),
            formula=outcome.sum.name,
            claims=roles,
            stated=outcome.stated.coarse,
            derived=outcome.derived.coarse,
            unit=stated.unit,
            flips=flips and outcome.verdict == "inconsistent",
        )
    )


def _told(bench: Bench, stated: Claim, outcome: Outcome) -> str:
    unit, derived = stated.unit, outcome.derived
    exactly = derived.coarse.low == derived.coarse.high
    room = "" if exactly else f" ({span(derived.coarse, unit)} with rounding)"
    opening = f"{outcome.sum.written} = {amount(derived.nominal, unit)}{room}; stated: {said(stated)}."
    return " ".join([opening, *_verdict_words(bench, stated, outcome)])


def _verdict_words(bench: Bench, stated: Claim, outcome: Outcome) -> list[str]:
    unit = stated.unit
    if outcome.verdict == "consistent":
        return ["The figures fit."]
    if outcome.verdict == "inconsistent":
        figures = [stated, *(o.claim for o in outcome.sum.operands)]
        return [_gap_words(stated, outcome), _repair_words(bench, stated, outcome), settled_by(figures)]
    if outcome.readings_differ:
        fine = f"{span(outcome.derived.fine, unit)} against {span(outcome.stated.fine, unit)}"
        only = f"They fit only if trailing zeros do not count: with all digits taken as meant it is {fine}."
        return [only, *_needed_words(bench, outcome)]
    return [
        "They fit only through rounding: the result does not round to what is stated.",
        *_needed_words(bench, outcome),
    ]


def _needed_words(bench: Bench, outcome: Outcome) -> list[str]:
    """What the tightest of the figures must really stand for."""
    found = needed(outcome)
    if found is None:
        return []
    tight, room = found
    between = f"{_room_end(room.low, tight)} and {_room_end(room.high, tight)}"
    return [f"That needs {said(tight.claim)} for {bench.label(tight.claim)} to stand for something between {between}."]


def _room_end(value: Fraction | None, operand: Operand) -> str:
    return amount(value or Fraction(0), operand.claim.unit, 4)


def _gap_words(stated: Claim, outcome: Outcome) -> str:
    apart = distance(outcome.stated.coarse, outcome.derived.coarse)
    gap = f"{exact(apart, stated.unit)} apart, " if finite(apart) else ""
    return f"They do not meet: {gap}more than rounding can explain."


def finite(value: Fraction) -> bool:
    """Whether a number has an end in decimal digits, and not too many: others are not worth spelling out."""
    return len((as_decimal(value) or Decimal(0)).normalize().as_tuple().digits) <= _LONGEST


def _repair_words(bench: Bench, stated: Claim, outcome: Outcome) -> str:
    """The likeliest slip that would explain it, else the smallest change of one number that would make it fit."""
    slip = _slip_words(stated, outcome)
    fix = None if slip else repair(outcome, stated)
    if fix is None:
        return slip or "No change of one figure alone would make them fit."
    own = fix.claim or stated
    change = f"{amount(abs(fix.value), own.unit)} in place of {said(own)}"
    return f"The smallest change that would make them fit: {change} for {bench.label(own)}."


def _slip_words(stated: Claim, outcome: Outcome) -> str:
    figures = [(stated, outcome.stated), *((o.claim, o.number) for o in outcome.sum.operands)]
    places = [
        Place(claim, number, partial(side_with, outcome, at), partial(fits_with, outcome, at))
        for at, (claim, number) in enumerate(figures)
    ]
    for place in places:
        if (slip := slips.telling_fit(place)) is not None:
            return f"A likely slip: {_instead(place.claim, slip)}, {slip.words}."
    found = ((place.claim, slip) for place in places if (slip := slips.digit_fit(place)) is not None)
    offers = [_instead(claim, slip) for claim, slip in islice(found, _OFFERS)]
    return f"One other digit would do: {', or '.join(offers)}." if offers else ""


def _instead(claim: Claim, slip: Slip) -> str:
    return f"{quantity_of(claim, slip)} in place of {said(claim)}"


def quantity_of(claim: Claim, slip: Slip) -> str:
    """The number that a slip stands for, as a reader sees it."""
    return display.quantity(slips.meant(claim, slip).normalize(), claim.unit)


def settled_by(claims: Sequence[Claim]) -> str:
    """What would settle it: the publisher whom the texts name as their source, else the first source of the figures."""
    names = sorted({c.attributed_to for c in claims if c.attributed_to and c.attributed_to in _publishers()})
    if names:
        return f"What settles it: the figures of {listed(names[:_OFFERS])} themselves."
    return "What settles it: the first source of each figure."


@functools.cache
def _publishers() -> frozenset[str]:
    return frozenset(name for entry in houses().publishers for name in (entry.name, *entry.names))


def operand(bench: Bench, claim: Claim, role: str) -> Operand:
    """A claim ready to enter a formula."""
    return Operand(claim, bench.number(claim), role)
