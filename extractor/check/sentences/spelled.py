""" "60% of the 72 billion, or 43.2 billion" -> shares, ratios, rates and sums whose very words name their numbers.

What the figures are about plays no part here, nor what they measure: the form of the sentence joins them (`forms`),
their units say whether they can be joined. A form that fits confirms; one that does not fit accuses, unless another
reading of the number fits.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from extractor import units
from extractor.check import explain
from extractor.check.arithmetic.totals import sum_of
from extractor.check.bench import Bench
from extractor.check.explain import operand, said
from extractor.check.forms import FIRST, LAST, arithmetic, compiled, span_in
from extractor.check.intervals import Interval
from extractor.check.knobs import knobs
from extractor.check.sentences import rates, tallies
from extractor.check.sentences.joined import Joined
from extractor.check.sentences.reading import Reading, readings
from extractor.check.verdicts import Outcome, Sum, best, factor
from extractor.models import Check, Claim

_BEHIND = re.compile(r"[^.!?;:,()]{0,24}")
_ANOTHER = re.compile(rf"[^.!?;:]{{0,16}}?(?:,|\b(?:and|to)\b)\s?[{FIRST}-{LAST}]")
"""Another number of a list behind the last."""
_OF = compiled("^ ?(?:%|percent|per cent)? ?of (?!(?:{all}|which|whom)\\b)")
"""A share of something else."""
_SECONDS = {"milliseconds": Fraction(1, 1000), "seconds": Fraction(1), "minutes": Fraction(60), "hours": Fraction(3600)}
_MILLION = Interval.point(Fraction(1, 1_000_000))
_PRICE = "_per_1m_tokens"


def checks(bench: Bench, taken: Collection[str]) -> Iterator[Check]:
    """A check for each number that the words around it say to be worked out; `taken` are those that have theirs."""
    for article in sorted(bench.in_article):
        for reading in readings(bench, article):
            yield from _of(bench, reading, taken)


def _of(bench: Bench, reading: Reading, taken: Collection[str]) -> Iterator[Check]:
    found: dict[str, list[Joined]] = defaultdict(list)
    for joined in (*_by_forms(bench, reading), *rates.joined(bench, reading), *tallies.joined(bench, reading)):
        if joined.stated.id not in taken:
            found[joined.stated.id].append(joined)
    for several in found.values():
        chosen = _chosen(bench, several)
        if chosen:
            joined, outcome = chosen
            title = f"{said(joined.stated)} against {outcome.sum.written}"
            yield explain.arithmetic(bench, joined.kind, joined.stated, outcome, title)


def _chosen(bench: Bench, several: Sequence[Joined]) -> tuple[Joined, Outcome] | None:
    """What fits best; a misfit only where the words leave one choice of numbers, all of them plain."""
    outcomes = [(j, o) for j in several if (o := best(bench.number(j.stated), j.sums))]
    fitting = [pair for pair in outcomes if pair[1].verdict != "inconsistent"]
    if fitting:
        return min(fitting, key=lambda pair: pair[1].verdict != "consistent")
    choices = {frozenset(part.claim.id for part in o.sum.operands) for _, o in outcomes}
    accusing = [(j, o) for j, o in outcomes if j.sure and _plain(bench, j, o)]
    return accusing[0] if accusing and len(choices) == 1 else None


def _plain(bench: Bench, joined: Joined, outcome: Outcome) -> bool:
    """Whether all numbers were read well, and what they give is not of another size altogether."""
    claims = (joined.stated, *(part.claim for part in outcome.sum.operands))
    read = all(c.confidence >= knobs().caps.confidence_told and not bench.number(c).vague for c in claims)
    return read and factor(outcome.derived.nominal, outcome.stated.nominal) <= Fraction(knobs().caps.derived)


# ---------------------------------------------------------------- forms


@dataclass(frozen=True)
class _Match:
    """A form found in a text, with the numbers in its slots."""

    bench: Bench
    words: re.Match[str]
    a: Claim
    b: Claim | None
    c: Claim


def _by_forms(bench: Bench, reading: Reading) -> Iterator[Joined]:
    for form in arithmetic().forms:
        place = 0
        while found := form.compiled.search(reading.text, place):
            place = found.start() + 1
            slots = {name: reading.claim(sign) for name, sign in found.groupdict().items() if name in "abc" and sign}
            match = _Match(bench, found, slots["a"], slots.get("b"), slots["c"])
            sums = _SUMS[form.op](match)
            if sums:
                yield Joined(slots["c"], form.kind, sums, _unbroken(reading, found))


def _unbroken(reading: Reading, found: re.Match[str]) -> bool:
    """Whether nothing in the words takes back that the numbers belong together, and the last of them says no more."""
    cues = knobs().cues.patterns
    last = max(found.end(slot) for slot in "abc" if slot in found.re.groupindex and found.group(slot))
    behind = _BEHIND.match(reading.text, last)
    words = behind.group() if behind else ""
    more = cues["runs_on"].search(words) or _ANOTHER.match(reading.text, last) or _OF.search(words)
    return not more and not cues["taken_back"].search(f"{found.group()}{words}")


def _share(match: _Match) -> list[Sum]:
    a, b, c = match.a, match.b, match.c
    part = c.unit == "multiple" and c.value is not None and c.value < 1
    if b is None or not _alike(a, b) or not (c.unit == "percent" or part) or a.unit in ("percent", "multiple"):
        return []
    scale = 1 if part else 100
    parts = (operand(match.bench, a, "part"), operand(match.bench, b, "whole"))
    return [Sum(lambda x, y: (x / y).scaled(scale), parts, "part / whole", f"{said(a)} / {said(b)}")]


def _quotient(match: _Match) -> list[Sum]:
    a, b, c = match.a, match.b, match.c
    if b is None or a.unit != b.unit or c.unit not in ("count", "multiple", "users") or c.unit == a.unit:
        return []
    return [_larger_by_smaller(match.bench, a, b)]


def _larger_by_smaller(bench: Bench, a: Claim, b: Claim) -> Sum:
    large, small = (a, b) if bench.number(a).nominal >= bench.number(b).nominal else (b, a)
    parts = (operand(bench, large, "larger"), operand(bench, small, "smaller"))
    return Sum(lambda x, y: x / y, parts, "larger / smaller", f"{said(large)} / {said(small)}")


def _lasts(match: _Match) -> list[Sum]:
    a, b, c = match.a, match.b, match.c
    times = _times(c.unit.removesuffix("s"), match.words["p"])
    if b is None or a.unit != b.unit or times is None or units.dimension(c.unit) != "time":
        return []
    parts = (operand(match.bench, a, "stock"), operand(match.bench, b, "use"))
    written = f"{said(a)} / {said(b)} a {match.words['p']}"
    return [Sum(lambda x, y: x / y / times, parts, "stock / use", written)]


def _times(span: str, of: str) -> Interval | None:
    """How many of one span another has."""
    if span == of.casefold():
        return Interval.point(1)
    found = span_in(span, of.casefold())
    return Interval(Fraction(found[0]), Fraction(found[1])) if found else None


def _price(match: _Match) -> list[Sum]:
    a, b, c = match.a, match.b, match.c
    if b is None or a.unit != "tokens" or b.unit != c.unit + _PRICE:
        return []
    parts = (operand(match.bench, a, "tokens"), operand(match.bench, b, "price"))
    return [Sum(lambda x, y: x * y * _MILLION, parts, "tokens x price", f"{said(a)} x {said(b)}")]


def _pace(match: _Match) -> list[Sum]:
    a, b, c = match.a, match.b, match.c
    if b is None or a.unit != "tokens" or b.unit != "tokens_per_second" or c.unit not in _SECONDS:
        return []
    length = Interval.point(_SECONDS[c.unit])
    parts = (operand(match.bench, a, "tokens"), operand(match.bench, b, "speed"))
    return [Sum(lambda x, y: x / y / length, parts, "tokens / speed", f"{said(a)} / {said(b)}")]


def _product(match: _Match) -> list[Sum]:
    a, b, c = match.a, match.b, match.c
    if b is None or a.unit != c.unit or b.unit not in ("count", "users") or a.unit in ("percent", "multiple", "count"):
        return []
    parts = (operand(match.bench, b, "number"), operand(match.bench, a, "of each"))
    return [Sum(lambda x, y: x * y, parts, "number x each", f"{said(b)} x {said(a)}")]


def _sum(match: _Match) -> list[Sum]:
    a, b, c = match.a, match.b, match.c
    if b is None or not a.unit == b.unit == c.unit or a.unit in ("percent", "multiple", "rank"):
        return []
    return [sum_of(match.bench, (a, b))]


def _scaled(match: _Match) -> list[Sum]:
    a, c = match.a, match.c
    times = _times((match.words["q"] or "year").casefold(), match.words["p"])
    if a.unit != c.unit or times is None or times == Interval.point(1):
        return []
    parts = (operand(match.bench, a, "rate"),)
    written = f"{said(a)} a {match.words['p']} over a {match.words['q'] or 'year'}"
    return [Sum(lambda x: x * times, parts, "rate x time", written)]


_SUMS: dict[str, Callable[[_Match], list[Sum]]] = {
    "share": _share, "quotient": _quotient, "lasts": _lasts, "price": _price, "pace": _pace, "product": _product,
    "sum": _sum, "scaled": _scaled,
}  # fmt: skip


def _alike(a: Claim, b: Claim) -> bool:
    """Whether two numbers can be part and whole: of one unit, counts of one noun or of none that is told."""
    return a.unit == b.unit or {a.unit, b.unit} == {"users", "count"}
