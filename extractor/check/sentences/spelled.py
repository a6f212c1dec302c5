""" "60% of the 72 billion, or 43.2 billion" -> shares, ratios, rates and sums whose very words name their numbers.

What the figures are about plays no part here, nor what they measure: the form of the sentence joins them (`forms`),
their units say whether they can be joined. A form that fits confirms; one that does not fit accuses, unless another
reading of the number fits.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from extractor import units
from extractor.check import explain
from extractor.check.arithmetic.totals import sum_of
from extractor.check.bench import Bench
from extractor.check.exact import Fraction
from extractor.check.explain import operand, said
from extractor.check.forms import FIRST, LAST, arithmetic, compiled, span_in
from extractor.check.intervals import Interval
from extractor.check.knobs import knobs
from extractor.check.near import is_base, is_part
from extractor.check.sentences import changes, mixes, named, rates, tallies
from extractor.check.sentences.joined import Joined
from extractor.check.sentences.reading import Reading, readings
from extractor.check.sentences.relations import POINTS
from extractor.check.verdicts import Outcome, Sum, best, factor
from extractor.models import Check, Claim

_WHOLE, _NEAR = 6_000, 20
"""Characters before a number: all of its paragraph, or few."""
_BEHIND = re.compile(r"[^.!?;:,()]{0,24}")
_THAN = r"\b(?:{basis}|of)\b"
_TIMES = r"(?:\btimes|[x×]|-?fold)\s(?:{own}\s)?[\s$€£¥]*$"
_ANOTHER = re.compile(rf"[^.!?;:]{{0,16}}?(?:,|\b(?:and|to)\b)\s?[{FIRST}-{LAST}]")
"""Another number of a list behind the last."""
_OF = compiled("^ ?(?:%|percent|per cent)? ?of (?!(?:{all}|which|whom)\\b)")
"""A share of something else."""
_UNREAD = re.compile(
    r"(?<![\w.,-])\d[\d.,]{0,24}(?=\s?(?:%|per\s?cent|points|[mbt]rillion|[mb]illion|thousand|bn|tn)\b)", re.IGNORECASE
)
"""A number among the words that is no claim."""
_SECONDS = {"milliseconds": Fraction(1, 1000), "seconds": Fraction(1), "minutes": Fraction(60), "hours": Fraction(3600)}
_ONE = Interval.point(1)
_MILLION = Interval.point(Fraction(1, 1_000_000))
_PRICE = "_per_1m_tokens"


def checks(bench: Bench, taken: Collection[str]) -> Iterator[Check]:
    """A check for each number that the words around it say to be worked out; `taken` are those that have theirs."""
    for article in sorted(bench.in_article):
        for reading in readings(bench, article):
            yield from _of(bench, reading, taken)


def _of(bench: Bench, reading: Reading, taken: Collection[str]) -> Iterator[Check]:
    found: dict[str, list[Joined]] = defaultdict(list)
    for joined in (
        *_by_forms(bench, reading),
        *mixes.joined(bench, reading),
        *named.joined(bench, reading),
        *rates.joined(bench, reading),
        *tallies.joined(bench, reading),
    ):
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
    if any(_fits(bench, joined, rival) for joined, _ in outcomes for rival in joined.rivals):
        return None
    accusing = [(j, o) for j, o in outcomes if j.sure and _plain(bench, j, o)]
    return accusing[0] if accusing and len(choices) == 1 else None


def _fits(bench: Bench, joined: Joined, rival: Sum) -> bool:
    outcome = best(bench.number(joined.stated), [rival])
    return outcome is not None and outcome.verdict != "inconsistent"


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
    counted = Counter(claim.unit for claim in reading.claims)
    for form in arithmetic().forms:
        if len(reading.claims) < form.slots or not _WANTS[form.op](counted):
            continue
        place = 0
        while found := form.compiled.search(reading.text, place):
            place = found.start() + 1
            slots = {name: reading.claim(sign) for name, sign in found.groupdict().items() if name in "abc" and sign}
            match = _Match(bench, found, slots["a"], slots.get("b"), slots["c"])
            sums = _SUMS[form.op](match)
            if sums and form.op == "change":
                yield _changed(reading, match, sums)
            elif sums:
                yield Joined(slots["c"], form.kind, sums, _unbroken(reading, found))


def _unbroken(reading: Reading, found: re.Match[str], reach: int = _WHOLE) -> bool:
    """Whether nothing in the words takes back that the numbers belong together, and the last of them says no more;
    `reach` says how many words before each number are looked at.
    """
    cues = knobs().cues.patterns
    slot = max((slot for slot in "abc" if slot in found.re.groupindex and found.group(slot)), key=found.end)
    last = found.end(slot)
    behind = _BEHIND.match(reading.text, last)
    ended = slot != "c" and reach != _WHOLE  # a change is told before the last of its two numbers
    words = behind.group() if behind and not ended else ""
    runs_on = cues["runs_on"] if reach == _WHOLE else compiled(_THAN)  # "40% more" says no more, "more than" does
    more = not ended and (runs_on.search(words) or _ANOTHER.match(reading.text, last) or _OF.search(words))
    ends = [found.end(slot) for slot in "abc" if slot in found.re.groupindex and found.group(slot)]
    said = " ".join(reading.text[max(found.start(), end - reach) : end] for end in ends)
    return not more and not cues["taken_back"].search(f"{said}{words}")


def _changed(reading: Reading, match: _Match, sums: list[Sum]) -> Joined:
    """A change with what else of its paragraph it may be of."""
    chosen = frozenset(c.id for c in (match.a, match.b) if c)
    rivals = tuple(changes.rivals(match.bench, reading, match.c, chosen))
    sure = _unbroken(reading, match.words, _NEAR) and not _UNREAD.search(match.words.group())
    sure = sure and changes.may_accuse(match.bench, match.c, *(c for c in (match.a, match.b) if c))
    return Joined(match.c, changes.kind_of(match.c), sums, sure, rivals)


def _change(match: _Match) -> list[Sum]:
    return changes.sums(match.bench, match.c, match.a, match.b) if match.b else []


def _yearly(match: _Match) -> list[Sum]:
    """The rate at which one number becomes another from year to year."""
    a, b, c = match.a, match.b, match.c
    years = int(match.words["q"]) - int(match.words["p"])
    if b is None or a.unit != b.unit or c.unit != "percent" or years < 2 or not match.bench.number(b).nominal:
        return []
    parts = (operand(match.bench, b, "from"), operand(match.bench, a, "to"))
    written = f"({said(a)} / {said(b)}) ^ (1/{years}) - 1"
    return [Sum(lambda x, y: ((y / x).root(years) - _ONE).scaled(100), parts, "(to / from) ^ (1/years) - 1", written)]


def _is_older(bench: Bench, claim: Claim) -> bool:
    """ "Up from 40", "3.6 times the 63 of a year ago": what a level is held against, and no whole of anything."""
    return is_base(bench, claim) or compiled(_TIMES).search(bench.before(claim, 24)) is not None


def _share(match: _Match) -> list[Sum]:
    a, b, c = match.a, match.b, match.c
    part = is_part(c)
    if (
        b is None
        or _is_older(match.bench, b)
        or not _alike(a, b)
        or not (c.unit == "percent" or part)
        or a.unit in ("percent", "multiple")
    ):
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
    "sum": _sum, "scaled": _scaled, "change": _change,
    "yearly": _yearly,
}  # fmt: skip


def _rated(counted: Counter[str]) -> bool:
    return not counted.keys().isdisjoint(("percent", "multiple"))


_WANTS: dict[str, Callable[[Counter[str]], bool]] = {
    "share": _rated,
    "quotient": lambda counted: not counted.keys().isdisjoint(("count", "multiple", "users")),
    "lasts": lambda counted: any(units.dimension(unit) == "time" for unit in counted),
    "price": lambda counted: "tokens" in counted,
    "pace": lambda counted: "tokens_per_second" in counted,
    "product": lambda counted: not counted.keys().isdisjoint(("count", "users")),
    "sum": lambda counted: max(counted.values()) > 2,
    "scaled": lambda counted: max(counted.values()) > 1,
    "change": lambda counted: _rated(counted) or max(counted.values()) > 2 or not counted.keys().isdisjoint(POINTS),
    "yearly": _rated,
}
"""Units without which a paragraph cannot hold a form, which then need not be looked for."""


def _alike(a: Claim, b: Claim) -> bool:
    """Whether two numbers can be part and whole: of one unit, counts of one noun or of none that is told."""
    solved = (a.measure, a.unit, b.unit) == ("benchmark_score", "points", "count")
    return a.unit == b.unit or {a.unit, b.unit} == {"users", "count"} or solved
