"""A reading and its numbers -> so much for each: "7.5 billion for 750 MW works out at 10 million per megawatt".

What the one number is per, the other counts: so the two that a rate is of are known by their units and nouns, wherever
they stand in its sentence or the one before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from extractor import units
from extractor.check.bench import Bench
from extractor.check.exact import Fraction
from extractor.check.explain import operand, said
from extractor.check.forms import compiled
from extractor.check.intervals import Interval
from extractor.check.sentences.joined import Joined
from extractor.check.sentences.reading import STOP, Reading
from extractor.check.verdicts import Sum
from extractor.models import Claim

_PER = r"\s?{per}\s?(?P<noun>[^\W\d_]{2,20})\b"
_EACH = r"\s?{each}\b"
_COUNTED = re.compile(r"\s?(?:[^\W\d_][\w-]*\s){0,3}?(?P<noun>[^\W\d_]{2,20})\b")
_TIME = "{span}|time"


def joined(bench: Bench, reading: Reading) -> Iterator[Joined]:
    """Each rate with the two numbers that it is of, where there is one of either."""
    lead = compiled("(?:{joint}{near}|[,(—–] ?(?:at )?)$")
    for place, rate in reading.places():
        noun = _per(reading.text, place)
        if noun is None:
            continue
        told = bool(lead.search(reading.text[max(0, place - 80) : place]))
        here, near = _near(reading, place)
        whole = _one(here, near, lambda c, own=rate: c.unit == own.unit and c.id != own.id)  # type: ignore[misc]
        number = _one(here, near, lambda c, n=noun: _counts(reading, c, n) is not None)  # type: ignore[misc]
        size = _counts(reading, number, noun) if number else None
        if told and whole and number and size and number.unit != rate.unit:
            yield Joined(rate, "ratio", [_quotient(bench, whole, number, size)], True)


def _per(text: str, place: int) -> str | None:
    """What a number is per: a noun, `` for anything; None where it is no rate, or one over time."""
    if compiled(_EACH).match(text, place + 1):
        return ""
    found = compiled(_PER).match(text, place + 1)
    return found["noun"].casefold() if found and not compiled(_TIME).fullmatch(found["noun"]) else None


def _near(reading: Reading, place: int) -> tuple[list[Claim], list[Claim]]:
    """The numbers of the sentence, and those of the one before."""
    stops = [0, *(m.end() for m in STOP.finditer(reading.text, 0, place))]
    end = STOP.search(reading.text, place)
    here = reading.within(stops[-1], end.start() if end else len(reading.text))
    return here, reading.within(stops[-2], stops[-1]) if len(stops) > 1 else []


def _one(here: Sequence[Claim], near: Sequence[Claim], fits: Callable[[Claim], bool]) -> Claim | None:
    """The one that fits of a sentence, else of the sentence before; None where several do."""
    found = [c for c in here if fits(c)] or [c for c in near if fits(c)]
    return found[0] if len(found) == 1 else None


def _counts(reading: Reading, claim: Claim, noun: str) -> Fraction | None:
    """How large what a number counts is in units of a noun: 1, and a millionth for watts in megawatts; None else."""
    if claim.value is None or claim.unit in ("percent", "multiple", "rank") or claim.unit in units.currencies():
        return None
    hit = units.after(noun, 0) if noun else None
    if hit is not None and hit.id == claim.unit:
        return 1 / Fraction(hit.factor)
    if claim.unit not in ("count", "users"):
        return None
    behind = _COUNTED.match(reading.text, reading.place(claim) + 1)
    words = f"{claim.qualifier or ''} {claim.unit if claim.unit == 'users' else ''} {behind.group() if behind else ''}"
    stems = {_stem(word) for word in re.findall(r"[^\W\d_]+", words.casefold())}
    return Fraction(1) if not noun or _stem(noun) in stems else None


def _stem(noun: str) -> str:
    """`companies` and `company` alike."""
    if noun.endswith("ies"):
        return noun[:-3]
    return (noun[:-1] if noun[-1:] in "sy" else noun).removesuffix("e")


def _quotient(bench: Bench, whole: Claim, number: Claim, size: Fraction) -> Sum:
    parts = (operand(bench, whole, "whole"), operand(bench, number, "number"))
    scale = Interval.point(size)
    return Sum(lambda x, y: x / (y * scale), parts, "whole / number", f"{said(whole)} / {said(number)}")
